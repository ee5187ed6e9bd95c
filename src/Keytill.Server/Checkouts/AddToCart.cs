using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Vendors;
using Keytill.Server.Catalog;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Checkouts;

/// <summary>
/// A Buy button was pressed: the product goes into the customer's cart with that vendor, an open one or a new one. Following
/// the same link again changes nothing more.
/// </summary>
public sealed class AddToCart(Store store)
{
    /// <param name="cookie">Reads a cookie of the browser, by name (<see cref="CartCookie.Name"/>).</param>
    public async Task<AddToCartAnswer> Run(CheckoutLink link, Func<string, string?> cookie, CancellationToken cancel)
    {
        if (await store.Read(Scope.Everything, db => Look(db, PlainText.Clean(link.Product)), cancel) is not { } found)
            return new AddToCartAnswer.Unknown(ShopUrl: null);
        if (!found.Product.IsSold)
            return new AddToCartAnswer.Unknown(found.ShopUrl);

        var shop = new Scope(found.Product.VendorId, found.Product.Mode);
        var press = new Press(found.Product.Id, LinkParameters.Read(link.Query), link.AcceptLanguage, cookie(CartCookie.Name(shop)), Ids.NewToken());
        string token = await store.Write("add to cart", shop, write => Follow(write, shop, press), cancel);
        return new AddToCartAnswer.Added(token, shop);
    }

    private static async Task<Target?> Look(KeytillDb db, string idOrSlug)
    {
        if (await db.FindProduct(idOrSlug) is not { } product)
            return null;
        // Who is led to the cart needs no way back.
        return new Target(product, product.IsSold ? null : await db.Set<Vendor>().Where(v => v.Id == product.VendorId).Select(v => v.ShopUrl).SingleAsync());
    }

    private static async Task<string> Follow(WriteContext write, Scope shop, Press press)
    {
        string[] tokens = press.KnownToken is null ? [press.FreshToken] : [press.KnownToken, press.FreshToken];
        List<Checkout> carts = await write.Db.Set<Checkout>().Where(c => tokens.Contains(c.Token)).ToListAsync();
        if (carts.Any(c => c.Token == press.FreshToken))
            return press.FreshToken;

        LinkParameters link = press.Link;
        Vendor vendor = await write.Db.Set<Vendor>().AsNoTracking().SingleAsync(v => v.Id == shop.VendorId);
        // What a one-time link sells is not mixed with anything else.
        Checkout? checkout = carts.FirstOrDefault(c => !c.IsOrdered && c.OneTimeLinkId is null);
        if (checkout is null)
        {
            string language = PageLanguage.Choose(link.Locale, press.AcceptLanguage).Language;
            checkout = Checkout.Open(vendor, shop.Mode, press.FreshToken, language, write.Now);
            write.Db.Add(checkout);
        }

        Dictionary<string, Product> shelf = await CheckoutContents.ShelfOf(write.Db, checkout, [press.ProductId, .. link.Items.Select(i => i.Product)]);
        Product? Sold(string wish) => shelf.Values.FirstOrDefault(p => p.IsSold && (p.Id == wish || p.Slug == wish));
        checkout.Follow(link, shelf[press.ProductId], shelf, Sold, vendor, Texts.Find(link.Locale)?.Language, write.Now);
        return checkout.Token;
    }

    private sealed record Target(Product Product, string? ShopUrl);

    /// <summary>All that is fixed before the write, so that a write that runs again does the same.</summary>
    private sealed record Press(string ProductId, LinkParameters Link, string? AcceptLanguage, string? KnownToken, string FreshToken);
}

/// <param name="Product">Id or slug, from the link's path.</param>
/// <param name="Query">Decoded.</param>
/// <param name="AcceptLanguage">The browser's header, for a link that names no language.</param>
public sealed record CheckoutLink(string Product, IReadOnlyList<KeyValuePair<string, string?>> Query, string? AcceptLanguage);

public abstract record AddToCartAnswer
{
    private AddToCartAnswer()
    {
    }

    /// <summary>On to <c>/checkout/{token}</c>, with the token in the shop's cookie.</summary>
    public sealed record Added(string Token, Scope Shop) : AddToCartAnswer;

    /// <summary>There is no such product, or not any more.</summary>
    /// <param name="ShopUrl">The way back, where the vendor is known and has a shop.</param>
    public sealed record Unknown(string? ShopUrl) : AddToCartAnswer;
}
