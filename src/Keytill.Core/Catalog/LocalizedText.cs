namespace Keytill.Core.Catalog;

/// <summary>A text in several languages, by BCP 47 tag (<c>en</c>, <c>de-AT</c>). Never empty.</summary>
public sealed record LocalizedText
{
    private const string FallbackLocale = "en";

    /// <exception cref="ArgumentException">No language at all.</exception>
    public LocalizedText(IReadOnlyDictionary<string, string> texts)
    {
        if (texts.Count == 0)
            throw new ArgumentException("A text needs at least one language.", nameof(texts));
        Texts = new SortedDictionary<string, string>(texts.ToDictionary(), StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyDictionary<string, string> Texts { get; }

    public static LocalizedText Of(string english, string german) => new(new Dictionary<string, string> { ["en"] = english, ["de"] = german });

    /// <summary>In this language; else in its parent (<c>de-AT</c> → <c>de</c>), in English, or in whichever there is.</summary>
    public string In(string locale) =>
        Texts.GetValueOrDefault(locale)
        ?? Texts.GetValueOrDefault(locale.Split('-')[0])
        ?? Texts.GetValueOrDefault(FallbackLocale)
        ?? Texts.Values.First();

    public bool Equals(LocalizedText? other) => other is not null && Texts.SequenceEqual(other.Texts);

    public override int GetHashCode() => Texts.Aggregate(0, (hash, text) => HashCode.Combine(hash, text.Key, text.Value));
}
