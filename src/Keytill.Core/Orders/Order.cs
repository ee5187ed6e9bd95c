namespace Keytill.Core.Orders;

public sealed partial class Order : Aggregate
{
    public string Id { get; private set; } = "";
}
