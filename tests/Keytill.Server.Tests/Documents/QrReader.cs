using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using ZXing;
using ZXing.Common;
using ZXing.QrCode;

namespace Keytill.Server.Tests.Documents;

/// <summary>Reads a QR code off a page as a phone does: paints the picture and hands it to a decoder that knows nothing of who drew it.</summary>
internal static partial class QrReader
{
    private const int PixelsPerModule = 4;

    /// <returns>The bytes that the code carries.</returns>
    public static byte[] Read(IElement svg)
    {
        int side = int.Parse(svg.GetAttribute("viewBox")!.Split(' ')[2], CultureInfo.InvariantCulture);
        var pixels = Painted(svg.QuerySelector("path")!.GetAttribute("d")!, side);
        var picture = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(pixels, side * PixelsPerModule, side * PixelsPerModule, RGBLuminanceSource.BitmapFormat.Gray8)));
        var read = new QRCodeReader().decode(picture) ?? throw new InvalidOperationException("No code can be read off the picture.");
        var segments = (IList<byte[]>)read.ResultMetadata[ResultMetadataType.BYTE_SEGMENTS];
        return Assert.Single(segments);
    }

    private static byte[] Painted(string path, int side)
    {
        int width = side * PixelsPerModule;
        byte[] pixels = [.. Enumerable.Repeat(byte.MaxValue, width * width)];
        foreach (Match run in Run().Matches(path))
        {
            int Number(int group) => int.Parse(run.Groups[group].Value, CultureInfo.InvariantCulture);
            for (int y = Number(2) * PixelsPerModule; y < (Number(2) + 1) * PixelsPerModule; y++)
                pixels.AsSpan((y * width) + (Number(1) * PixelsPerModule), Number(3) * PixelsPerModule).Clear();
        }

        return pixels;
    }

    [GeneratedRegex(@"M(\d+) (\d+)h(\d+)v1h-\3z")]
    private static partial Regex Run();
}
