using Keytill.Core.Vendors;

namespace Keytill.Core.Catalog;

/// <summary>
/// A code that takes a part off the price. How many of its uses are taken is counted over orders: one that waits to be paid holds
/// a use for a time, a paid one keeps it. Orders keep the price that was agreed, whatever becomes of the coupon.
/// </summary>
public sealed class Coupon : Aggregate
{
    public const string IdPrefix = "cpn";

    private Coupon()
    {
    }

    public string Id { get; private set; } = "";

    public string VendorId { get; private set; } = "";

    public Mode Mode { get; private set; }

    /// <summary>As <see cref="CouponCode.Normalize"/> writes it; unique per vendor and mode.</summary>
    public string Code { get; private set; } = "";

    /// <summary>Whole per cent of the price of what it is for, 1 to 100.</summary>
    public int PercentOff { get; private set; }

    /// <summary>The ids of the products that it is for; empty: all of the vendor's.</summary>
    public IReadOnlyList<string> ProductIds { get; private set; } = [];

    /// <summary>From this instant on; null: since ever.</summary>
    public DateTimeOffset? StartsAt { get; private set; }

    /// <summary>Up to and without this instant; null: for ever.</summary>
    public DateTimeOffset? EndsAt { get; private set; }

    /// <summary>Null: as often as anybody likes.</summary>
    public int? UsesMax { get; private set; }

    /// <summary>By one e-mail address; null: as often as he likes.</summary>
    public int? UsesPerCustomerMax { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Since when the vendor gives it to nobody any more.</summary>
    public DateTimeOffset? DisabledAt { get; private set; }

    /// <summary>How often it is used must be counted under its lock.</summary>
    public bool IsLimited => UsesMax is not null || UsesPerCustomerMax is not null;

    /// <exception cref="RuleBroken"><c>coupon_code</c>, <c>coupon_percent</c>, <c>coupon_period</c>, <c>coupon_uses</c> or <c>coupon_products</c>.</exception>
    public static Coupon Create(Scope owner, CouponData data, DateTimeOffset now)
    {
        var coupon = new Coupon
        {
            Id = Ids.New(IdPrefix, now),
            VendorId = owner.VendorId ?? throw new ArgumentException("A coupon has one vendor.", nameof(owner)),
            Mode = owner.Mode,
            CreatedAt = now,
        };
        coupon.Change(data);
        return coupon;
    }

    /// <exception cref="RuleBroken">As <see cref="Create"/>.</exception>
    public void Change(CouponData data)
    {
        string code = CouponCode.Normalize(data.Code) ?? throw new RuleBroken("coupon_code", CouponCode.Rule);
        if (data.PercentOff is < 1 or > 100)
            throw new RuleBroken("coupon_percent", "A coupon takes 1 to 100 per cent off.");
        if (data.StartsAt >= data.EndsAt)
            throw new RuleBroken("coupon_period", "A coupon ends after it has begun.");
        if (data.UsesMax < 1 || data.UsesPerCustomerMax < 1)
            throw new RuleBroken("coupon_uses", "A coupon can be used once at least.");
        if (data.ProductIds.Count > CouponData.ProductsMax)
            throw new RuleBroken("coupon_products", $"A coupon is for all products, or for at most {CouponData.ProductsMax}.");
        (Code, PercentOff, ProductIds) = (code, data.PercentOff, [.. data.ProductIds.Distinct(StringComparer.Ordinal)]);
        (StartsAt, EndsAt, UsesMax, UsesPerCustomerMax) = (data.StartsAt, data.EndsAt, data.UsesMax, data.UsesPerCustomerMax);
    }

    /// <summary>Gives it to nobody any more; orders that have it keep it.</summary>
    public void Disable(DateTimeOffset now) => DisabledAt ??= now;

    public void Enable() => DisabledAt = null;

    /// <summary>Why it does not apply now; null where it does.</summary>
    /// <param name="taken">What other orders hold of it.</param>
    /// <param name="productIds">What is to be bought.</param>
    public CouponRefusal? Refuses(CouponUses taken, IEnumerable<string> productIds, DateTimeOffset now)
    {
        if (DisabledAt is not null || now >= EndsAt)
            return CouponRefusal.Ended;
        if (now < StartsAt)
            return CouponRefusal.NotYet;
        if (taken.InAll >= UsesMax)
            return CouponRefusal.UsedUp;
        if (taken.ByCustomer >= UsesPerCustomerMax)
            return CouponRefusal.UsedByCustomer;
        return productIds.Any(IsFor) ? null : CouponRefusal.OtherProducts;
    }

    public bool IsFor(string productId) => ProductIds.Count == 0 || ProductIds.Contains(productId);
}

/// <summary>All that a vendor decides about a coupon.</summary>
public sealed record CouponData
{
    public const int ProductsMax = 100;

    public required string Code { get; init; }

    public required int PercentOff { get; init; }

    public IReadOnlyList<string> ProductIds { get; init; } = [];

    public DateTimeOffset? StartsAt { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    public int? UsesMax { get; init; }

    public int? UsesPerCustomerMax { get; init; }
}

/// <summary>How many orders hold a use of a coupon, this one not counted.</summary>
/// <param name="ByCustomer">Of them by the same e-mail address; 0 while it is not known.</param>
public readonly record struct CouponUses(int InAll, int ByCustomer);

/// <summary>Why a coupon does not apply. The sentences are in the texts, by name.</summary>
public enum CouponRefusal
{
    /// <summary>There is no such code.</summary>
    Unknown,

    /// <summary>Its time has not come.</summary>
    NotYet,

    /// <summary>Its time is over, or the vendor has ended it.</summary>
    Ended,

    /// <summary>All of its uses are taken.</summary>
    UsedUp,

    /// <summary>This customer has had his.</summary>
    UsedByCustomer,

    /// <summary>Nothing in the cart is what it is for.</summary>
    OtherProducts,
}
