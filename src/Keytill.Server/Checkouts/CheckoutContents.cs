using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Vendors;
using Keytill.Server.Catalog;
using Keytill.Server.Persistence;
using Keytill.Server.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Checkouts;

/// <summary>A checkout with all that its page shows and its order is made of.</summary>
/// <param name="Shelf">By id: the products of the cart, and those that its notices name; retired ones too.</param>
/// <param name="Coupon">What has become of the checkout's code; null where it has none.</param>
public sealed record CheckoutContents(
    Checkout Checkout, Vendor Vendor, SellerOfRecord Seller, SellerTexts Texts, IReadOnlyDictionary<string, Product> Shelf, CouponChoice? Coupon)
{
    /// <summary>The cart priced now, with its coupon where that applies, and what of it cannot be sold any more.</summary>
    public (Quote Quote, IReadOnlyList<CheckoutNotice> Unavailable) Price() => Checkout.Price(Shelf, Coupon?.Applied);

    public Scope Scope => new(Checkout.VendorId, Checkout.Mode);

    /// <summary>Where "back to the shop" leads, if anywhere.</summary>
    public string? ShopUrl => Checkout.Link.ReturnUrl ?? Vendor.ShopUrl;

    /// <returns>Null when the scope sees no checkout with this token.</returns>
    internal static async Task<CheckoutContents?> Load(KeytillDb db, string token, DateTimeOffset now, params string[] further)
    {
        if (await db.Set<Checkout>().FirstOrDefaultAsync(c => c.Token == token) is not { } checkout)
            return null;
        var owner = await (
            from vendor in db.Set<Vendor>().AsNoTracking()
            join seller in db.Set<SellerOfRecord>().AsNoTracking() on vendor.SellerId equals seller.Id
            where vendor.Id == checkout.VendorId
            select new { vendor, seller }).SingleAsync();
        return new(checkout, owner.vendor, owner.seller, await db.TextsOf(owner.seller.Id), await ShelfOf(db, checkout, further), await db.ChoiceOf(checkout, checkout.Form.Email, now));
    }

    internal static Task<Dictionary<string, Product>> ShelfOf(KeytillDb db, Checkout checkout, params IEnumerable<string> further) => db.Shelf(
        new Scope(checkout.VendorId, checkout.Mode),
        [.. checkout.Cart.Lines.Select(l => l.ProductId), .. checkout.Notices.Select(n => n.ProductId).OfType<string>(), .. further],
        checkout.OneTimeLinkId);
}
