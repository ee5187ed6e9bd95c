using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Vendors;

namespace Keytill.Core.Tests;

/// <summary>A vendor with a few products, for the rules to be tried on.</summary>
public static class Shop
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly Currency Euro = Currency.Of("EUR");
    public static readonly Currency Dollar = Currency.Of("USD");
    public static readonly Currency Yen = Currency.Of("JPY");

    public static readonly Vendor Vendor = Vendor.Create("seller_1", "nordlicht", new VendorData
    {
        Name = "Nordlicht",
        Email = "hello@nordlicht.example",
        DefaultCurrency = Euro,
        ReturnHosts = ["shop.example", "localhost:8080"],
    }, Noon);

    public static readonly Scope Owner = new(Vendor.Id, Mode.Test);

    /// <summary>In EUR (default), USD, JPY and KWD; 1 to 100 units; cheaper in euro from 10 on.</summary>
    public static Product Editor() => Product("editor", PriceList
        .Of(("EUR", 2900), ("USD", 3200), ("JPY", 4800), ("KWD", 9750))
        .With("EUR", new PriceBand(1, 2900), new PriceBand(10, 2600)));

    public static Product Product(string slug, PriceList prices, int min = 1, int max = 100) => Core.Catalog.Product.Create(Owner, Data(slug, prices, min, max), Noon);

    public static ProductData Data(string slug, PriceList prices, int min = 1, int max = 100) => new()
    {
        Slug = slug,
        Name = LocalizedText.Of($"{slug} (en)", $"{slug} (de)"),
        Prices = prices,
        MinQuantity = min,
        MaxQuantity = max,
        LicenseMethod = "signed_key",
    };

    public static Dictionary<string, Product> Shelf(params IEnumerable<Product> products) => products.ToDictionary(p => p.Id);

    public static Checkout AnOpenCheckout() => Checkout.Open(Vendor, Mode.Test, "token", "en", Noon);

    public static void Follow(this Checkout checkout, Product product, string query, params IReadOnlyList<Product> others)
    {
        Dictionary<string, Product> shelf = Shelf([product, .. others]);
        checkout.Follow(Link(query), product, shelf, wish => shelf.Values.FirstOrDefault(p => p.Id == wish || p.Slug == wish), Vendor, null, Noon);
    }

    /// <summary>A query as a browser sends it.</summary>
    public static LinkParameters Link(string query) => LinkParameters.Read(query
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(pair => KeyValuePair.Create(Decoded(pair[0]), pair.Length > 1 ? Decoded(pair[1]) : null)));

    public static BuyerForm AFilledForm() => new()
    {
        Email = "ada@example.org",
        FirstName = "Ada",
        LastName = "Lovelace",
        Country = "US",
    };

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
