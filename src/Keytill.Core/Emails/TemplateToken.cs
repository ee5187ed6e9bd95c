namespace Keytill.Core.Emails;

internal enum TagKind
{
    Text,
    Value,
    RawValue,
    Open,
    Else,
    Close,
    Part,
    Comment,
}

/// <summary>One run of text, or one tag.</summary>
/// <param name="Word">Of a block: <c>if</c>, <c>unless</c>, <c>each</c>.</param>
/// <param name="Name">A text itself, a path, or a part's name.</param>
internal sealed record TemplateToken(TagKind Kind, int Line, string Word, string Name)
{
    private static readonly string[] Blocks = ["if", "unless", "each"];

    /// <summary>
    /// Splits a source at its tags. A tag that opens, turns or closes a block, or takes a part in, and stands alone in its line,
    /// takes the line with it, so that a template can be laid out to be read and its mail has no holes.
    /// </summary>
    /// <exception cref="TemplateUnreadable">A tag without an end, or one that is not of this small language.</exception>
    public static IReadOnlyList<TemplateToken> Split(string source)
    {
        var tokens = new List<TemplateToken>();
        int at = 0, line = 1;
        while (at < source.Length)
        {
            int open = source.IndexOf("{{", at, StringComparison.Ordinal);
            int textEnd = open < 0 ? source.Length : open;
            if (open < 0)
            {
                Add(tokens, source[at..], line);
                break;
            }

            int tagLine = line + LineFeeds(source, at, open);
            var (tag, end) = Tag(source, open, tagLine);
            bool takesLine = tag.Kind is not (TagKind.Value or TagKind.RawValue) && IsAlone(source, open, end);
            int textStop = takesLine ? LineStart(source, open) : textEnd;
            int next = takesLine ? AfterLine(source, end) : end;
            Add(tokens, source[at..Math.Max(at, textStop)], line);
            tokens.Add(tag);
            line = tagLine + LineFeeds(source, open, next);
            at = next;
        }

        return tokens;
    }

    private static void Add(List<TemplateToken> tokens, string text, int line)
    {
        if (text.Length > 0)
            tokens.Add(new TemplateToken(TagKind.Text, line, "", text));
    }

    private static (TemplateToken Tag, int End) Tag(string source, int open, int line)
    {
        bool isRaw = open + 2 < source.Length && source[open + 2] == '{';
        string closing = isRaw ? "}}}" : "}}";
        int start = open + closing.Length;
        int close = source.IndexOf(closing, start, StringComparison.Ordinal);
        if (close < 0)
            throw new TemplateUnreadable(line, "tag_not_closed", "A tag begins here with {{ and does not end with }}.");
        string inside = source[start..close].Trim();
        return (isRaw ? Named(TagKind.RawValue, "", inside, line) : Read(inside, line), close + closing.Length);
    }

    private static TemplateToken Read(string inside, int line) => inside switch
    {
        ['!', ..] => new TemplateToken(TagKind.Comment, line, "", ""),
        ['>', .. var name] => Named(TagKind.Part, "", name.Trim(), line),
        ['#', .. var block] when block.Trim().Split(' ', 2) is [var word, var path] && Blocks.Contains(word) => Named(TagKind.Open, word, path.Trim(), line),
        ['/', .. var word] when Blocks.Contains(word.Trim()) => new TemplateToken(TagKind.Close, line, word.Trim(), ""),
        "else" => new TemplateToken(TagKind.Else, line, "", ""),
        _ => Named(TagKind.Value, "", inside, line),
    };

    private static TemplateToken Named(TagKind kind, string word, string name, int line) =>
        IsPath(name)
            ? new TemplateToken(kind, line, word, name)
            : throw new TemplateUnreadable(
                line, "tag_unknown", $"{Shown(name)} is not understood: there are fields ({{{{order.number}}}}), {{{{#if}}}}, {{{{#unless}}}}, {{{{#each}}}}, {{{{else}}}} and parts ({{{{> _summary}}}}).");

    private static bool IsPath(string name) =>
        name.Length > 0 && name.Split('.').All(part => part.Length > 0 && part.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_'));

    private static string Shown(string name) => "\"" + PlainText.Cut(PlainText.Clean(name), 60) + "\"";

    private static bool IsAlone(string source, int open, int end)
    {
        int start = LineStart(source, open);
        int stop = LineEnd(source, end);
        return source.AsSpan(start, open - start).IsWhiteSpace() && source.AsSpan(end, stop - end).IsWhiteSpace();
    }

    private static int LineStart(string source, int at) => at == 0 ? 0 : source.LastIndexOf('\n', at - 1) + 1;

    private static int LineEnd(string source, int at) => source.IndexOf('\n', at) is var feed and >= 0 ? feed : source.Length;

    private static int AfterLine(string source, int at) => Math.Min(LineEnd(source, at) + 1, source.Length);

    private static int LineFeeds(string source, int from, int to) => source.AsSpan(from, to - from).Count('\n');
}
