namespace Keytill.Core.Catalog;

/// <summary>
/// The five figures of a line or an order. Always: subtotal − discount + (tax that is not in the prices) = total, and
/// net + tax = total; an order's figure is the sum of its lines' figures.
/// </summary>
/// <param name="Subtotal">Units times unit price, before anything is taken off or put on.</param>
/// <param name="Total">What the customer pays.</param>
public sealed record Amounts(Money Subtotal, Money Discount, Money Net, Money Tax, Money Total)
{
    public static Amounts Zero(Currency currency)
    {
        Money zero = Money.Zero(currency);
        return new(zero, zero, zero, zero, zero);
    }

    public static Amounts operator +(Amounts a, Amounts b) =>
        new(a.Subtotal + b.Subtotal, a.Discount + b.Discount, a.Net + b.Net, a.Tax + b.Tax, a.Total + b.Total);
}
