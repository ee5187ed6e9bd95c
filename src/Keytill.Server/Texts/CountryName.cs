namespace Keytill.Server;

/// <param name="Code">ISO 3166-1 alpha-2.</param>
public sealed record CountryName(string Code, string Name);

internal static class CountryNames
{
    private const string Prefix = "country.";

    public static IReadOnlyList<CountryName> Of(Texts texts) =>
    [
        .. texts.Keys
            .Where(key => key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(key => new CountryName(key[Prefix.Length..], texts[key]))
            .OrderBy(country => SortKey(country.Name), StringComparer.Ordinal),
    ];

    // Letters with marks sort beside their plain ones (Ägypten between Afghanistan and Albanien), as readers look for them;
    // done without a culture's tables, which not every machine has.
    private static string SortKey(string name)
    {
        string plain = name.Normalize(System.Text.NormalizationForm.FormD);
        return string.Concat(plain.Where(letter => char.IsLetterOrDigit(letter) || letter == ' ')).ToUpperInvariant();
    }
}
