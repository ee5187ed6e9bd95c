using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Catalog;

/// <summary>A vendor makes a coupon, or changes one.</summary>
public sealed class KeepCoupon(Store store)
{
    /// <exception cref="RuleBroken">As <see cref="Coupon.Create"/>; <c>coupon_code_taken</c>; <c>coupon_products</c> where a product is not the vendor's.</exception>
    public Task<Coupon> Create(Scope owner, CouponData data, CancellationToken cancel, Alongside<Coupon>? alongside = null) => store.Write("make coupon", owner, async write =>
    {
        var coupon = Coupon.Create(owner, await Checked(write.Db, owner, data), write.Now);
        await ThrowIfTaken(write.Db, coupon);
        write.Db.Add(coupon);
        return coupon;
    }, cancel, alongside);

    /// <returns>Null when the vendor has no such coupon.</returns>
    /// <exception cref="RuleBroken">As <see cref="Create"/>.</exception>
    public Task<Coupon?> Change(Scope owner, string id, CouponData data, bool enabled, CancellationToken cancel) => store.Write("change coupon", owner, async write =>
    {
        if (await write.Db.Set<Coupon>().FirstOrDefaultAsync(c => c.Id == id) is not { } coupon)
            return null;
        coupon.Change(await Checked(write.Db, owner, data));
        if (enabled)
            coupon.Enable();
        else
            coupon.Disable(write.Now);
        await ThrowIfTaken(write.Db, coupon);
        return coupon;
    }, cancel);

    private static async Task ThrowIfTaken(KeytillDb db, Coupon coupon)
    {
        if (await db.Set<Coupon>().AnyAsync(c => c.Code == coupon.Code && c.Id != coupon.Id))
            throw new RuleBroken("coupon_code_taken", $"There is a coupon {coupon.Code} already.");
    }

    /// <summary>Products by id or slug become ids.</summary>
    private static async Task<CouponData> Checked(KeytillDb db, Scope owner, CouponData data)
    {
        var shelf = await db.Shelf(owner, data.ProductIds);
        string? Id(string wanted) => shelf.Values.FirstOrDefault(p => p.Id == wanted || p.Slug == wanted)?.Id;
        return data with { ProductIds = [.. data.ProductIds.Select(p => Id(p) ?? throw new RuleBroken("coupon_products", $"There is no product {PlainText.Cut(PlainText.Clean(p), Product.NameCharsMax)}."))] };
    }
}
