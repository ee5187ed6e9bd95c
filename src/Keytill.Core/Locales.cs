using System.Text.RegularExpressions;

namespace Keytill.Core;

/// <summary>Language tags of BCP 47, as far as pages need them: form, and the nearest of the languages there are.</summary>
public static partial class Locales
{
    public const string Fallback = "en";

    public static bool IsWellFormed(string tag) => Tag().IsMatch(tag);

    /// <summary>
    /// The tag itself, a longer cut of it, or another tag of the same language (<c>de-CH</c> → <c>de</c>, <c>pt</c> → <c>pt-BR</c>);
    /// null when the language is not among the available ones.
    /// </summary>
    public static string? Nearest(string tag, IReadOnlyCollection<string> available)
    {
        for (string wish = tag; wish.Length > 0; wish = wish[..Math.Max(wish.LastIndexOf('-'), 0)])
        {
            if (available.FirstOrDefault(a => a.Equals(wish, StringComparison.OrdinalIgnoreCase)) is { } found)
                return found;
        }

        return available.FirstOrDefault(a => a.Split('-')[0].Equals(tag.Split('-')[0], StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The first wish that can be answered, else English.</summary>
    /// <param name="wishes">The dearest first: the link's, then the browser's.</param>
    public static string Best(IEnumerable<string> wishes, IReadOnlyCollection<string> available) =>
        wishes.Select(wish => Nearest(wish, available)).FirstOrDefault(found => found is not null) ?? Fallback;

    [GeneratedRegex("^(?=.{2,35}$)[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
