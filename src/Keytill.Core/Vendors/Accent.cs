namespace Keytill.Core.Vendors;

/// <summary>
/// A vendor's colour for what can be pressed on his customers' pages. Any colour will do: where it could not be read it is made
/// darker or lighter until it can, so that no vendor's taste takes the text away from a customer.
/// </summary>
public sealed record Accent
{
    /// <summary>Of text to a light ground: WCAG 2.2 AA asks for 4.5; the rest is for tinted grounds.</summary>
    public const double ContrastMin = 5.0;

    /// <summary>On a dark ground: a colour that only just reaches the least looks muddy there.</summary>
    public const double ContrastMinByNight = 7.0;

    private const int PercentStronger = 22;

    private Accent(Rgb colour) => Colour = colour;

    public Rgb Colour { get; }

    /// <exception cref="ArgumentException">Not a colour: ask <see cref="Rgb.Find"/> first.</exception>
    public static Accent Of(string hex) => new(Rgb.Find(hex) ?? throw new ArgumentException($"{hex} is not a colour such as #0a5c4d.", nameof(hex)));

    /// <summary>The nearest to this colour that can be read on such a ground, and be written on.</summary>
    /// <param name="ground">Of the page: near white or near black.</param>
    public AccentShades On(Rgb ground)
    {
        Rgb end = Clearer(ground);
        double wanted = end == Rgb.White ? ContrastMinByNight : ContrastMin;
        Rgb shade = Enumerable.Range(0, 101).Select(percent => Colour.Towards(end, percent)).First(shade => shade.ContrastTo(ground) >= wanted);
        return new(shade, shade.Towards(end, PercentStronger), Clearer(shade));
    }

    private static Rgb Clearer(Rgb ground) => ground.ContrastTo(Rgb.Black) > ground.ContrastTo(Rgb.White) ? Rgb.Black : Rgb.White;
}

/// <param name="Shade">For links, and as the ground of buttons.</param>
/// <param name="Strong">Of the same under the pointer.</param>
/// <param name="Ink">What is written on either.</param>
public sealed record AccentShades(Rgb Shade, Rgb Strong, Rgb Ink);
