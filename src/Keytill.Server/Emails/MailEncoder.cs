using System.Text;
using HandlebarsDotNet;

namespace Keytill.Server.Emails;

/// <summary>Escapes values in HTML mails exactly as pages escape them.</summary>
internal sealed class MailEncoder : ITextEncoder
{
    public IFormatProvider? FormatProvider => null;

    public void Encode(StringBuilder? text, TextWriter target) => Encode(text?.ToString(), target);

    public void Encode(string? text, TextWriter target) => PageEncoder.Html.Encode(target, text ?? "");

    public void Encode<T>(T? text, TextWriter target) where T : IEnumerator<char>
    {
        var whole = new StringBuilder();
        while (text?.MoveNext() == true)
            whole.Append(text.Current);
        Encode(whole.ToString(), target);
    }
}
