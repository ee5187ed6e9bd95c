using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Keytill.Server.Tests.Pages;

public sealed partial class CheckoutPageTests(PagesFixture pages) : IClassFixture<PagesFixture>
{
    private readonly PagesWorld world = pages.World;

    [Fact]
    public async Task A_buy_link_leads_to_a_cart_with_its_product_and_total()
    {
        var page = await world.Visit(await world.AddToCart("/buy/editor?quantity=2"));

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("editor in English", page.Text, StringComparison.Ordinal);
        Assert.Equal("2", page.Value(Quantity(world.Editor.Id)));
        Assert.Equal("€58.00", page.Page.QuerySelector(".basket .total dd")!.TextContent);
    }

    [Fact]
    public async Task The_page_is_private_and_loads_nothing_from_elsewhere()
    {
        var page = await world.Visit(await world.AddToCart("/buy/editor"));

        Assert.Contains("no-store", page.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.Contains("noindex", page.Header("X-Robots-Tag"), StringComparison.Ordinal);
        Assert.All(page.Page.QuerySelectorAll("[src], link[href]"), element =>
            Assert.True((element.GetAttribute("src") ?? element.GetAttribute("href"))!.StartsWith("/assets/", StringComparison.Ordinal)
                || element.GetAttribute("href") == "data:,"));
        Assert.Null(page.Cookie);
    }

    [Fact]
    public async Task Every_input_carries_the_browsers_own_name_for_it()
    {
        var page = await world.Visit(await world.AddToCart("/buy/editor"));

        foreach (var (field, token) in ((string, string)[])[
            ("email", "email"), ("first_name", "given-name"), ("last_name", "family-name"), ("country", "country"), ("company", "organization"),
            ("zip", "postal-code"), ("city", "address-level2"), ("address", "street-address")])
            Assert.Equal(token, page.Page.GetElementById(field)!.GetAttribute("autocomplete"));
        Assert.Equal(["sandbox", "bank_transfer"], page.Page.QuerySelectorAll("input[name=payment_method]").Select(radio => radio.GetAttribute("value")));
    }

    [Fact]
    public async Task A_filled_form_orders_once_and_every_repetition_leads_to_the_same_order()
    {
        string path = await world.AddToCart("/buy/editor?country=US");
        var fields = Filled(await world.Visit(path));

        var first = await world.Post(path, [.. fields, ("continue", "continue")]);
        var second = await world.Post(path, [.. fields, ("continue", "continue")]);

        Assert.Equal(HttpStatusCode.SeeOther, first.Status);
        Assert.Matches("^/order/T[0-9]{10}/[A-Za-z0-9_-]{32}$", first.Location);
        Assert.Equal(first.Location, second.Location);
        Assert.Equal(HttpStatusCode.OK, (await world.Visit(first.Location!)).Status);
    }

    [Fact]
    public async Task Going_back_after_ordering_shows_that_the_order_waits()
    {
        string path = await world.AddToCart("/buy/editor?country=US");
        var order = await world.Post(path, [.. Filled(await world.Visit(path)), ("continue", "continue")]);

        var back = await world.Visit(path);

        Assert.Contains("waits", back.Text, StringComparison.Ordinal);
        Assert.NotNull(back.Page.QuerySelector($"a[href=\"{order.Location}\"]"));
        // A button of a form that is not there does nothing.
        Assert.All(back.Page.QuerySelectorAll("[form]"), button => Assert.NotNull(back.Page.GetElementById(button.GetAttribute("form")!)));
    }

    [Fact]
    public async Task What_is_missing_is_said_beside_each_field_and_above_the_form()
    {
        string path = await world.AddToCart("/buy/editor");
        var page = await world.Post(path, ("continue", "continue"), ("fingerprint", Fingerprint(await world.Visit(path))));

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        foreach (string field in (string[])["email", "first_name", "last_name", "country", "accept_terms", "accept_privacy"])
        {
            Assert.Equal("true", page.Page.GetElementById(field)!.GetAttribute("aria-invalid"));
            Assert.NotEqual("", page.Beside(field).Trim());
            Assert.NotNull(page.Page.QuerySelector($".problems a[href=\"#{field}\"]"));
        }

        Assert.NotNull(page.Page.QuerySelector(".problems a[href=\"#payment_method\"]"));
        Assert.NotNull(page.Page.QuerySelector(".problems[role=alert][tabindex=\"-1\"]"));
    }

    [Fact]
    public async Task A_value_that_is_too_long_is_shown_again_whole_with_its_limit()
    {
        string path = await world.AddToCart("/buy/editor?country=US");
        string name = new('x', 10_000);
        var page = await world.Post(path, [.. Filled(await world.Visit(path)).Where(f => f.Name != "first_name"), ("first_name", name), ("continue", "continue")]);

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Equal(name, page.Value("first_name"));
        Assert.Contains("at most 100 characters; you typed 10,000", page.Beside("first_name"), StringComparison.Ordinal);
        Assert.Equal("Lovelace", page.Value("last_name"));
    }

    [Fact]
    public async Task What_was_ticked_and_chosen_stays_when_the_page_comes_back()
    {
        string path = await world.AddToCart("/buy/editor?country=US");
        var page = await world.Post(path, [.. Filled(await world.Visit(path)).Where(f => f.Name != "email"), ("continue", "continue")]);

        Assert.True(((IHtmlInputElement)page.Page.GetElementById("accept_terms")!).IsChecked);
        Assert.True(((IHtmlInputElement)page.Page.QuerySelector("input[value=sandbox]")!).IsChecked);
    }

    [Fact]
    public async Task A_consumer_in_Germany_reads_the_obligation_on_the_button_and_is_asked_for_the_waiver()
    {
        var page = await world.Visit(await world.AddToCart("/buy/editor?country=DE&locale=de"));

        Assert.Equal("Zahlungspflichtig bestellen", page.Page.QuerySelector("button[name=continue]")!.TextContent.Trim());
        Assert.NotNull(page.Page.GetElementById("accept_waiver"));
        Assert.Equal("de", page.Page.DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public async Task A_company_in_Germany_continues_without_them()
    {
        var page = await world.Visit(await world.AddToCart("/buy/editor?country=DE&company=Musterfirma"));

        Assert.Equal("Continue", page.Page.QuerySelector("button[name=continue]")!.TextContent.Trim());
        Assert.Null(page.Page.GetElementById("accept_waiver"));
    }

    [Fact]
    public async Task Whoever_chooses_Germany_only_now_sees_the_right_button_before_anything_is_ordered()
    {
        string path = await world.AddToCart("/buy/editor");
        var fields = Filled(await world.Visit(path)).Where(f => f.Name != "country");
        var page = await world.Post(path, [.. fields, ("country", "DE"), ("continue", "continue")]);

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Equal("Order with obligation to pay", page.Page.QuerySelector("button[name=continue]")!.TextContent.Trim());
        Assert.Contains("Nothing has been ordered yet", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_test_mode_the_vendor_reads_what_became_of_the_links_parameters()
    {
        var page = await world.Visit(await world.AddToCart("/buy/editor?currency=XXX&colour=blue&price=1&return_url=https://evil.test/&email=nonsense&quantity=200"));

        Assert.Contains("the quantity was changed from 200 to 100", page.Text, StringComparison.Ordinal);
        Assert.Contains("XXX", page.Text, StringComparison.Ordinal);
        string notes = page.Page.QuerySelector("aside")!.TextContent;
        foreach (string parameter in (string[])["colour", "price", "return_url", "email"])
            Assert.Contains(parameter, notes, StringComparison.Ordinal);
        Assert.Equal("", page.Value("email"));
    }

    [Fact]
    public async Task Enter_in_a_field_keeps_what_is_typed_and_orders_nothing()
    {
        var page = await world.Visit(await world.AddToCart("/buy/editor"));
        var form = page.Page.GetElementById("checkout");

        var first = page.Page.QuerySelectorAll("button").Cast<IHtmlButtonElement>().First(button => button.Form == form);
        Assert.Equal("save", first.Name);
    }

    [Fact]
    public async Task An_order_of_nothing_but_gifts_asks_for_no_method()
    {
        string path = await world.AddToCart("/buy/gift?country=US");
        var shown = await world.Visit(path);
        var answer = await world.Post(path, [.. Filled(shown), ("continue", "order_free")]);

        Assert.Empty(shown.Page.QuerySelectorAll("input[name=payment_method]"));
        Assert.Equal("Order free of charge", shown.Page.QuerySelector("button[name=continue]")!.TextContent.Trim());
        Assert.StartsWith("/order/", answer.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_cart_gets_a_page_that_says_so()
    {
        var page = await world.Visit("/checkout/nonsense");

        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Contains("This cart is no longer there", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_linked_texts_can_be_read()
    {
        var page = await world.Visit(await world.AddToCart("/buy/editor"));

        foreach (string box in (string[])["accept_terms", "accept_privacy"])
        {
            string link = page.Page.GetElementById(box)!.Closest("label")!.QuerySelector("a")!.GetAttribute("href")!;
            var text = await world.Visit(link);
            Assert.Equal(HttpStatusCode.OK, text.Status);
            Assert.Contains("The text of", text.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_first_view_is_lighter_than_fifty_kilobytes()
    {
        var page = await world.Visit(await world.AddToCart("/buy/editor"));

        Assert.True(page.Body.Length < 40_000, $"{page.Body.Length} characters");
    }

    private static string Quantity(string productId) => $"quantity[{productId}]";

    private static string Fingerprint(Answer page) => page.Page.QuerySelector("input[name=fingerprint]")!.GetAttribute("value")!;

    private static List<(string Name, string Value)> Filled(Answer page) =>
    [
        ("fingerprint", Fingerprint(page)), ("email", "ada@example.org"), ("first_name", "Ada"), ("last_name", "Lovelace"), ("country", "US"),
        ("payment_method", "sandbox"), ("accept_terms", "1"), ("accept_privacy", "1"),
        .. page.Page.QuerySelectorAll("input[inputmode=numeric]").Select(input => (input.GetAttribute("name")!, input.GetAttribute("value")!)),
    ];
}
