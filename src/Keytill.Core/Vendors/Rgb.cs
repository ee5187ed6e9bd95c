using System.Globalization;

namespace Keytill.Core.Vendors;

/// <summary>A colour of the screen, and how well it can be told from another as WCAG 2 measures it.</summary>
public readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    private const double LeastLight = 0.05;

    public static readonly Rgb Black = new(0, 0, 0);

    public static readonly Rgb White = new(255, 255, 255);

    /// <summary>As style sheets write it: <c>#0a5c4d</c>.</summary>
    public string Hex => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    /// <summary>Relative luminance, 0 (black) to 1 (white).</summary>
    private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    /// <summary>Reads <c>#</c> and six hexadecimal digits in any case; null for anything else.</summary>
    public static Rgb? Find(string? text) =>
        text is ['#', ..] && text.Length == 7 && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)
            ? new((byte)(value >> 16), (byte)((value >> 8) & 0xff), (byte)(value & 0xff))
            : null;

    /// <summary>1 (the same) to 21 (black on white). Text is read from 4.5 on, signs are seen from 3 on.</summary>
    public double ContrastTo(Rgb other)
    {
        (double a, double b) = (Luminance, other.Luminance);
        return (Math.Max(a, b) + LeastLight) / (Math.Min(a, b) + LeastLight);
    }

    /// <param name="percent">0: this colour; 100: the other one.</param>
    public Rgb Towards(Rgb other, int percent) => new(Mix(Red, other.Red, percent), Mix(Green, other.Green, percent), Mix(Blue, other.Blue, percent));

    private static byte Mix(byte from, byte to, int percent) => (byte)(from + ((to - from) * percent / 100));

    private static double Linear(byte channel)
    {
        double share = channel / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}
