using System.Text.RegularExpressions;
using Keytill.Core.Catalog;
using Keytill.Server.Orders;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;

namespace Keytill.Server.Tests.Browser;

/// <summary>
/// Whole sales in Chromium. Keytill stands on 127.0.0.1 and the bank on localhost, which are two sites to a browser, so that
/// whatever a browser holds back between sites is held back here too.
/// </summary>
public sealed class SaleInBrowserTests(BrowserFixture browser) : IAsyncLifetime
{
    private Installation here = null!;

    public async ValueTask InitializeAsync()
    {
        here = await Installation.StartSelling(DatabaseKind.Sqlite, change: PutTheBankOnAnotherSite);
        await here.Shop.Sell(here.Store, "viewer", PriceList.Of(("EUR", 9_00)));
    }

    public ValueTask DisposeAsync() => here.DisposeAsync();

    [Theory]
    [InlineData(Visitor.Desktop, "en-GB")]
    [InlineData(Visitor.Phone, "de-DE")]
    [InlineData(Visitor.DesktopWithoutScript, "de-DE")]
    [InlineData(Visitor.PhoneWithoutScript, "en-GB")]
    public async Task Every_visitor_buys_two_products_by_two_links_and_gets_both_licences(Visitor visitor, string language)
    {
        await using var visit = await browser.Visit(visitor, language);
        var ada = new Shopper(visit, here.Url);

        await ada.Buy("editor");
        await ada.Buy("viewer");
        Assert.Equal(2, await ada.Page.Locator("#basket .lines > li").CountAsync());
        await ada.FillIn("DE");
        await ada.Choose("sandbox");
        await ada.Order();
        await ada.Pay();
        Assert.Equal("localhost", new Uri(ada.Page.Url).Host);
        await ada.GiveCard(Shopper.GoodCard);
        await ada.SeeOrder();

        string[] keys = await ada.Keys(2);
        var order = await ada.Placed(here.Get<OrderQueries>());
        await here.Settle(order.Id);
        Assert.All(keys, key => Assert.Contains(here.Mailbox.Accepted, mail => mail.Text.Contains(key, StringComparison.Ordinal)));
        Assert.Equal(38_00, Assert.Single(here.Bank.Books.Charges()).Amount);
        Assert.Contains(language[..2] == "de" ? "Dank" : "Thank you", await ada.Headline(), StringComparison.OrdinalIgnoreCase);
        visit.HasNoProblems();
    }

    [Theory]
    [InlineData(Visitor.Desktop)]
    [InlineData(Visitor.PhoneWithoutScript)]
    public async Task A_declined_card_says_why_and_another_one_is_confirmed_at_the_bank_and_pays(Visitor visitor)
    {
        await using var visit = await browser.Visit(visitor);
        var ada = new Shopper(visit, here.Url);

        await ada.OrderOf("editor");
        await ada.PayByCard(Shopper.DeclinedCard);
        Assert.Contains("declined", await ada.Page.Locator(".problems").InnerTextAsync(), StringComparison.OrdinalIgnoreCase);

        await ada.Pay();
        await ada.GiveCard(Shopper.CardWithConfirmation);
        await ada.Page.Locator("button[value=confirm]").ClickAsync();
        await ada.SeeOrder();
        await ada.Keys();
        Assert.Equal(0, await ada.Page.Locator(".problems").CountAsync());
        visit.HasNoProblems();
    }

    [Fact]
    public async Task The_payment_can_be_left_and_another_method_chosen()
    {
        await using var visit = await browser.Visit(Visitor.Phone);
        var ada = new Shopper(visit, here.Url);

        await ada.OrderOf("editor");
        await ada.Pay();
        await ada.Page.Locator("a.button").ClickAsync();
        await ada.SeeOrder();
        await ada.Pay("bank_transfer");
        await ada.Pay();
        await ada.GiveCard(Shopper.GoodCard);
        await ada.SeeOrder();
        await ada.Keys();
        Assert.Single(here.Bank.Books.Charges());
        visit.HasNoProblems();
    }

    [Theory]
    [InlineData(Visitor.Desktop)]
    [InlineData(Visitor.PhoneWithoutScript)]
    public async Task Four_presses_lead_from_a_Buy_button_to_the_gateway(Visitor visitor)
    {
        await using var visit = await browser.Visit(visitor);
        var ada = new Shopper(visit, here.Url);
        await ada.Page.SetContentAsync($"<a href='{new Uri(here.Url, "/buy/editor")}'>Buy</a>");
        await ada.Page.Locator("a").ClickAsync();
        await ada.FillIn();
        // Beside what is typed, and the two boxes that the law wants ticked.
        await ada.Page.Locator("[name=payment_method][value=sandbox]").ClickAsync();
        await ada.TickAndPress();
        await ada.SeeOrder();
        await ada.Page.Locator("button[name=pay]").ClickAsync();
        await visit.StandsAt(new Regex("^http://localhost:"));
        visit.HasNoProblems();
    }

