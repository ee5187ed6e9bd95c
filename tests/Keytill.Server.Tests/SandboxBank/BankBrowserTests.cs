using System.Text.RegularExpressions;
using Keytill.Server.Tests.Browser;
using Microsoft.Playwright;

namespace Keytill.Server.Tests.SandboxBank;

/// <summary>The bank's pages in Chromium, on another site than the shop that the customer is led back to.</summary>
public sealed class BankBrowserTests(BrowserFixture browser) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private BankWorld world = null!;

    public async ValueTask InitializeAsync() => world = await BankWorld.Open();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    [InlineData(Visitor.Desktop, "en")]
    [InlineData(Visitor.Phone, "de")]
    [InlineData(Visitor.PhoneWithoutScript, "en")]
    public async Task A_customer_mistypes_then_confirms_and_is_led_back_to_the_shop(Visitor visitor, string language)
    {
        BankPage payment = await world.AnOpenPayment(locale: language);
        await using Visit visit = await browser.Visit(visitor);
        await visit.Page.GotoAsync(OnAnotherSite(payment.Url));
        await Good(visit, visitor, $"bank-card-{language}");
        visit.HasNoProblems();

        await Fill(visit.Page, "4111 1111 1111 1111", "13/34", "1");
        await visit.Page.Locator("form button").ClickAsync();
        await visit.Page.Locator("[role=alert]").WaitForAsync();
        Assert.Equal("", await visit.Page.Locator("[autocomplete=cc-number]").InputValueAsync());
        await Good(visit, visitor, $"bank-card-problems-{language}");

        await Fill(visit.Page, "4000 0000 0000 3220", "12/34", "123");
        await visit.Page.Locator("form button").ClickAsync();
        await visit.Page.Locator("button[value=confirm]").WaitForAsync();
        await Good(visit, visitor, $"bank-3ds-{language}");

        await visit.Page.Locator("button[value=confirm]").ClickAsync();
        await visit.StandsAt(world.Merchant.ReturnUrl);
        Assert.Single(world.Bank.Books.Charges());
    }

    [Fact]
    public async Task The_keyboard_alone_chooses_a_listed_card_and_pays()
    {
        BankPage payment = await world.AnOpenPayment();
        await using Visit visit = await browser.Visit();
        await visit.Page.GotoAsync(OnAnotherSite(payment.Url));

        await visit.Page.Locator("summary").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.StandsAt(new Regex("card=4242424242424242$"));
        // Enter sends a form by its button, which is read after the field.
        await visit.Page.Locator("form button").WaitForAsync();
        await visit.Page.Locator("[autocomplete=cc-csc]").FocusAsync();
        await visit.Page.Keyboard.TypeAsync("123");
        await visit.Page.Keyboard.PressAsync("Enter");

        await visit.StandsAt(world.Merchant.ReturnUrl);
        Assert.Single(world.Bank.Books.Charges());
        visit.HasNoProblems();
    }

    [Fact]
    public async Task A_lost_answer_is_a_dead_connection_to_the_browser_and_a_reload_leads_back()
    {
        BankPage payment = await world.AnOpenPayment();
        await using Visit visit = await browser.Visit();
        await visit.Page.GotoAsync(OnAnotherSite(payment.Url));
        await Fill(visit.Page, "4000 0000 0003 0009", "12/34", "123");

        var failed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        visit.Page.RequestFailed += (_, request) => failed.TrySetResult(request.Method);
        await visit.Page.Locator("form button").ClickAsync();
        Assert.Equal("POST", await failed.Task.WaitAsync(Patience));

        // In a tab of its own: in this one the browser is still about to show its page of excuses.
        var again = await visit.NewTab();
        await again.GotoAsync(OnAnotherSite(payment.Url));

        Assert.Equal(world.Merchant.ReturnUrl, again.Url);
        Assert.Single(world.Bank.Books.Charges());
    }

    /// <summary>To the browser <c>localhost</c> and <c>127.0.0.1</c> are two sites.</summary>
    private static string OnAnotherSite(string url) => url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    private static async Task Fill(IPage page, string number, string expiry, string code)
    {
        await page.Locator("[autocomplete=cc-number]").FillAsync(number);
        await page.Locator("[autocomplete=cc-exp]").FillAsync(expiry);
        await page.Locator("[autocomplete=cc-csc]").FillAsync(code);
    }

    private static async Task Good(Visit visit, Visitor visitor, string picture)
    {
        await visit.Picture(picture);
        await visit.Page.FitsTheWindow();
        // The instrument itself is script, which this visitor does not have.
        if (visitor is Visitor.Desktop or Visitor.Phone)
            await visit.Page.IsAccessible();
    }
}
