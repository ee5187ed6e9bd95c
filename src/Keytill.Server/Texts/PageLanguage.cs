using System.Globalization;

namespace Keytill.Server;

/// <summary>Which language a page speaks: the one asked for (nearest, by BCP 47), else the browser's, else English.</summary>
public static class PageLanguage
{
    private const int TagLengthMax = 35;
    private const int AcceptedMax = 20;

    /// <param name="asked">From a link or the checkout itself; anything at all.</param>
    /// <param name="acceptLanguage">The browser's header (RFC 9110), or null.</param>
    public static Texts Choose(string? asked, string? acceptLanguage) =>
        Texts.Find(AsTag(asked)) ?? FromBrowser(acceptLanguage) ?? Texts.For(Texts.DefaultLanguage);

    private static Texts? FromBrowser(string? header)
    {
        if (string.IsNullOrEmpty(header))
            return null;

        Texts? best = null;
        double bestQuality = 0;
        foreach (string range in header.Split(',', AcceptedMax + 1).Take(AcceptedMax))
        {
            var (tag, quality) = Parsed(range);
            if (quality > bestQuality && Texts.Find(AsTag(tag)) is { } texts)
                (best, bestQuality) = (texts, quality);
        }

        return best;
    }

    private static (string Tag, double Quality) Parsed(string range)
    {
        int semicolon = range.IndexOf(';', StringComparison.Ordinal);
        if (semicolon < 0)
            return (range.Trim(), 1);

        string weight = range[(semicolon + 1)..].Trim();
        double quality = 0;
        bool isWeight = weight.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
            && double.TryParse(weight.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out quality);
        return (range[..semicolon].Trim(), isWeight ? quality : 0);
    }

    // Some sites write de_DE. Whatever is longer than the longest well-formed tag is no tag.
    private static string? AsTag(string? text) => text is { Length: > 0 and <= TagLengthMax } ? text.Trim().Replace('_', '-') : null;
}
