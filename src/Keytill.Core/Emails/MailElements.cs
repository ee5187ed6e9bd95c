using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Keytill.Core.Emails;

/// <summary>
/// What the HTML of a mail is made of. Pictures are not among it: each would tell a stranger who opens the mail, and when. Nor are
/// forms, scripts, frames and style sheets.
/// </summary>
internal static partial class MailElements
{
    private static readonly FrozenSet<string> Known =
        "a b bdi blockquote br code div em h1 h2 h3 hr i li ol p pre s small span strong sub sup table tbody td tfoot th thead tr u ul".Split(' ').ToFrozenSet();

    private static readonly FrozenSet<string> Anywhere = "class dir lang style title".Split(' ').ToFrozenSet();

    private static readonly FrozenDictionary<string, string[]> Own = new Dictionary<string, string[]>
    {
        ["a"] = ["href"],
        ["table"] = ["align", "border", "cellpadding", "cellspacing", "role", "width"],
        ["td"] = ["align", "colspan", "rowspan", "valign", "width"],
        ["th"] = ["align", "colspan", "rowspan", "scope", "valign", "width"],
    }.ToFrozenDictionary();

    // A cell outside its table would end the cell of the house's frame.
    private static readonly FrozenDictionary<string, string[]> Parents = new Dictionary<string, string[]>
    {
        ["thead"] = ["table"],
        ["tbody"] = ["table"],
        ["tfoot"] = ["table"],
        ["tr"] = ["table", "thead", "tbody", "tfoot"],
        ["td"] = ["tr"],
        ["th"] = ["tr"],
        ["li"] = ["ul", "ol"],
    }.ToFrozenDictionary();

    private static readonly string[] Properties =
        ["color", "background-color", "font", "font-", "text-", "letter-spacing", "line-height", "border", "border-", "margin", "margin-", "padding", "padding-",
        "width", "max-width", "vertical-align", "white-space", "word-break", "overflow-wrap"];

    public static string Names => string.Join(", ", Known.Order(StringComparer.Ordinal));

    public static bool IsKnown(string element) => Known.Contains(element);

    public static bool IsVoid(string element) => element is "br" or "hr";

    /// <returns>Null where it may stand anywhere.</returns>
    public static string[]? ParentsOf(string element) => Parents.GetValueOrDefault(element);

    public static bool MayHave(string element, string attribute) => Anywhere.Contains(attribute) || Own.GetValueOrDefault(element)?.Contains(attribute) == true;

    /// <summary>Only what sets how text looks, where it stands; nothing that loads, covers or hides.</summary>
    public static bool IsStyle(string style) =>
        style.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).All(rule => rule.Split(':', 2, StringSplitOptions.TrimEntries) is [var name, var value]
            && Properties.Any(known => known.EndsWith('-') ? name.StartsWith(known, StringComparison.OrdinalIgnoreCase) : name.Equals(known, StringComparison.OrdinalIgnoreCase))
            && !name.Equals("text-indent", StringComparison.OrdinalIgnoreCase)
            && Value().IsMatch(value));

    // No parentheses, so nothing is fetched or computed; no number below zero, so nothing is moved over something else.
    [GeneratedRegex("""^(?![ ,]*-)(?:[a-zA-Z0-9 #%.,']|(?<=[a-zA-Z])-)+$""")]
    private static partial Regex Value();
}
