using System.Net;
using Keytill.Core.Catalog;

namespace Keytill.Server.Tests.Pages;

/// <summary>What a customer changes on the cart: quantities, lines, currency, language; and what it does to the price he was shown.</summary>
public sealed partial class CheckoutPageTests
{
    [Fact]
    public async Task Changing_a_quantity_keeps_all_that_is_typed()
    {
        string path = await world.AddToCart("/buy/editor");
        var answer = await world.Post(path, ("email", "not yet right@"), ("company", "Ärger & <b>Söhne</b>"), (Quantity(world.Editor.Id), "3"), ("update", "1"));
        var page = await world.Visit(answer.Location!);

        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        Assert.Equal("3", page.Value(Quantity(world.Editor.Id)));
        Assert.Equal("not yet right@", page.Value("email"));
        Assert.Equal("Ärger & <b>Söhne</b>", page.Value("company"));
        Assert.NotNull(page.Page.QuerySelector("details[open] #company"));
    }

    [Theory]
    [InlineData("0", "1")]
    [InlineData("-1", "1")]
    [InlineData("1000000000000", "100")]
    [InlineData("99999999999999999999999999", "100")]
    [InlineData("abc", "1")]
    [InlineData("1.000", "1")]
    [InlineData("１", "1")]
    [InlineData("<script>", "1")]
    public async Task An_absurd_quantity_is_told_beside_its_field(string typed, string taken)
    {
        string path = await world.AddToCart("/buy/editor");
        var page = await world.Visit((await world.Post(path, (Quantity(world.Editor.Id), typed), ("update", "1"))).Location!);

        Assert.Equal(taken, page.Value(Quantity(world.Editor.Id)));
        Assert.Contains(typed.TrimStart('0', '9').Length == 0 ? taken : typed, page.Beside(Quantity(world.Editor.Id)), StringComparison.Ordinal);
        Assert.Empty(page.Page.QuerySelectorAll("script:not([src])"));
    }

    [Fact]
    public async Task Whoever_changes_a_quantity_and_continues_at_once_sees_the_new_total_first()
    {
        string path = await world.AddToCart("/buy/editor?country=US");
        var fields = Filled(await world.Visit(path)).Where(f => f.Name != Quantity(world.Editor.Id));
        var answer = await world.Post(path, [.. fields, (Quantity(world.Editor.Id), "5"), ("continue", "continue")]);
        var page = await world.Visit(answer.Location!);

        Assert.StartsWith(path, answer.Location, StringComparison.Ordinal);
        Assert.Contains("The price has changed", page.Text, StringComparison.Ordinal);
        Assert.Contains("€145.00", page.Text, StringComparison.Ordinal);
        Assert.Equal("ada@example.org", page.Value("email"));
    }

    [Fact]
    public async Task Nothing_is_ordered_at_a_price_that_was_not_shown()
    {
        string path = await world.AddToCart("/buy/editor?country=US");
        var fields = Filled(await world.Visit(path)).Select(f => f.Name == "fingerprint" ? (f.Name, "another") : f);
        var page = await world.Post(path, [.. fields, ("continue", "continue")]);

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("The price has changed", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_line_can_be_put_back()
    {
        string path = await world.AddToCart("/buy/editor?quantity=4");
        var removed = await world.Visit((await world.Post(path, ("remove", world.Editor.Id))).Location!);
        var undo = removed.Page.QuerySelector("button[name=restore]")!;
        var back = await world.Visit((await world.Post(path, ("restore", undo.GetAttribute("value")!))).Location!);

        Assert.Contains("Your cart is empty", removed.Text, StringComparison.Ordinal);
        Assert.Contains("editor in English was removed", removed.Text, StringComparison.Ordinal);
        Assert.Equal("4", back.Value(Quantity(world.Editor.Id)));
    }

    [Fact]
    public async Task The_next_price_break_is_said_and_taken_in_one_press()
    {
        string path = await world.AddToCart("/buy/editor?quantity=8");
        var page = await world.Visit(path);
        var offer = page.Page.QuerySelector(".basket .line-note button")!;
        Assert.Equal("2 more: −10 % (€26.00 each)", offer.TextContent);

        string field = Quantity(world.Editor.Id);
        var taken = await world.Visit((await world.Post(path, (field, "8"), (offer.GetAttribute("name")!, offer.GetAttribute("value")!))).Location!);
        Assert.Equal("10", taken.Value(field));
        Assert.Equal("€260.00", taken.Page.QuerySelector(".basket .total dd")!.TextContent);
        Assert.Null(taken.Page.QuerySelector(".basket .line-note button"));
    }

    [Fact]
    public async Task A_product_shows_its_picture_or_its_initial()
    {
        await world.Shop.Sell(world.Store, "pictured", PriceList.Of(("EUR", 100)), data => data with { ImagePath = "/assets/x/demo/nordlicht-editor.svg" });
        var page = await world.Visit(await world.AddToCart("/buy/pictured?items=viewer"));

        Assert.Equal("/assets/x/demo/nordlicht-editor.svg", page.Page.QuerySelector("img.thumb")!.GetAttribute("src"));
        Assert.Equal(HttpStatusCode.OK, (await world.Visit("/assets/x/demo/nordlicht-editor.svg")).Status);
        Assert.Equal("V", page.Page.QuerySelector("span.thumb")!.TextContent);
    }

    [Fact]
    public async Task The_language_switches_without_losing_what_is_typed()
    {
        string path = await world.AddToCart("/buy/editor?locale=en");
        var german = await world.Visit((await world.Post(path, ("email", "ada@example.org"), ("locale", "de"))).Location!);

        Assert.Equal("de", german.Page.DocumentElement.GetAttribute("lang"));
        Assert.Contains("Ihr Warenkorb", german.Text, StringComparison.Ordinal);
        Assert.Equal("ada@example.org", german.Value("email"));
    }

    [Fact]
    public async Task The_currency_switches_on_the_page()
    {
        string path = await world.AddToCart("/buy/editor");
        var page = await world.Visit((await world.Post(path, ("currency", "USD"), ("update", "1"))).Location!);

        Assert.Equal("$32.00", page.Page.QuerySelector(".basket .total dd")!.TextContent);
    }
}
