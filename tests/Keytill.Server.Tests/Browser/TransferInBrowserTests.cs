using Keytill.Server.Orders;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Microsoft.Playwright;

namespace Keytill.Server.Tests.Browser;

/// <summary>Whoever pays by his own bank has the page beside it, and copies from it.</summary>
public sealed class TransferInBrowserTests(BrowserFixture browser) : IAsyncLifetime
{
    private Installation here = null!;

    public async ValueTask InitializeAsync() => here = await Installation.StartSelling(DatabaseKind.Sqlite);

    public ValueTask DisposeAsync() => here.DisposeAsync();

    [Fact]
    public async Task Whoever_chose_a_transfer_finds_it_chosen_and_the_page_follows_the_money()
    {
        await using var visit = await browser.Visit();
        var ada = new Shopper(visit, here.Url);
        using var program = new VendorProgram(here);

        await ada.OrderOf("editor", "bank_transfer");
        Assert.True(await ada.Page.Locator("[value=bank_transfer]").IsCheckedAsync());
        await ada.Page.Locator("button[name=pay]").ClickAsync();
        await ada.Page.Locator("#transfer").WaitForAsync();
        var order = await ada.Placed(here.Get<OrderQueries>());

        // Nobody touches the page from here on.
        await program.SendMoney(order.Number, 20_00);
        await ada.Page.Locator(".notice", new PageLocatorOptions { HasText = "9.00" }).WaitForAsync();
        await program.SendMoney(order.Number, 9_00, reference: "the rest");
        await ada.Keys();
        Assert.Contains("Thank you", await ada.Page.Locator("#announcement").TextContentAsync(), StringComparison.Ordinal);
        visit.HasNoProblems();
    }

    [Fact]
    public async Task On_a_phone_the_account_and_the_reference_are_copied_as_every_banking_app_takes_them()
    {
        await using var visit = await browser.Visit(Visitor.Phone);
        var ada = new Shopper(visit, here.Url);
        await ada.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);

        await ada.OrderOf("editor", "bank_transfer");
        await ada.Pay("bank_transfer");
        string reference = Assert.Single((await ada.Placed(here.Get<OrderQueries>())).Payments).CustomerReference!;
        foreach ((string name, string text) in ((string, string)[])[("IBAN", "DE89370400440532013000"), ("Reference", reference)])
        {
            var button = ada.Page.Locator(".copy", new PageLocatorOptions { HasText = name });
            await button.ClickAsync();
            await Assertions.Expect(button).ToContainTextAsync("Copied");
            Assert.Equal(text, await ada.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        }

        visit.HasNoProblems();
    }
}
