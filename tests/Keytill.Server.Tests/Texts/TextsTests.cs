using System.Text.RegularExpressions;
using Keytill.Core;

namespace Keytill.Server.Tests;

public sealed partial class TextsTests
{
    private static readonly Texts English = Texts.For("en");

    public static TheoryData<string> Languages => [.. Texts.All.Select(t => t.Language)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_language_has_exactly_the_keys_of_English(string language)
    {
        var texts = Texts.For(language);

        Assert.Equal([], English.Keys.Except(texts.Keys));
        Assert.Equal([], texts.Keys.Except(English.Keys));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_text_has_the_placeholders_of_its_English_one_and_is_not_empty(string language)
    {
        var texts = Texts.For(language);

        Assert.All(English.Keys, key => Assert.Equal(English.PlaceholdersOf(key).Order(), texts.PlaceholdersOf(key).Order()));
        Assert.All(English.Keys, key => Assert.NotEqual("", texts[key]));
    }

    [Fact]
    public void Plurals_come_in_pairs()
    {
        var singular = English.Keys.Where(k => k.EndsWith(".one", StringComparison.Ordinal)).Select(k => k[..^4]);
        var plural = English.Keys.Where(k => k.EndsWith(".other", StringComparison.Ordinal)).Select(k => k[..^6]);

        Assert.Equal(singular.Order(), plural.Order());
    }

    [Fact]
    public void Every_country_has_a_name()
    {
        Assert.Equal(249, English.Countries.Count);
        Assert.Contains(English.Countries, c => c is { Code: "EG", Name: "Egypt" });
        Assert.Contains(Texts.For("de").Countries, c => c is { Code: "EG", Name: "Ägypten" });
    }

    [Fact]
    public void Countries_with_marked_letters_sort_among_their_neighbours()
    {
        string[] names = [.. Texts.For("de").Countries.Select(c => c.Name)];

        Assert.True(Array.IndexOf(names, "Ägypten") < Array.IndexOf(names, "Albanien"));
        Assert.True(Array.IndexOf(names, "Österreich") < Array.IndexOf(names, "Peru"));
    }

    [Fact]
    public void Every_key_that_the_source_names_exists()
    {
        var files = Directory.EnumerateFiles(SourceFolder(), "*", SearchOption.AllDirectories)
            .Where(f => (f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".cshtml", StringComparison.Ordinal)) && !f.Contains("/obj/", StringComparison.Ordinal));
        var named = files.SelectMany(f => Named().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).ToHashSet();
        var counted = files.SelectMany(f => Counted().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).ToHashSet();

        Assert.NotEmpty(named);
        Assert.Equal([], named.Where(key => !key.EndsWith('.') && !English.Has(key)));
        Assert.Equal([], counted.Where(key => !English.Has(key + ".one")));
    }

    [Theory]
    [InlineData("de", null, "de")]
    [InlineData("de-AT", null, "de")]
    [InlineData("DE_ch", null, "de")]
    [InlineData("zh-Hant-TW", null, "en")]
    [InlineData(null, null, "en")]
    [InlineData("", "de", "de")]
    [InlineData("xx", "fr-FR,fr;q=0.9,de;q=0.5,en;q=0.4", "de")]
    [InlineData(null, "en;q=0.3,de;q=0.7", "de")]
    [InlineData(null, "de;q=0,en", "en")]
    [InlineData(null, "de;q=nonsense", "en")]
    [InlineData(null, ",,;;q=1,;", "en")]
    [InlineData("en", "de", "en")]
    public void The_page_speaks_what_was_asked_for_else_what_the_browser_speaks(string? asked, string? browser, string language) =>
        Assert.Equal(language, PageLanguage.Choose(asked, browser).Language);

    [Fact]
    public void A_header_of_absurd_length_is_read_only_so_far() =>
        Assert.Equal("en", PageLanguage.Choose(new string('x', 10_000), string.Join(',', Enumerable.Repeat("xx", 5_000)) + ",de").Language);

    [Theory]
    [InlineData("en", 2900, "EUR", "€29.00")]
    [InlineData("de", 2900, "EUR", "29,00\u00a0€")]
    [InlineData("en", 123456789, "USD", "$1,234,567.89")]
    [InlineData("de", 123456789, "USD", "1.234.567,89\u00a0$")]
    [InlineData("en", 2900, "JPY", "¥2,900")]
    [InlineData("de", 2900, "KWD", "2,900\u00a0KWD")]
    [InlineData("en", 2900, "CHF", "CHF\u00a029.00")]
    [InlineData("en", -5, "EUR", "−€0.05")]
    [InlineData("en", 0, "EUR", "€0.00")]
    public void Money_is_written_with_its_currencys_own_decimals(string language, long minor, string currency, string written) =>
        Assert.Equal(written, Texts.For(language).Formats.Money(new Money(minor, Currency.Of(currency))));

    [Fact]
    public void The_largest_amount_can_be_written() =>
        Assert.Equal("€92,233,720,368,547,758.07", English.Formats.Money(new Money(long.MaxValue, Currency.Of("EUR"))));

    [Fact]
    public void An_instant_is_written_in_its_zone_which_is_named()
    {
        var at = new DateTimeOffset(2025, 11, 22, 23, 5, 0, TimeSpan.Zero);
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

        Assert.Equal("23 November 2025, 00:05 (Europe/Berlin)", English.Formats.DateTime(at, berlin));
        Assert.Equal("23. November 2025, 00:05 Uhr (Europe/Berlin)", Texts.For("de").Formats.DateTime(at, berlin));
        Assert.Equal("22 November 2025", English.Formats.Date(at, TimeZoneInfo.Utc));
    }

    [Fact]
    public void Values_in_sentences_are_escaped_and_markup_that_is_meant_is_not()
    {
        var html = English.Html("consent.sales_terms", ("link", "<b>&"));
        using var written = new StringWriter();
        html.WriteTo(written, PageEncoder.Html);

        Assert.Equal("I accept the &lt;b&gt;&amp;.", written.ToString());
    }

    [Theory]
    [InlineData("left {open")]
    [InlineData("right} alone")]
    public void A_text_with_a_stray_brace_is_refused(string source) => Assert.Throws<FormatException>(() => TextTemplate.Parse(source));

    private static string SourceFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Keytill.slnx")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "src", "Keytill.Server");
    }

    [GeneratedRegex("""[Tt]exts?(?:\[|\.(?:Get|Html)\()"([a-z0-9_.]+)"(?=[\],)])""")]
    private static partial Regex Named();

    [GeneratedRegex("""[Tt]exts?\.Count\("([a-z0-9_.]+)"(?=[,)])""")]
    private static partial Regex Counted();
}
