using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Keytill.Server.Tests.BadInput;

/// <summary>A page on which nothing that was typed has become more than text.</summary>
internal static class HarmlessPage
{
    private static readonly string[] AddressAttributes = ["href", "src", "action", "formaction", "data-changes"];

    /// <param name="cameFrom">Where the visitor followed a link from: a page that cannot be shown may lead back there.</param>
    public static void Check(IHtmlDocument page, string of, string? cameFrom = null)
    {
        foreach (var element in page.All)
        {
            bool isOurs = element.LocalName != HostileText.Mark && element.Attributes.All(a => a.Name != HostileText.Mark && !a.Name.StartsWith("on", StringComparison.Ordinal));
            Assert.True(isOurs, $"Text has become {element.OuterHtml[..Math.Min(200, element.OuterHtml.Length)]} on the page of {of}");
        }

        Assert.True(page.QuerySelectorAll("script").All(s => s.HasAttribute("src") && s.TextContent.Length == 0), $"A script of its own stands on the page of {of}");
        foreach (string attribute in AddressAttributes)
        {
            string[] strange = [.. page.QuerySelectorAll($"[{attribute}]").Select(e => e.GetAttribute(attribute)!).Where(address => !IsOrdinary(address) && address != cameFrom)];
            Assert.True(strange.Length == 0, $"{attribute} leads to {string.Join(' ', strange)} on the page of {of}");
        }
    }

    private static bool IsOrdinary(string address) =>
        address is "" or "data:,"
        || (address.StartsWith('/') && !address.StartsWith("//", StringComparison.Ordinal))
        || address.StartsWith('#') || address.StartsWith('?')
        || address.StartsWith("https://shop.example", StringComparison.Ordinal) || address.StartsWith("http://127.", StringComparison.Ordinal)
        || address.StartsWith("mailto:help@keytill.example", StringComparison.Ordinal);
}
