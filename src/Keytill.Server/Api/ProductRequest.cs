using System.Text.Json;
using System.Text.RegularExpressions;
using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Server.Catalog;

namespace Keytill.Server.Api;

/// <summary>All that a vendor says of a product.</summary>
/// <param name="Slug">Names it in links: 1 to 80 small letters, digits and single hyphens; unique in the whole installation.</param>
/// <param name="Name">By language, such as <c>{"en": "Editor"}</c>.</param>
/// <param name="Description">By language.</param>
/// <param name="Image">A path on this installation.</param>
/// <param name="Prices">The first currency is the product's default.</param>
/// <param name="MinQuantity">1 where it is left out.</param>
/// <param name="MaxQuantity">10,000 where it is left out.</param>
/// <param name="Revocation"><c>at_once</c>, <c>ask</c> or <c>never</c>: what becomes of licences whose money goes back.</param>
/// <param name="Withdrawal"><c>waive</c> or <c>keep</c>: how a consumer's right of withdrawal is served.</param>
/// <param name="Retired">True: no longer sold. Its orders are served on.</param>
internal sealed partial record ProductRequest(
    string? Slug, IReadOnlyDictionary<string, string?>? Name, IReadOnlyDictionary<string, string?>? Description, string? Image, IReadOnlyList<PriceRequest?>? Prices,
    int? MinQuantity, int? MaxQuantity, LicenseRequestBody? License, string? Revocation, string? Withdrawal, bool? Retired)
{
    public static ProductRequest Of(Product product) => new(
        product.Slug, Texts(product.Name), product.Description is { } text ? Texts(text) : null, product.ImagePath,
        [.. product.Prices.Currencies.Select(PriceRequest.Of)], product.MinQuantity, product.MaxQuantity,
        new LicenseRequestBody(product.LicenseMethod, Json(product.LicenseSettings), PublicName.Of(product.LicensePer)),
        PublicName.Of(product.Revocation), PublicName.Of(product.Withdrawal), !product.IsSold);

    /// <exception cref="ApiRefusal">400 with each member that is wrong.</exception>
    public ProductChange ToChange()
    {
        var wrong = new WrongFields();
        if (!Slugs.IsWellFormed(Slug ?? ""))
            wrong.Add("slug", "product_slug", Slugs.Rule);
        var name = ReadTexts("name", Name, Product.NameCharsMax, wrong);
        if (Name is null or { Count: 0 })
            wrong.Add("name", "required", "name is the product's name in one language at least.");
        var description = ReadTexts("description", Description, Product.DescriptionCharsMax, wrong);
        var prices = PriceRequest.Read("prices", Prices ?? [], wrong);
        int min = MinQuantity ?? 1;
        int max = MaxQuantity ?? Product.QuantityMax;
        if (min is < 1 or > Product.QuantityMax)
            wrong.Add("min_quantity", "out_of_range", $"min_quantity lies between 1 and {Product.QuantityMax}.");
        if (max is < 1 or > Product.QuantityMax || max < min)
            wrong.Add("max_quantity", "out_of_range", $"max_quantity lies between min_quantity and {Product.QuantityMax}.");
        var license = (License ?? new LicenseRequestBody(null, null, null)).Read("license", wrong);
        var revocation = Word("revocation", Revocation, RevocationPolicy.AtOnce, wrong);
        var withdrawal = Word("withdrawal", Withdrawal, WithdrawalPolicy.Waive, wrong);
        wrong.ThrowIfAny();
        return new ProductChange(
            new ProductData
            {
                Slug = Slug!,
                Name = name!,
                Description = description,
                ImagePath = string.IsNullOrEmpty(Image) ? null : Image,
                Prices = prices!,
                MinQuantity = min,
                MaxQuantity = max,
                LicenseMethod = license.Method,
                LicenseSettings = license.Settings,
                LicensePer = license.Per,
                Revocation = revocation,
                Withdrawal = withdrawal,
            },
            IsSold: Retired is not true);
    }

    internal static JsonElement Json(string settings)
    {
        using var document = JsonDocument.Parse(settings);
        return document.RootElement.Clone();
    }

    /// <summary>A word of a list; the usual one where it is left out.</summary>
    internal static T Word<T>(string field, string? word, T usual, WrongFields wrong)
        where T : struct, Enum
    {
        if (word is null)
            return usual;
        if (PublicName.Find<T>(word) is { } known)
            return known;
        wrong.Add(field, "unknown", $"{field} is one of {string.Join(", ", Enum.GetValues<T>().Select(v => PublicName.Of(v)))}.");
        return usual;
    }

    private static Dictionary<string, string?> Texts(LocalizedText text) => text.Texts.ToDictionary(t => t.Key, t => (string?)t.Value);

    /// <returns>Null where there is none, or it is wrong.</returns>
    private static LocalizedText? ReadTexts(string field, IReadOnlyDictionary<string, string?>? given, int charsMax, WrongFields wrong)
    {
        if (given is null or { Count: 0 })
            return null;
        var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (locale, text) in given)
        {
            string clean = PlainText.Clean(text);
            if (!LanguageTag().IsMatch(locale) || !texts.TryAdd(locale, clean))
                wrong.Add(field, "locale_invalid", $"{field} is said once in each language, by tags such as en or de-AT.");
            else if (clean.Length == 0 || clean.Length > charsMax)
                wrong.Add($"{field}.{locale}", "product_text", $"{field} has 1 to {charsMax} characters in each language.");
        }

        return texts.Count > 0 ? new LocalizedText(texts) : null;
    }

    [GeneratedRegex("^(?=.{2,35}$)[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();
}

/// <param name="Currency">ISO 4217.</param>
/// <param name="Bands">By quantity, the first from 1: the band that a line's quantity falls into prices each of its units.</param>
internal sealed record PriceRequest(string? Currency, IReadOnlyList<BandRequest?>? Bands)
{
    private const int CurrenciesMax = 200;

    public static PriceRequest Of(CurrencyPrices prices) => new(prices.Currency.Code, [.. prices.Bands.Select(b => new BandRequest(b.FromQuantity, b.UnitMinor))]);

    /// <returns>Null where something is wrong.</returns>
    public static PriceList? Read(string field, IReadOnlyList<PriceRequest?> given, WrongFields wrong)
    {
        if (given.Count is 0 or > CurrenciesMax)
        {
            wrong.Add(field, "required", $"{field} has the unit price in one currency at least.");
            return null;
        }

        var lists = new List<CurrencyPrices>();
        for (int i = 0; i < given.Count; i++)
        {
            string here = $"{field}[{i}]";
            if (Core.Currency.Find(given[i]?.Currency) is not { } currency)
                wrong.Add(here + ".currency", "unknown", "currency is a code of ISO 4217.");
            else if (lists.Any(l => l.Currency == currency))
                wrong.Add(here + ".currency", "repeated", $"{currency} stands in the list already.");
            else if (given[i]!.ReadBands(here + ".bands", wrong) is { } bands)
                lists.Add(new CurrencyPrices(currency, bands));
        }

        return lists.Count == given.Count ? new PriceList(lists) : null;
    }

    private PriceBand[]? ReadBands(string field, WrongFields wrong)
    {
        PriceBand[] bands = [.. (Bands ?? []).Select(b => new PriceBand(b?.From ?? 1, b?.UnitPrice ?? -1))];
        if (bands.Length is 0 or > PriceList.BandsMax || bands[0].FromQuantity != 1 || bands.Zip(bands.Skip(1)).Any(pair => pair.First.FromQuantity >= pair.Second.FromQuantity))
            wrong.Add(field, "bands_invalid", $"There are 1 to {PriceList.BandsMax} bands, the first from 1, each from above the one before.");
        else if (bands.Any(b => b.UnitMinor is < 0 or > PriceList.UnitPriceMinorMax))
            wrong.Add(field, "unit_price_invalid", $"unit_price is a whole number of minor units, from 0 to {PriceList.UnitPriceMinorMax}.");
        else
            return bands;
        return null;
    }
}

/// <param name="From">The least quantity; 1 where it is left out.</param>
/// <param name="UnitPrice">Minor units.</param>
internal sealed record BandRequest(int? From, long? UnitPrice);

/// <param name="Method"><c>signed_key</c> where it is left out, or <c>key_pool</c>; in test mode also <c>emulator</c>.</param>
/// <param name="Settings">What the method needs to know.</param>
/// <param name="Per"><c>unit</c> where it is left out, or <c>line</c>: one licence for the whole line.</param>
internal sealed record LicenseRequestBody(string? Method, JsonElement? Settings, string? Per)
{
    private const string MethodUsual = "signed_key";

    public (string Method, string Settings, LicensePer Per) Read(string field, WrongFields wrong)
    {
        string settings = Settings is { ValueKind: not JsonValueKind.Null } given ? given.GetRawText() : "{}";
        return (Method ?? MethodUsual, settings, ProductRequest.Word(field + ".per", Per, LicensePer.Unit, wrong));
    }
}
