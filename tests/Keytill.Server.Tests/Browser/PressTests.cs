using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Microsoft.Playwright;

namespace Keytill.Server.Tests.Browser;

/// <summary>A press is down and up. What a page takes in by itself in between must not swallow it.</summary>
public sealed class PressTests(BrowserFixture browser) : IAsyncLifetime
{
    private Installation here = null!;

    public async ValueTask InitializeAsync()
    {
        here = await Installation.StartSelling(DatabaseKind.Sqlite);
    }

    public ValueTask DisposeAsync() => here.DisposeAsync();

    [Fact]
    public async Task A_quantity_that_was_typed_just_before_Continue_does_not_swallow_the_press()
    {
        await using var visit = await browser.Visit();
        var ada = new Shopper(visit, here.Url);
        await ada.Buy("editor");
        await ada.FillIn();
        await ada.Choose("sandbox");
        await ada.Calm();

        await ada.Page.Locator("[name^=quantity]").FillAsync("3");
        await MoveTo(ada.Page, "button[name=continue]");
        // Leaving the field sends the change.
        await ada.Page.RunAndWaitForResponseAsync(() => ada.Page.Mouse.DownAsync(), answer => answer.Request.Method == "POST");
        await Painted(ada.Page);
        await ada.Page.Mouse.UpAsync();

        await ada.Page.Locator("#problems").WaitForAsync();
        Assert.Equal("3", await ada.Page.Locator("[name^=quantity]").InputValueAsync());
        await ada.Order();
        visit.HasNoProblems();
    }

    [Fact]
    public async Task Money_that_comes_as_another_method_is_pressed_does_not_swallow_the_press()
    {
        await using var visit = await browser.Visit();
        var ada = new Shopper(visit, here.Url);
        using var program = new VendorProgram(here);
        await ada.OrderOf("editor", "bank_transfer");
        await ada.Pay("bank_transfer");
        string number = ada.OrderNames.Number;
        await ada.Choose("sandbox");

        await MoveTo(ada.Page, "button[name=pay]");
        await ada.Page.Mouse.DownAsync();
        await ada.Page.RunAndWaitForResponseAsync(
            () => program.SendMoney(number, 10_00), answer => answer.Request.ResourceType == "fetch" && !answer.Url.Contains("changes", StringComparison.Ordinal));
        await Painted(ada.Page);
        await ada.Page.Mouse.UpAsync();

        await ada.Page.Locator("[autocomplete=cc-number]").WaitForAsync();
        await ada.GiveCard(Shopper.GoodCard);
        await ada.SeeOrder();
        await ada.Keys();
        visit.HasNoProblems();
    }

    private static async Task MoveTo(IPage page, string selector)
    {
        var place = page.Locator(selector);
        await place.ScrollIntoViewIfNeededAsync();
        var box = (await place.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
    }

    /// <summary>What the page had to show has been shown.</summary>
    private static Task Painted(IPage page) =>
        page.EvaluateAsync("() => new Promise(shown => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(shown))))");
}
