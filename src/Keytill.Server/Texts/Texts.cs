using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Html;

namespace Keytill.Server;

/// <summary>
/// Every sentence that a customer reads, in one language: pages, mails and errors share them. One file per language,
/// <c>Texts/{language}.json</c>, flat keys, <c>{name}</c> for values, <c>….one</c> and <c>….other</c> for plurals.
/// A key that a language lacks is taken from English.
/// </summary>
public sealed class Texts
{
    public const string DefaultLanguage = "en";

    private static readonly FrozenDictionary<string, Texts> ByLanguage = LoadAll();

    private readonly FrozenDictionary<string, TextTemplate> templates;

    private Texts(string language, FrozenDictionary<string, TextTemplate> templates)
    {
        Language = language;
        this.templates = templates;
        Formats = new Formats(this);
        Countries = CountryNames.Of(this);
    }

    /// <summary>The languages there are, by the name each gives itself.</summary>
    public static IReadOnlyList<Texts> All { get; } = [.. ByLanguage.Values.OrderBy(t => t.Name, StringComparer.Ordinal)];

    /// <summary>BCP 47, as in the <c>lang</c> attribute.</summary>
    public string Language { get; }

    public string Name => this["language.name"];

    /// <summary><c>ltr</c> or <c>rtl</c>.</summary>
    public string Direction => this["language.direction"];

    public Formats Formats { get; }

    /// <summary>Code and name of every country, sorted as this language sorts.</summary>
    public IReadOnlyList<CountryName> Countries { get; }

    internal IEnumerable<string> Keys => templates.Keys;

    public string this[string key] => Template(key)?.Source ?? key;

    /// <summary>The texts nearest to a BCP 47 tag: <c>de-AT</c> reads German, an unknown language English.</summary>
    public static Texts For(string? locale) => Find(locale) ?? ByLanguage[DefaultLanguage];

    /// <summary>As <see cref="For"/>, but null where no language is near.</summary>
    internal static Texts? Find(string? locale)
    {
        for (string tag = locale ?? ""; tag.Length > 0; tag = Shortened(tag))
        {
            if (ByLanguage.TryGetValue(tag, out var texts))
                return texts;
        }

        return null;
    }

    public bool Has(string key) => Template(key) is not null;

    public string Get(string key, params ReadOnlySpan<(string Name, string Value)> values) => Template(key)?.Fill(values) ?? key;

    /// <summary>The singular or plural of <paramref name="key"/>, with the number itself as <c>{count}</c>.</summary>
    public string Count(string key, long count, params ReadOnlySpan<(string Name, string Value)> values) =>
        Get(key + (count == 1 ? ".one" : ".other"), [("count", Formats.Number(count)), .. values]);

    /// <summary>For sentences that hold a link: the text is escaped, values that are markup are not.</summary>
    public IHtmlContent Html(string key, params ReadOnlySpan<(string Name, object Value)> values) =>
        Template(key)?.FillHtml(PageEncoder.Html, values) ?? new HtmlString(PageEncoder.Html.Encode(key));

    internal IEnumerable<string> PlaceholdersOf(string key) => Template(key)?.Placeholders ?? [];

    private static string Shortened(string tag) => tag.LastIndexOf('-') is var cut and > 0 ? tag[..cut] : "";

    private TextTemplate? Template(string key) =>
        templates.TryGetValue(key, out var own) ? own
        : Language == DefaultLanguage ? null
        : ByLanguage[DefaultLanguage].Template(key);

    private static FrozenDictionary<string, Texts> LoadAll()
    {
        var assembly = Assembly.GetExecutingAssembly();
        const string folder = "Keytill.Server.Texts.";
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Select(name => Load(assembly, name, Path.GetFileNameWithoutExtension(name[folder.Length..])))
            .ToFrozenDictionary(texts => texts.Language, StringComparer.OrdinalIgnoreCase);
    }

    private static Texts Load(Assembly assembly, string resource, string language)
    {
        using var file = assembly.GetManifestResourceStream(resource)!;
        var entries = JsonSerializer.Deserialize<Dictionary<string, string>>(file)!;
        return new Texts(language, entries.ToFrozenDictionary(e => e.Key, e => TextTemplate.Parse(e.Value), StringComparer.Ordinal));
    }
}
