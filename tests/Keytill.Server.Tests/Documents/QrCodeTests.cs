using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Keytill.Server.Documents;

namespace Keytill.Server.Tests.Documents;

public sealed class QrCodeTests
{
    [Theory]
    [InlineData("x")]
    [InlineData("Müller & Söhne\nDE89370400440532013000\nEUR0.01")]
    [InlineData("Ελλάδα, Україна, 日本 €")]
    public void Whatever_is_put_in_a_reader_reads_byte_for_byte(string payload) => Assert.Equal(Encoding.UTF8.GetBytes(payload), QrReader.Read(Drawn(payload, "")));

    [Fact]
    public void The_longest_payload_of_the_banks_fits()
    {
        string payload = new('W', 331);
        Assert.Equal(payload, Encoding.UTF8.GetString(QrReader.Read(Drawn(payload, ""))));
    }

    [Fact]
    public void It_says_what_it_is_to_who_cannot_see_it_and_the_label_stays_text()
    {
        var svg = Drawn("x", "<b>\"&");
        Assert.Equal(("img", "<b>\"&"), (svg.GetAttribute("role"), svg.GetAttribute("aria-label")));
    }

    [Fact]
    public void Quiet_ground_of_four_modules_lies_around_it()
    {
        var svg = Drawn("x", "");
        Assert.StartsWith("M4 4h7", svg.QuerySelector("path")!.GetAttribute("d"), StringComparison.Ordinal);
        Assert.Equal("0 0 29 29", svg.GetAttribute("viewBox"));
    }

    private static IElement Drawn(string payload, string label)
    {
        using var text = new StringWriter();
        QrCode.Svg(payload, label).WriteTo(text, PageEncoder.Html);
        return new HtmlParser().ParseDocument(text.ToString()).QuerySelector("svg")!;
    }
}
