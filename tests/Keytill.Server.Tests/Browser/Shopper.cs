using Keytill.Core.Orders;
using Keytill.Server.Orders;
using Microsoft.Playwright;

namespace Keytill.Server.Tests.Browser;

/// <summary>Somebody who buys in Chromium, with what stands on the page alone: links, fields, buttons.</summary>
/// <param name="server">Where Keytill is.</param>
internal sealed class Shopper(Visit visit, Uri server)
{
    public const string GoodCard = "4242 4242 4242 4242";
    public const string DeclinedCard = "4000 0000 0000 0002";
    public const string CardWithConfirmation = "4000 0000 0000 3220";
    public const string SlowCard = "4000 0000 0001 0001";

    private const int LooksMax = 500;
    private const string Continue = "button[name=continue]";
    private const string MoreToTell = "main [role=alert]";

    public IPage Page => visit.Page;

    /// <summary>Names the order that he looks at: number and token.</summary>
    public (string Number, string Token) OrderNames => Page.Url.Split('?')[0].Split('/') is [.., "order", var number, var token]
        ? (number, token)
        : throw new InvalidOperationException($"No order stands at {Page.Url}.");

    public Task Goto(string path) => Page.GotoAsync(new Uri(server, path).AbsoluteUri);

    /// <param name="link">A product's slug, with a link's parameters where there are any.</param>
    public async Task Buy(string link)
    {
        await Goto("/buy/" + link);
        Assert.Contains("/checkout/", Page.Url, StringComparison.Ordinal);
    }

    public async Task FillIn(string country = "US", string first = "Ada", string last = "Lovelace", string email = "ada@example.org")
    {
        await Page.Locator("[autocomplete=email]").FillAsync(email);
        await Page.Locator("[autocomplete=given-name]").FillAsync(first);
        await Page.Locator("[autocomplete=family-name]").FillAsync(last);
        await Page.Locator("[autocomplete=country]").SelectOptionAsync(country);
    }

    public Task Choose(string method) => Page.Locator($"[name=payment_method][value={method}]").CheckAsync();

    /// <summary>Ticks what is asked and presses the last button, once more where the page had to tell more first.</summary>
    public async Task Order()
    {
        await TickAndPress();
        await Page.Locator($"#order, {MoreToTell}").First.WaitForAsync();
        if (await Page.Locator(MoreToTell).CountAsync() > 0)
            await TickAndPress();
        await SeeOrder();
    }

    /// <summary>Ticks what is asked and presses the last button, once.</summary>
    public async Task TickAndPress()
    {
        await Calm();
        foreach (var box in await Page.Locator("[name^=accept_]").AllAsync())
            await box.CheckAsync();
        await Page.Locator(Continue).ClickAsync();
    }

    /// <summary>Waits until the checkout has taken up what was changed on it: boxes to tick come with the country.</summary>
    public Task Calm() => Page.Locator("#checkout:not([aria-busy])").WaitForAsync();

    /// <summary>Waits until an order's page stands before him.</summary>
    public Task SeeOrder() => Page.Locator("#order").WaitForAsync();

    /// <summary>From a Buy button to the order's page.</summary>
    public async Task OrderOf(string link, string method = "sandbox", string country = "US")
    {
        await Buy(link);
        await FillIn(country);
        await Choose(method);
        await Order();
    }

    /// <summary>Presses "pay" on the order's page, and is led to the bank or to instructions.</summary>
    public async Task Pay(string method = "sandbox")
    {
        await Choose(method);
        await Page.Locator("button[name=pay]").ClickAsync();
        await Page.Locator(method == "sandbox" ? "[autocomplete=cc-number]" : "#transfer").WaitForAsync();
    }

    public async Task GiveCard(string number, string expiry = "12/34", string code = "123")
    {
        await Page.Locator("[autocomplete=cc-number]").FillAsync(number);
        await Page.Locator("[autocomplete=cc-exp]").FillAsync(expiry);
        await Page.Locator("[autocomplete=cc-csc]").FillAsync(code);
        await Page.Locator("button[name=pay]").ClickAsync();
    }

    /// <summary>Pays what stands on the order's page by card, and is led back to it.</summary>
    public async Task PayByCard(string number)
    {
        await Pay();
        await GiveCard(number);
        await SeeOrder();
    }

    /// <summary>The keys that stand on the order's page, as soon as there are so many licences. Without script the page has to be asked.</summary>
    public async Task<string[]> Keys(int count = 1)
    {
        var keys = Page.Locator("code.key");
        var again = Page.Locator("#look-again");
        for (int looks = 0; looks < LooksMax && await keys.CountAsync() < count && await again.IsVisibleAsync(); looks++)
            await again.ClickAsync();
        await keys.Nth(count - 1).WaitForAsync();
        return [.. await keys.AllTextContentsAsync()];
    }

    public Task<string> Headline() => Page.Locator("h1").InnerTextAsync();

    public async Task<Order> Placed(OrderQueries orders)
    {
        (string number, string token) = OrderNames;
        return await orders.ByToken(number, token, CancellationToken.None) ?? throw new InvalidOperationException($"No order {number}.");
    }
}
