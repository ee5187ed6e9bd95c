using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Catalog;

/// <summary>Coupons as checkouts name them, and how often they are taken.</summary>
public static class CouponQueries
{
    /// <summary>What has become of the code that a checkout carries; null where it carries none.</summary>
    /// <param name="email">The customer's, as it stands in the form: right or wrong or not there yet.</param>
    public static async Task<CouponChoice?> ChoiceOf(this KeytillDb db, Checkout checkout, string email, DateTimeOffset now)
    {
        if (checkout.CouponCode is not { } typed)
            return null;
        return await db.FindCoupon(new Scope(checkout.VendorId, checkout.Mode), typed) is { } coupon
            ? CouponChoice.Of(typed, coupon, await db.UsesOf(coupon, checkout, email, now), checkout.Cart, now)
            : CouponChoice.Unknown(typed);
    }

    /// <summary>By its code, however it is typed.</summary>
    public static async Task<Coupon?> FindCoupon(this KeytillDb db, Scope owner, string typed) => CouponCode.Normalize(typed) is { } code
        ? await db.Set<Coupon>().AsNoTracking().FirstOrDefaultAsync(c => c.VendorId == owner.VendorId && c.Mode == owner.Mode && c.Code == code)
        : null;

    /// <summary>How many orders hold a use of it, without the one whose place is taken: its use goes over. Exact under the coupon's lock alone.</summary>
    private static async Task<CouponUses> UsesOf(this KeytillDb db, Coupon coupon, Checkout checkout, string email, DateTimeOffset now)
    {
        if (!coupon.IsLimited)
            return default;
        var held = db.Holding(coupon.Id, now).Where(o => o.Id != checkout.ReplacesOrderId);
        int inAll = coupon.UsesMax is null ? 0 : await held.CountAsync();
        int byCustomer = coupon.UsesPerCustomerMax is not null && EmailAddress.Normalize(email.Trim()) is { } address
            ? await held.CountAsync(o => o.EmailNormalized == address)
            : 0;
        return new CouponUses(inAll, byCustomer);
    }

    /// <summary>Orders that hold a use now, whether or not there is a limit.</summary>
    public static Task<int> CountUses(this KeytillDb db, string couponId, DateTimeOffset now, CancellationToken cancel) =>
        db.Holding(couponId, now).CountAsync(cancel);

    private static IQueryable<Order> Holding(this KeytillDb db, string couponId, DateTimeOffset now)
    {
        var lapsed = now - LifecyclePolicy.CouponHoldGrace;
        return db.Set<Order>().Where(o => o.CouponId == couponId && o.CouponHeldUntil > lapsed);
    }
}
