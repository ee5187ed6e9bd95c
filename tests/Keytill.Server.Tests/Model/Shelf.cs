using Keytill.Core.Catalog;
using Keytill.Core.Orders;
using Keytill.Server.Licenses;
using Keytill.Server.Tests.Journeys;

namespace Keytill.Server.Tests.Model;

/// <summary>What the sales of the model buy: one currency of each exponent, every way of delivery, and things that cost nothing.</summary>
internal static class Shelf
{
    /// <summary>Its keys are a pool of each sale's own, empty until a step fills it.</summary>
    public const string Keys = "keys";

    private static readonly (string Slug, PriceList Prices, Func<ProductData, ProductData> Change)[] Products =
    [
        ("editor", PriceList.Of(("EUR", 29_00), ("JPY", 4_800), ("KWD", 9_750)), p => p),
        ("site", PriceList.Of(("EUR", 499_00), ("KWD", 150_000)), p => Emulated(p, "\"key\"") with { LicensePer = LicensePer.Line, Revocation = RevocationPolicy.Never }),
        ("asked", PriceList.Of(("EUR", 40_01)), p => p with { Revocation = RevocationPolicy.Ask }),
        ("slow", PriceList.Of(("EUR", 5_00), ("JPY", 333)), p => Emulated(p, "\"temporary_error\", \"slow PT2H\", \"key\"")),
        ("fatal", PriceList.Of(("EUR", 7_50)), p => Emulated(p, "\"fatal_error\", \"key\"")),
        ("gift", PriceList.Of(("EUR", 0), ("JPY", 0)), p => p),
    ];

    private static readonly PriceList KeyPrices = PriceList.Of(("EUR", 12_50), ("KWD", 4_001));

    public static IReadOnlyList<Basket> Carts { get; } =
    [
        new("EUR", ("editor", 1)),
        new("EUR", ("editor", 2), ("slow", 1)),
        new("JPY", ("editor", 3)),
        new("KWD", ("site", 2)),
        new("EUR", (Keys, 2)),
        new("EUR", (Keys, 1), ("fatal", 1), ("asked", 1)),
        new("EUR", ("gift", 2), (Keys, 1)),
        new("JPY", ("gift", 1)),
        new("KWD", (Keys, 3), ("editor", 1)),
        new("EUR", ("site", 1), ("fatal", 2)),
        new("JPY", ("slow", 3), ("gift", 1)),
    ];

    public static async Task Fill(Installation here)
    {
        foreach (var (slug, prices, change) in Products)
            await here.Shop.Sell(here.Store, slug, prices, change);
    }

    /// <summary>A product with a pool of its own.</summary>
    /// <returns>The pool.</returns>
    public static async Task<string> AddKeys(Installation here, string slug)
    {
        string pool = await here.Get<KeyPools>().Create(here.Scope, slug, lowWaterMark: 1);
        await here.Shop.Sell(here.Store, slug, KeyPrices, p => p with { LicenseMethod = "key_pool", LicenseSettings = $$"""{"pool": "{{pool}}"}""" });
        return pool;
    }

    public static long PriceOf(string slug, string currency, int quantity) =>
        (slug == Keys ? KeyPrices : Products.Single(p => p.Slug == slug).Prices).UnitPrice(Core.Currency.Of(currency), quantity).Minor;

    private static ProductData Emulated(ProductData product, string steps) =>
        product with { LicenseMethod = "emulator", LicenseSettings = $$"""{"script": [{{steps}}]}""" };
}

internal sealed record Basket(string Currency, params IReadOnlyList<(string Slug, int Quantity)> Lines)
{
    public bool HasKeys => Lines.Any(l => l.Slug == Shelf.Keys);

    public long Total => Lines.Sum(l => Shelf.PriceOf(l.Slug, Currency, l.Quantity) * l.Quantity);
}