    [Fact]
    public async Task The_keyboard_alone_buys()
    {
        await using var visit = await browser.Visit();
        var page = visit.Page;
        var ada = new Shopper(visit, here.Url);
        await ada.Buy("editor");

        await Reach(page, "[autocomplete=email]");
        await Type(page, "ada@example.org", "Ada", "Lovelace", "Canada");
        await ada.Calm();
        await Press(page, "[name=payment_method]", "Space");
        await Press(page, "[name=accept_terms]", "Space");
        await Press(page, "[name=accept_privacy]", "Space");
        await Press(page, "button[name=continue]", "Enter");
        await ada.SeeOrder();
        await Press(page, "button[name=pay]", "Space");
        await visit.StandsAt(new Regex("^http://localhost:"));
        await page.Locator("button[name=pay]").WaitForAsync();
        await Reach(page, "[autocomplete=cc-number]");
        await Type(page, "4242424242424242", "12/34", "123");
        await page.Keyboard.PressAsync("Enter");
        await ada.SeeOrder();
        await ada.Keys();
        visit.HasNoProblems();
    }

    [Fact]
    public async Task At_four_hundred_per_cent_every_step_fits_the_window()
    {
        await using var visit = await browser.Visit(width: 320);
        var ada = new Shopper(visit, here.Url);

        await ada.Buy("editor?quantity=100");
        await ada.Page.FitsTheWindow();
        await ada.FillIn("DE", new string('W', 60), "Lovelace", new string('a', 60) + "@example.org");
        await ada.Choose("sandbox");
        await ada.Order();
        await ada.Page.FitsTheWindow();
        await ada.Pay("bank_transfer");
        await ada.Page.FitsTheWindow();
        await ada.Pay();
        await ada.Page.FitsTheWindow();
        await ada.GiveCard(Shopper.GoodCard);
        await ada.SeeOrder();
        await ada.Keys();
        await ada.Page.FitsTheWindow();
    }

    [Fact]
    public async Task A_name_from_right_to_left_stays_as_it_was_typed_and_disturbs_nothing()
    {
        const string name = "עדה <b>לאבלייס</b>";
        await using var visit = await browser.Visit();
        var ada = new Shopper(visit, here.Url);

        await ada.Buy("editor");
        await ada.FillIn("IL", name, "\u202Eevil\u202C");
        await ada.Page.Locator("button[name=continue]").ClickAsync();
        await ada.Page.Locator("#problems").WaitForAsync();
        var field = ada.Page.Locator("[autocomplete=given-name]");
        Assert.Equal(name, await field.InputValueAsync());
        Assert.Equal("rtl", await field.EvaluateAsync<string>("field => getComputedStyle(field).direction"));
        await ada.Page.FitsTheWindow();
        await ada.Choose("sandbox");
        await ada.Order();
        await ada.PayByCard(Shopper.GoodCard);
        await ada.Keys();
        visit.HasNoProblems();
    }

    [Theory]
    [InlineData(Visitor.Desktop)]
    [InlineData(Visitor.DesktopWithoutScript)]
    public async Task Back_after_ordering_leads_to_the_order_and_makes_no_second_one(Visitor visitor)
    {
        await using var visit = await browser.Visit(visitor);
        var ada = new Shopper(visit, here.Url);

        await ada.OrderOf("editor");
        string number = ada.OrderNames.Number;
        await ada.Page.GoBackAsync();
        await ada.Page.Locator("h1", new PageLocatorOptions { HasTextRegex = new Regex(number) }).WaitForAsync();
        await ada.Page.Locator("main a.button").ClickAsync();
        await ada.SeeOrder();
        Assert.Equal(number, ada.OrderNames.Number);

        await ada.Page.ReloadAsync();
        await ada.Pay();
        await ada.Page.GoBackAsync();
        await ada.SeeOrder();
        await ada.PayByCard(Shopper.GoodCard);
        await ada.Keys();
        visit.HasNoProblems();
    }

    [Fact]
    public async Task A_press_that_the_net_swallowed_can_be_made_again()
    {
        await using var visit = await browser.Visit();
        var ada = new Shopper(visit, here.Url);
        await ada.Buy("editor");
        await ada.FillIn();
        await ada.Choose("sandbox");
        await ada.Calm();

        await ada.Page.EvaluateAsync("addEventListener('submit', press => press.preventDefault(), { once: true })");
        foreach (var box in await ada.Page.Locator("[name^=accept_]").AllAsync())
            await box.CheckAsync();
        await ada.Page.Clock.InstallAsync();
        await ada.Page.Locator("button[name=continue]").ClickAsync();
        await ada.Page.Clock.RunForAsync(10_000);
        await ada.Order();
        visit.HasNoProblems();
    }

    internal static void PutTheBankOnAnotherSite(WebApplicationBuilder builder) =>
        builder.Configuration["Sandbox:BaseUrl"] = builder.Configuration["Sandbox:BaseUrl"]!.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    /// <summary>Tab after Tab, as somebody without a mouse.</summary>
    private static async Task Reach(IPage page, string selector)
    {
        for (int tabs = 0; tabs < 60; tabs++)
        {
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
                return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"No Tab leads to {selector} on {page.Url}.");
    }

    /// <summary>One field after the other.</summary>
    private static async Task Type(IPage page, params string[] values)
    {
        foreach (string value in values)
        {
            await page.Keyboard.TypeAsync(value);
            if (value != values[^1])
                await page.Keyboard.PressAsync("Tab");
        }
    }

    private static async Task Press(IPage page, string selector, string key)
    {
        await Reach(page, selector);
        await page.Keyboard.PressAsync(key);
    }
}
