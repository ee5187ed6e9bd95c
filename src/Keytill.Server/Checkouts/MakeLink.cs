using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Vendors;
using Keytill.Server.Catalog;
using Keytill.Server.Licenses;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Checkouts;

/// <summary>A vendor's program makes a link for one sale, of its catalogue's products or of products of its own, which nobody else can buy.</summary>
public sealed class MakeLink(Store store, LicenseMethods methods, TimeProvider clock)
{
    /// <exception cref="LinkRefused">What it is to sell cannot be sold so.</exception>
    /// <exception cref="RuleBroken"><c>expires_at</c>, <c>return_url</c>.</exception>
    public Task<OneTimeLink> Run(Scope owner, LinkWish wish, CancellationToken cancel, Alongside<OneTimeLink>? alongside = null)
    {
        string id = OneTimeLink.NewId(clock.GetUtcNow());
        (string token, string browserKey) = (Ids.NewToken(), Ids.NewToken());
        return store.Write("make link", owner, async write =>
        {
            if (await write.Db.Set<OneTimeLink>().FirstOrDefaultAsync(l => l.Id == id) is { } done)
                return done;
            var products = await Products(write, owner, id, wish);
            await CheckReturn(write.Db, owner, wish);
            var lines = wish.Items.Select((item, i) => new CartLine(products[i].Id, item.Quantity ?? products[i].MinQuantity)).ToList();
            var link = OneTimeLink.Create(id, owner, token, browserKey, lines, wish.Parameters, wish.ExpiresAt, write.Now);
            write.Db.Add(link);
            return link;
        }, cancel, alongside);
    }

    private async Task<IReadOnlyList<Product>> Products(WriteContext write, Scope owner, string linkId, LinkWish wish)
    {
        var shelf = await write.Db.Shelf(owner, wish.Items.Select(i => i.Product).OfType<string>());
        var products = new List<Product>();
        for (int i = 0; i < wish.Items.Count; i++)
        {
            var item = wish.Items[i];
            products.Add(item.Own is { } own ? await Own(write, owner, linkId, i, item.Quantity ?? 1, own) : FromCatalogue(shelf, item, i));
            if (products.FindIndex(p => p.Id == products[i].Id) < i)
                throw new LinkRefused(i, "product", "repeated", "A product stands in a link once.");
        }

        if (wish.Currency is { } currency && products.FindIndex(p => !p.Prices.Has(currency)) is >= 0 and var unpriced)
            throw new LinkRefused(unpriced, "product", "currency_unavailable", $"It has no price in {currency}.");
        if (!products[0].Prices.Currencies.Any(c => products.All(p => p.Prices.Has(c.Currency))))
            throw new LinkRefused(0, "product", "no_common_currency", "There is no currency that all of them have a price in.");
        return products;
    }

    private async Task<Product> Own(WriteContext write, Scope owner, string linkId, int index, int quantity, ProductData own)
    {
        try
        {
            methods.Check(own.LicenseMethod, own.LicenseSettings, owner.Mode);
            await KeepProduct.CheckPool(write.Db, own);
            var product = OneTimeLink.OwnProduct(owner, linkId, index + 1, quantity, own, write.Now);
            write.Db.Add(product);
            return product;
        }
        catch (RuleBroken broken)
        {
            string field = broken.Code switch
            {
                "product_image" => "image",
                "product_text" => "name",
                "product_quantity" => "quantity",
                "license_method_unknown" => "license.method",
                _ => "license.settings",
            };
            throw new LinkRefused(index, field, broken.Code, broken.Message);
        }
    }

    private static Product FromCatalogue(Dictionary<string, Product> shelf, LinkWishItem item, int index)
    {
        if (shelf.Values.FirstOrDefault(p => p.IsSold && (p.Id == item.Product || p.Slug == item.Product)) is not { } product)
            throw new LinkRefused(index, "product", "product_unknown", "There is no such product on sale.");
        return item.Quantity is not { } quantity || product.Clamp(quantity) == quantity
            ? product
            : throw new LinkRefused(index, "quantity", "out_of_range", $"It is sold in quantities from {product.MinQuantity} to {product.MaxQuantity}.");
    }

    private static async Task CheckReturn(KeytillDb db, Scope owner, LinkWish wish)
    {
        if (wish.Parameters.GetValueOrDefault("return_url") is { } url && !(await db.Set<Vendor>().AsNoTracking().SingleAsync(v => v.Id == owner.VendorId)).MayReturnTo(url))
            throw new RuleBroken("return_url", "The host of return_url is not on your list.");
    }
}

/// <param name="Parameters">By the names of a Buy link's parameters, read without a notice.</param>
/// <param name="Currency">That of the parameters, where they name one.</param>
public sealed record LinkWish(IReadOnlyList<LinkWishItem> Items, Currency? Currency, IReadOnlyDictionary<string, string> Parameters, DateTimeOffset? ExpiresAt);

/// <param name="Product">Id or slug of the catalogue; null for one of the link's own.</param>
/// <param name="Quantity">Null for the least.</param>
/// <param name="Own">A product that only this link sells; its slug and its quantities are set.</param>
public sealed record LinkWishItem(string? Product, int? Quantity, ProductData? Own);

/// <summary>An item of a link cannot be sold as it is wished.</summary>
/// <param name="index">Counted from 0.</param>
public sealed class LinkRefused(int index, string member, string code, string sentence) : Exception(sentence)
{
    public int Index => index;

    public string Member => member;

    public string Code => code;
}
