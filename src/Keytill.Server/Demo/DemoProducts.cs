using Keytill.Core.Catalog;
using Keytill.Server.Pages.Shared;

namespace Keytill.Server.Demo;

/// <summary>What the demo shop sells: each licence method once at least, in currencies of 0, 2 and 3 decimals.</summary>
internal static class DemoProducts
{
    /// <param name="poolId">Of the keys that the fonts are sold with.</param>
    public static IReadOnlyList<ProductData> All(string poolId) =>
    [
        new()
        {
            Slug = "nordlicht-editor",
            Name = LocalizedText.Of("Nordlicht Editor", "Nordlicht Editor"),
            Description = LocalizedText.Of(
                "The text editor for long winters. One key for each seat, valid for good; it is checked without a connection.",
                "Der Texteditor für lange Winter. Ein Schlüssel je Arbeitsplatz, unbefristet; er wird ohne Verbindung geprüft."),
            ImagePath = Assets.Url("demo/nordlicht-editor.svg"),
            Prices = PriceList
                .Of(("EUR", 29_00), ("USD", 32_00), ("GBP", 25_00), ("CHF", 29_00), ("JPY", 4_800), ("KWD", 9_750))
                .With("EUR", new PriceBand(1, 29_00), new PriceBand(10, 26_00), new PriceBand(50, 22_00))
                .With("USD", new PriceBand(1, 32_00), new PriceBand(10, 29_00), new PriceBand(50, 25_00)),
            MaxQuantity = 500,
            LicenseMethod = "signed_key",
            LicenseSettings = """{"features": ["editor"]}""",
        },
        new()
        {
            Slug = "nordlicht-server",
            Name = LocalizedText.Of("Nordlicht Server, one year", "Nordlicht Server, ein Jahr"),
            Description = LocalizedText.Of(
                "One licence for all the seats you order, valid for 365 days.",
                "Eine Lizenz für alle bestellten Arbeitsplätze, 365 Tage gültig."),
            ImagePath = Assets.Url("demo/nordlicht-server.svg"),
            Prices = PriceList.Of(("EUR", 199_00), ("USD", 219_00), ("JPY", 32_000)),
            MinQuantity = 5,
            MaxQuantity = 1_000,
            LicenseMethod = "signed_key",
            LicenseSettings = """{"features": ["server", "sync"], "valid_days": 365}""",
            LicensePer = LicensePer.Line,
            Revocation = RevocationPolicy.Ask,
        },
        new()
        {
            Slug = "nordlicht-fonts",
            Name = LocalizedText.Of("Nordlicht Fonts", "Nordlicht Schriften"),
            Description = LocalizedText.Of(
                "Four typefaces for small sizes. Each copy comes with the next key of an uploaded list.",
                "Vier Schriften für kleine Grade. Jedes Exemplar kommt mit dem nächsten Schlüssel einer hochgeladenen Liste."),
            ImagePath = Assets.Url("demo/nordlicht-fonts.svg"),
            Prices = PriceList.Of(("EUR", 12_50), ("USD", 14_00), ("JPY", 2_100), ("KWD", 4_250)),
            MaxQuantity = 50,
            LicenseMethod = "key_pool",
            LicenseSettings = $$"""{"pool": "{{poolId}}"}""",
        },
        new()
        {
            Slug = "nordlicht-emulator",
            Name = LocalizedText.Of("Nordlicht Emulator", "Nordlicht Emulator"),
            Description = LocalizedText.Of(
                "For trying things out: a licence that comes at once.",
                "Zum Ausprobieren: eine Lizenz, die sofort kommt."),
            ImagePath = Assets.Url("demo/nordlicht-emulator.svg"),
            Prices = PriceList.Of(("EUR", 5_00), ("USD", 5_50), ("JPY", 800), ("KWD", 1_500)),
            MaxQuantity = 20,
            LicenseMethod = "emulator",
            LicenseSettings = """{"script": ["key"]}""",
            Revocation = RevocationPolicy.Never,
        },
        new()
        {
            Slug = "nordlicht-emulator-slow",
            Name = LocalizedText.Of("Nordlicht Emulator, slow", "Nordlicht Emulator, langsam"),
            Description = LocalizedText.Of(
                "For trying things out: a licence that comes two hours later, after an error. Move the order's clock to see it arrive.",
                "Zum Ausprobieren: eine Lizenz, die nach einem Fehler erst zwei Stunden später kommt. Wer die Uhr der Bestellung vorstellt, sieht sie eintreffen."),
            ImagePath = Assets.Url("demo/nordlicht-emulator-slow.svg"),
            Prices = PriceList.Of(("EUR", 5_00), ("USD", 5_50)),
            MaxQuantity = 20,
            LicenseMethod = "emulator",
            LicenseSettings = """{"script": ["temporary_error", "slow PT2H", "key"]}""",
        },
    ];
}
