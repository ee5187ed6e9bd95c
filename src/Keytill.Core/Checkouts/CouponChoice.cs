using Keytill.Core.Catalog;

namespace Keytill.Core.Checkouts;

/// <summary>The code that a checkout carries, and what has become of it.</summary>
/// <param name="Typed">As the customer or the link wrote it.</param>
/// <param name="Coupon">Null where there is no such code.</param>
/// <param name="Refusal">Why it does not apply; null where it does.</param>
public sealed record CouponChoice(string Typed, Coupon? Coupon, CouponRefusal? Refusal)
{
    /// <summary>What is taken off; null where it does not apply.</summary>
    public Coupon? Applied => Refusal is null ? Coupon : null;

    public static CouponChoice Unknown(string typed) => new(typed, null, CouponRefusal.Unknown);

    /// <param name="cart">What is to be bought.</param>
    public static CouponChoice Of(string typed, Coupon coupon, CouponUses taken, Cart cart, DateTimeOffset now) =>
        new(typed, coupon, coupon.Refuses(taken, cart.Lines.Select(l => l.ProductId), now));
}
