using System.Text.RegularExpressions;

namespace Keytill.Core;

/// <summary>Names in addresses. Without an underscore, so that none can be taken for an id.</summary>
public static partial class Slugs
{
    public const string Rule = "A slug has 1 to 80 small letters, digits and single hyphens.";

    public static bool IsWellFormed(string text) => Form().IsMatch(text);

    [GeneratedRegex("^(?=.{1,80}$)[a-z0-9]+(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
