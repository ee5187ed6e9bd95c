using System.Net;
using System.Text.RegularExpressions;

namespace Keytill.Bench;

/// <summary>The form of a page, filled as a browser sends it. Reads the product's own plain HTML, and costs the load little.</summary>
internal static partial class HtmlForm
{
    /// <param name="button">The name of the button that is pressed, which stands inside the form.</param>
    /// <param name="given">What the customer types over what stands there.</param>
    public static (string Action, FormUrlEncodedContent Content) Fill(string page, string button, params ReadOnlySpan<(string Name, string Value)> given)
    {
        int pressed = page.IndexOf($"name=\"{button}\"", StringComparison.Ordinal);
        int start = pressed < 0 ? -1 : page.LastIndexOf("<form", pressed, StringComparison.Ordinal);
        int end = start < 0 ? -1 : page.IndexOf("</form>", start, StringComparison.Ordinal);
        if (end < 0)
            throw new BuyerStuck($"The page has no form with \"{button}\".");

        string form = page[start..end];
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match control in Control().Matches(form))
        {
            string tag = control.Value;
            string? name = Attribute(tag, "name");
            string kind = Attribute(tag, "type") ?? "";
            bool isOff = kind is "radio" or "checkbox" && !tag.Contains(" checked", StringComparison.Ordinal);
            if (name is not null && !isOff)
                values[name] = Attribute(tag, "value") ?? "";
        }

        foreach (Match select in Select().Matches(form))
            values[WebUtility.HtmlDecode(select.Groups["name"].Value)] = Selected().Match(select.Value) is { Success: true } chosen ? Attribute(chosen.Value, "value") ?? "" : "";
        string tagPressed = page[page.LastIndexOf('<', pressed)..page.IndexOf('>', pressed)];
        values[button] = Attribute(tagPressed, "value") ?? "";
        foreach (var (name, value) in given)
            values[name] = value;
        return (Attribute(form[..form.IndexOf('>', StringComparison.Ordinal)], "action")!, new FormUrlEncodedContent(values));
    }

    private static string? Attribute(string tag, string name)
    {
        string opening = $" {name}=\"";
        int start = tag.IndexOf(opening, StringComparison.Ordinal);
        if (start < 0)
            return null;
        start += opening.Length;
        int end = tag.IndexOf('"', start);
        return WebUtility.HtmlDecode(tag[start..(end < 0 ? tag.Length : end)]);
    }

    [GeneratedRegex("<(input|textarea)\\b[^>]*>")]
    private static partial Regex Control();

    [GeneratedRegex("<select\\b[^>]*\\bname=\"(?<name>[^\"]*)\"[^>]*>.*?</select>", RegexOptions.Singleline)]
    private static partial Regex Select();

    [GeneratedRegex("<option\\b[^>]*\\bselected[^>]*>")]
    private static partial Regex Selected();
}
