using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Keytill.Server.SandboxBank.Pages;

/// <summary>Markup. Made from an interpolated string, of which every hole is encoded unless it is markup itself.</summary>
internal readonly record struct Html
{
    private Html(string markup) => Markup = markup;

    public static Html Empty => new("");

    public string Markup { get; }

    public static Html Of(HtmlBuilder content) => new(content.ToString());

    /// <summary>For constants of ours that hold markup or style; never for anything that came from outside.</summary>
    public static Html Constant(string markup) => new(markup);

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part.Markup)));

    public override string ToString() => Markup;
}

[InterpolatedStringHandler]
internal readonly ref struct HtmlBuilder(int literalLength, int formattedCount)
{
    // The default encoder writes every letter outside Latin as a number.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly StringBuilder text = new(literalLength + 16 * formattedCount);

    public void AppendLiteral(string literal) => text.Append(literal);

    public void AppendFormatted(Html markup) => text.Append(markup.Markup);

    public void AppendFormatted(string? value) => text.Append(Encoder.Encode(value ?? ""));

    public void AppendFormatted(int value) => text.Append(value.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => text.ToString();
}
