using System.Text;
using System.Text.RegularExpressions;

namespace Keytill.Core.Emails;

/// <summary>
/// Holds a vendor's HTML to what a mail may carry: elements, attributes and styles by list, each opened and closed in the same
/// branch of the template, so that no reader gets half a table, no mail a script, and nobody leaves the frame that the house puts around.
/// Values stand in text, where they are escaped, or are the whole address of a link.
/// </summary>
public sealed partial class MailMarkup
{
    private const string Part = "html";

    /// <summary>Tags of the template stand in the markup as one character each, from a range that no mail needs.</summary>
    private const char FirstMark = '\uE000';

    private const char LastMark = '\uF8FF';
    private readonly List<TemplateToken> tags = [];
    private readonly List<Opened> open = [];
    private readonly IReadOnlyList<TemplateField> fields;
    private readonly string source;
    private readonly int[] lines;

    private MailMarkup(IReadOnlyList<TemplateToken> tokens, IReadOnlyList<TemplateField> fields)
    {
        this.fields = fields;
        var flat = new StringBuilder();
        var lineOf = new List<int>();
        foreach (var token in tokens)
        {
            int line = token.Line;
            if (token.Kind != TagKind.Text)
                tags.Add(token);
            foreach (char c in token.Kind == TagKind.Text ? token.Name : ((char)(FirstMark + tags.Count - 1)).ToString())
            {
                flat.Append(c);
                lineOf.Add(line);
                if (c == '\n')
                    line++;
            }
        }

        (source, lines) = (flat.ToString(), [.. lineOf, lineOf.LastOrDefault(1)]);
    }

    /// <returns>What is wrong first; null where all is well.</returns>
    public static TemplateMistake? Check(string html, IReadOnlyList<TemplateField> fields)
    {
        var tokens = TemplateToken.Split(html.ReplaceLineEndings("\n"));
        if (tokens.Any(t => t.Kind == TagKind.Text && t.Name.Any(c => c is >= FirstMark and <= LastMark)) || tokens.Count > LastMark - FirstMark)
            return new TemplateMistake(Part, 0, "html_characters", "Characters of private use are not taken, nor thousands of tags.");
        try
        {
            new MailMarkup(tokens, fields).Walk();
            return null;
        }
        catch (TemplateUnreadable wrong)
        {
            return new TemplateMistake(Part, wrong.Line, wrong.Code, wrong.Message);
        }
    }

    private void Walk()
    {
        int at = 0;
        while (at < source.Length)
        {
            char c = source[at];
            if (IsMark(c))
                PassTag(tags[c - FirstMark]);
            at = c == '<' ? ReadElement(at) : at + 1;
        }

        if (open is [.., var left])
            throw new TemplateUnreadable(left.Line, "html_not_closed", $"<{left.Name}> is opened here and never closed.");
    }

    /// <summary>Blocks lie on the same pile as elements: neither may be closed while the other is open inside.</summary>
    private void PassTag(TemplateToken tag)
    {
        if (tag.Kind == TagKind.Open)
        {
            open.Add(new Opened("", tag.Line));
        }
        else if (tag.Kind is TagKind.Else or TagKind.Close)
        {
            if (open is [.., { Name.Length: > 0 } left])
                throw new TemplateUnreadable(tag.Line, "html_not_closed", $"<{left.Name}> of line {left.Line} is opened inside a block and not closed in the same branch of it.");
            if (tag.Kind == TagKind.Close)
                open.RemoveAt(open.Count - 1);
        }
    }

    private int ReadElement(int at)
    {
        if (ClosingTag().Match(source, at) is { Success: true } closing)
        {
            Close(closing.Groups[1].Value.ToLowerInvariant(), lines[at]);
            return at + closing.Length;
        }

        if (OpeningTag().Match(source, at) is not { Success: true } opening)
            throw new TemplateUnreadable(lines[at], "html_unreadable", "Here a < begins no element that a mail may carry. Attributes are written name=\"value\"; for the sign itself write &lt;.");
        string name = opening.Groups[1].Value.ToLowerInvariant();
        var captures = opening.Groups[2].Captures;
        for (int i = 0; i < captures.Count; i++)
            CheckAttribute(name, captures[i].Value.ToLowerInvariant(), opening.Groups[3].Captures[i].Value, lines[captures[i].Index]);
        Open(name, lines[at]);
        return at + opening.Length;
    }

    private void Open(string name, int line)
    {
        if (!MailElements.IsKnown(name))
            throw new TemplateUnreadable(line, "html_element", $"<{name}> is no element of a mail here. There are: {MailElements.Names}.");
        if (MailElements.ParentsOf(name) is { } parents && !parents.Contains(open.FindLast(o => o.Name.Length > 0)?.Name))
            throw new TemplateUnreadable(line, "html_place", $"<{name}> stands directly in {string.Join(" or ", parents.Select(p => $"<{p}>"))}.");
        if (!MailElements.IsVoid(name))
            open.Add(new Opened(name, line));
    }

    private void Close(string name, int line)
    {
        if (open is not [.., var last] || last.Name != name)
            throw new TemplateUnreadable(line, "html_not_open", $"</{name}> stands here, and no <{name}> is open in this branch of the template.");
        open.RemoveAt(open.Count - 1);
    }

    private void CheckAttribute(string element, string name, string value, int line)
    {
        if (!MailElements.MayHave(element, name))
            throw new TemplateUnreadable(line, "html_attribute", $"<{element}> has no attribute {name} in a mail here.");
        if (name == "href")
        {
            if (!IsAddress(value))
                throw new TemplateUnreadable(line, "html_link", "A link leads to https://…, to mailto:…, or to a field that is an address of the order, alone: href=\"{{order.url}}\".");
        }
        else if (value.Any(IsMark))
        {
            throw new TemplateUnreadable(line, "html_value_in_attribute", $"No field or block can stand in the attribute {name}: fields stand in text, or are a link's whole address.");
        }
        else if (name == "style" && !MailElements.IsStyle(value))
        {
            throw new TemplateUnreadable(line, "html_style", "A style sets colours, fonts, texts, borders, margins, paddings and widths, and loads nothing.");
        }
    }

    private bool IsAddress(string value)
    {
        if (value is [var mark] && IsMark(mark))
            return Field(mark) is TemplateField.Link;
        if (value is ['m', 'a', 'i', 'l', 't', 'o', ':', var address] && IsMark(address))
            return Field(address) is TemplateField.Address;
        if (value.Any(c => IsMark(c) || char.IsWhiteSpace(c) || char.IsControl(c)))
            return false;
        return value.StartsWith("mailto:", StringComparison.Ordinal)
            ? Checkouts.EmailAddress.IsWellFormed(value["mailto:".Length..])
            : value.StartsWith("https://", StringComparison.Ordinal) && Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0;
    }

    private TemplateField? Field(char mark) => tags[mark - FirstMark] is { Kind: TagKind.Value } tag ? TemplateField.Find([fields], tag.Name) : null;

    private static bool IsMark(char c) => c is >= FirstMark and <= LastMark;

    [GeneratedRegex("""\G</([a-zA-Z][a-zA-Z0-9]*)\s*>""")]
    private static partial Regex ClosingTag();

    // Not backtracking: each step of it takes a character that no other could take.
    [GeneratedRegex("""\G<([a-zA-Z][a-zA-Z0-9]*)(?>\s+([a-zA-Z][a-zA-Z-]*)="([^"<>]*)")*\s*/?>""")]
    private static partial Regex OpeningTag();

    /// <param name="Name">Empty for a block of the template.</param>
    private sealed record Opened(string Name, int Line);
}
