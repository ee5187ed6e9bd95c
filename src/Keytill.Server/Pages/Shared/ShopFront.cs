using Keytill.Core.Checkouts;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Keytill.Server.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Pages.Shared;

/// <summary>Whose page it is: the vendor whose shop the customer comes from, and the entity that he buys from.</summary>
public sealed record ShopFront(Vendor Vendor, SellerOfRecord Seller)
{
    /// <summary>The zone that times are shown in.</summary>
    public TimeZoneInfo TimeZone => TimeZoneInfo.TryFindSystemTimeZoneById(Vendor.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;
}

public sealed class ShopFronts(Store store)
{
    public Task<ShopFront> Of(Order order, CancellationToken cancel) =>
        store.Read(new Scope(order.VendorId, order.Mode), async db =>
        {
            var (vendor, seller) = await db.VendorAndSeller(order.VendorId, order.SellerId, cancel);
            return new ShopFront(vendor, seller);
        }, cancel);

    /// <summary>The vendor of this slug; null where there is none.</summary>
    public Task<Vendor?> BySlug(string slug, CancellationToken cancel) =>
        store.Read(Scope.Everything, db => db.Set<Vendor>().FirstOrDefaultAsync(v => v.Slug == slug, cancel), cancel);

    /// <summary>A seller's text of one kind as it is in force, in the nearest language; null where there is none.</summary>
    public Task<(SellerOfRecord Seller, LegalText Text)?> Legal(string sellerId, ConsentKind kind, string locale, DateTimeOffset now, CancellationToken cancel) =>
        store.Read<(SellerOfRecord, LegalText)?>(Scope.Everything, async db =>
        {
            if (await db.Set<SellerOfRecord>().FirstOrDefaultAsync(s => s.Id == sellerId, cancel) is not { } seller)
                return null;
            return (await db.TextsOf(sellerId)).InForce(kind, locale, now) is { } version
                && await db.FindText(sellerId, kind, version.Locale, version.Version) is { } text
                ? (seller, text)
                : null;
        }, cancel);
}
