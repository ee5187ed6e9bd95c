using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Html;
using QRCoder;

namespace Keytill.Server.Documents;

/// <summary>A QR code (ISO/IEC 18004, error correction M) as a picture inside the page: no address to load, sharp on paper, complete without script.</summary>
public static class QrCode
{
    /// <summary>Of quiet ground on each side: what the standard asks, and readers need.</summary>
    private const int QuietModules = 4;

    /// <param name="payload">Encoded as UTF-8 bytes, and nothing but them: banks' apps do not all know the mark that names an encoding.</param>
    /// <param name="label">What it says to who cannot see it.</param>
    public static IHtmlContent Svg(string payload, string label)
    {
        using var code = QRCodeGenerator.GenerateQrCode(Encoding.UTF8.GetBytes(payload), QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;

        // The generator draws the quiet ground itself, as wide as the standard wants it.
        int side = rows.Count;
        var path = new StringBuilder();
        for (int y = QuietModules; y < side - QuietModules; y++)
            AddRow(path, rows[y], y);
        string size = side.ToString(CultureInfo.InvariantCulture);
        return new HtmlString(
            $"""<svg class="qr" role="img" aria-label="{PageEncoder.Html.Encode(label)}" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">"""
            + $"""<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="#000"/></svg>""");
    }

    /// <summary>One stroke for each run of dark modules.</summary>
    private static void AddRow(StringBuilder path, System.Collections.BitArray row, int y)
    {
        int x = 0;
        while (x < row.Length)
        {
            int start = x;
            while (x < row.Length && row[x])
                x++;
            if (x > start)
                path.Append(CultureInfo.InvariantCulture, $"M{start} {y}h{x - start}v1h-{x - start}z");
            else
                x++;
        }
    }
}
