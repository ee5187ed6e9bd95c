using System.Net;
using System.Text.RegularExpressions;
using Keytill.Core.Vendors;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Pages;

/// <summary>A vendor's colour and logo on his customers' pages.</summary>
public sealed partial class BrandingTests
{
    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_vendors_colour_and_logo_stand_on_his_pages(DatabaseKind kind)
    {
        await using var world = await PagesWorld.Open(kind);
        var plain = await world.Visit(await world.AddToCart("/buy/editor"));
        Assert.Null(plain.Page.QuerySelector("link[href^='/assets/accent/'], img.logo"));

        await Brand(world, "#FFEE00", "/assets/x/demo/nordlicht.svg");
        var page = await world.Visit(await world.AddToCart("/buy/editor"));
        var sheet = await world.Visit(page.Page.QuerySelector("link[href^='/assets/accent/']")!.GetAttribute("href")!);

        Assert.Equal("/assets/x/demo/nordlicht.svg", page.Page.QuerySelector("a.name img.logo")!.GetAttribute("src"));
        Assert.Equal(HttpStatusCode.OK, sheet.Status);
        Assert.Contains(Accent.Of("#ffee00").On(AccentSheet.LightGround).Shade.Hex, sheet.Body, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", sheet.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_colours_sheet_holds_nothing_but_colours()
    {
        await using var world = await PagesWorld.Open();

        Assert.Equal(HttpStatusCode.NotFound, (await world.Visit("/assets/accent/red.css")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Visit("/assets/accent/000000%7D%20body%7B.css")).Status);
        Assert.Matches("^[-:;{}()@# \\na-z0-9]+$", (await world.Visit("/assets/accent/0A5C4D.css")).Body);
    }

    /// <summary>What an accent must be read on stands in the style sheet, and once more in code.</summary>
    [Fact]
    public async Task The_grounds_that_colours_are_fitted_to_are_those_of_the_pages()
    {
        await using var world = await PagesWorld.Open();
        string[] schemes = (await world.Visit(Assets.Url("keytill.css"))).Body.Split("prefers-color-scheme: dark");

        Assert.All(Grounds().Matches(schemes[0]), ground => Assert.True(AccentSheet.LightGround.ContrastTo(Rgb.Black) <= Colour(ground).ContrastTo(Rgb.Black)));
        Assert.All(Grounds().Matches(schemes[1]), ground => Assert.True(AccentSheet.DarkGround.ContrastTo(Rgb.White) <= Colour(ground).ContrastTo(Rgb.White)));
        Assert.Equal((2, 2), (Grounds().Count(schemes[0]), Grounds().Count(schemes[1])));
    }

    internal static Task Brand(PagesWorld world, string accent, string? logo) => world.Store.Write("brand", Scope.Everything, async write =>
    {
        Vendor vendor = await write.Db.Set<Vendor>().SingleAsync(v => v.Id == world.Shop.Vendor.Id);
        vendor.Change(new VendorData
        {
            Name = vendor.Name,
            Email = vendor.Email,
            DefaultCurrency = vendor.DefaultCurrency,
            ShopUrl = vendor.ShopUrl,
            ReturnHosts = vendor.ReturnHosts,
            Accent = Accent.Of(accent),
            LogoPath = logo,
        });
        return true;
    });

    private static Rgb Colour(Match ground) => Rgb.Find(ground.Groups["colour"].Value)!.Value;

    [GeneratedRegex("--(paper|surface): (?<colour>#[0-9a-f]{6});")]
    private static partial Regex Grounds();
}
