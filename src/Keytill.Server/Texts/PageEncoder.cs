using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Keytill.Server;

/// <summary>Escapes what HTML must have escaped and leaves all letters of the world readable: a Russian page stays its size.</summary>
public static class PageEncoder
{
    public static HtmlEncoder Html { get; } = HtmlEncoder.Create(UnicodeRanges.All);
}
