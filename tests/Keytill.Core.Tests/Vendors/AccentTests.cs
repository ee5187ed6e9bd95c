using FsCheck;
using FsCheck.Fluent;
using Keytill.Core.Vendors;

namespace Keytill.Core.Tests.Vendors;

public class AccentTests
{
    private const double TextContrast = 4.5;
    private static readonly Rgb Paper = Rgb.Find("#f5f5f3")!.Value;
    private static readonly Rgb Night = Rgb.Find("#1e1f22")!.Value;

    private static readonly Gen<Rgb> Colours =
        from red in Gen.Choose(0, 255)
        from green in Gen.Choose(0, 255)
        from blue in Gen.Choose(0, 255)
        select new Rgb((byte)red, (byte)green, (byte)blue);

    [Fact]
    public void Whatever_colour_a_vendor_has_it_can_be_read_by_day_and_by_night() => Properties.Hold(Colours, colour =>
        new[] { Paper, Night }.All(ground =>
        {
            AccentShades shades = Accent.Of(colour.Hex).On(ground);
            return shades.Shade.ContrastTo(ground) >= Accent.ContrastMin && shades.Strong.ContrastTo(ground) >= Accent.ContrastMin;
        }));

    [Fact]
    public void And_can_be_written_on() => Properties.Hold(Colours, colour =>
        new[] { Paper, Night }.All(ground =>
        {
            AccentShades shades = Accent.Of(colour.Hex).On(ground);
            return shades.Ink.ContrastTo(shades.Shade) >= TextContrast && shades.Ink.ContrastTo(shades.Strong) >= TextContrast;
        }));

    [Fact]
    public void A_colour_that_can_be_read_stays_as_it_is() => Assert.Equal("#3f3d9e", Accent.Of("#3F3D9E").On(Paper).Shade.Hex);

    [Fact]
    public void Contrast_is_measured_as_the_guidelines_measure_it()
    {
        Assert.Equal(21, Rgb.White.ContrastTo(Rgb.Black), 3);
        Assert.Equal(1, Night.ContrastTo(Night), 3);
        Assert.Equal(4.54, Rgb.Find("#767676")!.Value.ContrastTo(Rgb.White), 2);
    }

    [Theory]
    [InlineData("#0a5c4")]
    [InlineData("#0a5c4dd")]
    [InlineData("0a5c4d")]
    [InlineData("#0a5c4g")]
    [InlineData("#+a5c4d")]
    [InlineData("red; background: url(//evil.example)")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_colour_is_none(string? text) => Assert.Null(Rgb.Find(text));

    [Fact]
    public void An_accent_is_a_colour() => Assert.Throws<ArgumentException>(() => Accent.Of("green"));
}
