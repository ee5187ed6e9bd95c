using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Vendors;
using Keytill.Server.Demo;
using Keytill.Server.Persistence;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Pages.Demo;

/// <summary>The demo vendor's shop: somebody else's web site, which knows of Keytill only its Buy links.</summary>
public sealed class ShopModel(DemoVendor vendor, Store store) : PageModel
{
    private const string Language = "en";
    private const int ProductsMax = 50;

    public static IReadOnlyList<TestCard> Cards { get; } =
    [
        new("4242 4242 4242 4242", "Pays at once"),
        new("5555 5555 5555 4444", "Pays at once"),
        new("4000 0000 0000 3220", "Asks for confirmation (3-D Secure): pass, fail or leave"),
        new("4000 0084 0000 1629", "Asks for confirmation, then is declined"),
        new("4000 0000 0000 0002", "Declined"),
        new("4000 0000 0000 9995", "Declined: too little money"),
        new("4000 0000 0000 0069", "Declined: expired"),
        new("4000 0000 0000 0127", "Declined: wrong code"),
        new("4000 0000 0000 0119", "The bank fails while it works"),
        new("4000 0000 0001 0001", "Stays in progress, pays three days later"),
        new("4000 0000 0002 0000", "Stays in progress, fails three days later"),
        new("4000 0000 0003 0009", "Is charged, but the bank’s answer is lost"),
        new("4000 0000 0004 0008", "The answer is lost, and nothing is charged"),
        new("4000 0000 0000 7726", "Succeeds; a refund is pending for 3 days, then done"),
        new("4000 0000 0000 5126", "Succeeds; a refund is done, and fails 5 days later"),
    ];

    public string Name => vendor.Name;

    public IReadOnlyList<ShelfItem> Products { get; private set; } = [];

    public async Task OnGet(CancellationToken cancel)
    {
        if (vendor.VendorId is not { } vendorId)
            return;
        List<Product> products = await store.Read(new Scope(vendorId, Mode.Test), db => db.Set<Product>()
            .Where(p => p.RetiredAt == null).OrderBy(p => p.CreatedAt).ThenBy(p => p.Slug).Take(ProductsMax).ToListAsync(cancel), cancel);
        // What only plays a vendor's server stands last.
        Products = [.. products.OrderBy(p => p.LicenseMethod == "emulator").ThenBy(p => p.CreatedAt).ThenBy(p => p.Slug, StringComparer.Ordinal).Select(Shelved)];
    }

    private static ShelfItem Shelved(Product product)
    {
        CurrencyPrices prices = product.Prices.Currencies[0];
        return new ShelfItem(
            product.Slug, product.Name.In(Language), product.Description?.In(Language), product.ImagePath,
            Text(prices, prices.Bands[0].UnitMinor), PriceNote(product, prices), How(product.LicenseMethod));
    }

    private static string? PriceNote(Product product, CurrencyPrices prices) => (product.MinQuantity, prices.Bands.Count) switch
    {
        ( > 1, _) => $"each, {product.MinQuantity} or more",
        (_, > 1) => $"{Text(prices, prices.Bands[1].UnitMinor)} each from {prices.Bands[1].FromQuantity} on",
        _ => null,
    };

    private static string Text(CurrencyPrices prices, long minor) => Texts.For(Language).Formats.Money(new Money(minor, prices.Currency));

    private static string How(string method) => method switch
    {
        "signed_key" => "A key that proves itself offline",
        "key_pool" => "A key from the publisher’s list",
        "emulator" => "A key from a pretended server",
        "text" => "A message with all you need",
        "file" => "A download",
        "manual" => "Sent by the publisher’s own hand",
        "web_service" => "A key made by the publisher’s server",
        _ => "A licence",
    };
}

public sealed record TestCard(string Number, string Effect);

public sealed record ShelfItem(
    string Slug, string Name, string? Description, string? ImagePath, string Price, string? PriceNote, string HowDelivered);
