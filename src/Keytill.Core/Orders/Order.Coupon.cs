using Keytill.Core.Payments;

namespace Keytill.Core.Orders;

// The coupon that the order was placed with, and its hold on one of the coupon's uses.
public sealed partial class Order
{
    public string? CouponId { get; private set; }

    /// <summary>As the customer knew it.</summary>
    public string? CouponCode { get; private set; }

    /// <summary>
    /// Wall time until which it holds a use of its coupon: an unpaid order for a time, a paid one for good. Null: it holds none.
    /// The price stays as agreed when the hold runs out; paying takes the use again, above the coupon's limit too.
    /// </summary>
    public DateTimeOffset? CouponHeldUntil { get; private set; }

    /// <summary>For a transfer a use is kept as long as the customer has time for it, if it is still his.</summary>
    private void HoldCouponForMethod(DateTimeOffset now)
    {
        if (!IsCouponHeld(now))
            return;
        var until = WallAt(CreatedAt + LifecyclePolicy.CouponHold(Method));
        if (until > CouponHeldUntil)
            CouponHeldUntil = until;
    }

    private void KeepCoupon() => CouponHeldUntil = CouponId is null ? null : LifecyclePolicy.ForGood;

    private void FreeCoupon() => CouponHeldUntil = null;

    private bool IsCouponHeld(DateTimeOffset now) => CouponHeldUntil is { } until && WallAt(now) < until;
}
