using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Keytill.Server;

/// <summary>One text, split once at its placeholders: <c>"You have {count} left"</c>. There is no escape: a text holds no other braces.</summary>
internal sealed class TextTemplate
{
    private readonly Piece[] pieces;

    private TextTemplate(string source, Piece[] pieces) => (Source, this.pieces) = (source, pieces);

    public string Source { get; }

    public IEnumerable<string> Placeholders => pieces.Where(p => p.IsPlaceholder).Select(p => p.Text);

    /// <exception cref="FormatException">A brace without its partner.</exception>
    public static TextTemplate Parse(string source)
    {
        var pieces = new List<Piece>();
        int at = 0;
        while (at < source.Length)
        {
            int open = source.IndexOf('{', at);
            int end = open < 0 ? source.Length : open;
            if (source.IndexOf('}', at, end - at) >= 0)
                throw new FormatException($"A closing brace without an opening one: {source}");
            if (end > at)
                pieces.Add(new Piece(source[at..end], IsPlaceholder: false));
            if (open < 0)
                break;

            int close = source.IndexOf('}', open);
            if (close < 0)
                throw new FormatException($"An opening brace without a closing one: {source}");
            pieces.Add(new Piece(source[(open + 1)..close], IsPlaceholder: true));
            at = close + 1;
        }

        return new TextTemplate(source, [.. pieces]);
    }

    public string Fill(ReadOnlySpan<(string Name, string Value)> values)
    {
        var filled = new StringBuilder(Source.Length + 32);
        foreach (var piece in pieces)
            filled.Append(piece.IsPlaceholder ? Value(values, piece.Text) : piece.Text);
        return filled.ToString();
    }

    /// <summary>Escapes the text and plain values; values that are markup already stay as they are.</summary>
    public IHtmlContent FillHtml(HtmlEncoder encoder, ReadOnlySpan<(string Name, object Value)> values)
    {
        var html = new HtmlContentBuilder(pieces.Length);
        foreach (var piece in pieces)
        {
            if (!piece.IsPlaceholder)
                html.AppendHtml(encoder.Encode(piece.Text));
            else if (Value(values, piece.Text) is IHtmlContent markup)
                html.AppendHtml(markup);
            else
                html.AppendHtml(encoder.Encode(Value(values, piece.Text).ToString() ?? ""));
        }

        return html;
    }

    // A forgotten value shows the placeholder: ugly on the page, but the page stands; a test holds every call to its text.
    private static T Value<T>(ReadOnlySpan<(string Name, T Value)> values, string name) where T : class
    {
        foreach (var (key, value) in values)
        {
            if (key == name)
                return value;
        }

        return (T)(object)("{" + name + "}");
    }

    private readonly record struct Piece(string Text, bool IsPlaceholder);
}
