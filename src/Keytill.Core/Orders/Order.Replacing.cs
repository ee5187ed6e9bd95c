namespace Keytill.Core.Orders;

// A customer who goes back after "continue" and changes his cart orders anew: the new order takes the old one's place.
public sealed partial class Order
{
    /// <summary>The id of the order in whose place this one was ordered.</summary>
    public string? ReplacesId { get; private set; }

    /// <summary>The id of the order that was placed in this one's place. It stays unpaid, is asked for by nobody, and leads there.</summary>
    public string? ReplacedById { get; private set; }

    public bool IsReplaced => ReplacedById is not null;

    /// <summary>Another may take its place: nothing was paid, nothing is under way, and none has. A one-time link gives one order and no other.</summary>
    public bool CanBeReplaced => Status == OrderStatus.NotPaid && !HasMoneyOrExpectsIt && !IsReplaced && OneTimeLinkId is null;

    /// <summary>This one's place is taken by another: its open attempts are closed, and its coupon is the other's. Money that comes all the same pays it.</summary>
    /// <exception cref="RuleBroken"><c>order_not_replaceable</c> unless <see cref="CanBeReplaced"/>.</exception>
    public void ReplaceBy(Order other, DateTimeOffset now)
    {
        if (!CanBeReplaced)
            throw new RuleBroken("order_not_replaceable", "An order that is paid, being paid, ended or replaced already cannot be replaced.");
        (ReplacedById, other.ReplacesId) = (other.Id, Id);
        FreeCoupon();
        CloseAttempts(now);
        Note(now, "order_replaced", other.Id, other.Number);
        other.Note(now, "replaces_order", Id, Number);
    }
}
