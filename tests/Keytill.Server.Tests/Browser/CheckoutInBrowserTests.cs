using Keytill.Core.Catalog;
using Keytill.Server.Tests.Pages;
using Microsoft.Playwright;

namespace Keytill.Server.Tests.Browser;

/// <summary>How the checkout page feels under finger and key.</summary>
public sealed class CheckoutInBrowserTests(BrowserFixture browser) : IAsyncLifetime
{
    private PagesWorld here = null!;

    public async ValueTask InitializeAsync() => here = await PagesWorld.Open(rehearses: false);

    public ValueTask DisposeAsync() => here.DisposeAsync();

    [Theory]
    [InlineData(Visitor.Phone)]
    [InlineData(Visitor.PhoneWithoutScript)]
    public async Task On_a_phone_total_and_button_stand_in_the_first_view(Visitor visitor)
    {
        await using var visit = await browser.Visit(visitor);
        var ada = new Shopper(visit, here.Url);
        await ada.Buy("editor");

        foreach (string part in (string[])[".basket .total dd", "button[name=continue]"])
        {
            var box = await ada.Page.Locator(part).BoundingBoxAsync();
            Assert.InRange(box!.Y + box.Height, 1, 844);
        }

        Assert.Contains("€29.00", await ada.Page.Locator(".press-total").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Visitor.Desktop)]
    [InlineData(Visitor.PhoneWithoutScript)]
    public async Task A_coupon_is_typed_and_removed_and_nothing_else_that_was_typed_is_lost(Visitor visitor)
    {
        await here.Store.Write("make coupon", here.Shop.Owner, write =>
        {
            write.Db.Add(Coupon.Create(here.Shop.Owner, new CouponData { Code = "SPRING", PercentOff = 10 }, write.Now));
            return Task.CompletedTask;
        });
        await using var visit = await browser.Visit(visitor);
        var ada = new Shopper(visit, here.Url);
        await ada.Buy("editor");
        await ada.Page.Locator("#email").FillAsync("ada@example.org");
        await ada.Page.Locator(".coupon summary").ClickAsync();
        // The page asks for its totals as the address is left. A code that is typed meanwhile is applied with them, and its button goes.
        await ada.Calm();
        await ada.Page.Locator("#coupon").FillAsync("spring");
        await ada.Page.Locator(".coupon button[name=update]").ClickAsync();
        await Assertions.Expect(ada.Page.Locator(".basket .total dd")).ToHaveTextAsync("€26.10");
        await ada.Page.Locator("button[name=remove_coupon]").ClickAsync();
        await Assertions.Expect(ada.Page.Locator(".basket .total dd")).ToHaveTextAsync("€29.00");
        await Assertions.Expect(ada.Page.Locator("#email")).ToHaveValueAsync("ada@example.org");
        visit.HasNoProblems();
    }

    [Fact]
    public async Task A_coupon_that_is_typed_while_the_page_asks_for_its_totals_is_not_lost()
    {
        await here.Store.Write("make coupon", here.Shop.Owner, write =>
        {
            write.Db.Add(Coupon.Create(here.Shop.Owner, new CouponData { Code = "MEANWHILE", PercentOff = 10 }, write.Now));
            return Task.CompletedTask;
        });
        await using var visit = await browser.Visit(Visitor.Desktop);
        var ada = new Shopper(visit, here.Url);
        await ada.Buy("editor");
        var typed = new TaskCompletionSource();
        await ada.Page.RouteAsync("**/checkout/**", async route =>
        {
            await typed.Task;
            await route.ContinueAsync();
        });
        await ada.Page.Locator("#email").FillAsync("ada@example.org");
        await ada.Page.Locator(".coupon summary").ClickAsync();
        await ada.Page.Locator("#coupon").FillAsync("meanwhile");
        typed.SetResult();
        await Assertions.Expect(ada.Page.Locator(".basket .total dd")).ToHaveTextAsync("€26.10");
        await Assertions.Expect(ada.Page.Locator("#email")).ToHaveValueAsync("ada@example.org");
        visit.HasNoProblems();
    }

    [Fact]
    public async Task The_first_view_is_lighter_than_fifty_kilobytes_on_the_wire()
    {
        await BrandingTests.Brand(here, "#3f3d9e", "/assets/x/demo/nordlicht.svg");
        await using var visit = await browser.Visit(Visitor.Phone);
        var answered = new List<IRequest>();
        visit.Page.RequestFinished += (_, request) => answered.Add(request);
        await visit.Page.GotoAsync(new Uri(here.Url, "/buy/editor?items=viewer").AbsoluteUri, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });

        int bytes = 0;
        foreach (var request in answered.ToArray())
        {
            var sizes = await request.SizesAsync();
            bytes += sizes.ResponseHeadersSize + sizes.ResponseBodySize;
        }

        Assert.InRange(answered.Count, 6, 10);
        Assert.InRange(bytes, 10_000, 50_000);
    }

    [Fact]
    public async Task On_a_phone_the_button_leaves_its_place_for_no_consumer_whom_it_obliges()
    {
        await using var visit = await browser.Visit(Visitor.Phone);
        var ada = new Shopper(visit, here.Url);
        await ada.Buy("editor?country=DE");

        Assert.Equal("static", await Position(ada.Page));
        var agreement = await ada.Page.Locator("[aria-labelledby=agreement]").BoundingBoxAsync();
        var button = await ada.Page.Locator("button[name=continue]").BoundingBoxAsync();
        Assert.InRange(button!.Y - (agreement!.Y + agreement.Height), 0, 60);
        await ada.Page.Locator("a.jump").ClickAsync();
        Assert.EndsWith("#details", ada.Page.Url, StringComparison.Ordinal);

        await ada.Page.Locator("#country").SelectOptionAsync("US");
        await ada.Page.Locator(".press-follows").WaitForAsync();
        Assert.Equal("sticky", await Position(ada.Page));
    }

    [Fact]
    public async Task On_a_phone_the_button_covers_nothing_that_has_the_focus()
    {
        await using var visit = await browser.Visit(Visitor.Phone);
        var ada = new Shopper(visit, here.Url);
        await ada.Buy("editor");

        for (int tabs = 0; tabs < 40; tabs++)
        {
            await ada.Page.Keyboard.PressAsync("Tab");
            string? covered = await ada.Page.EvaluateAsync<string?>("""
                () => {
                    const focused = document.activeElement;
                    const press = document.getElementById('press');
                    if (focused === document.body || press.contains(focused) || focused.classList.contains('visually-hidden')) return null;
                    return focused.getBoundingClientRect().bottom > press.getBoundingClientRect().top && press.compareDocumentPosition(focused) & Node.DOCUMENT_POSITION_PRECEDING
                        ? focused.outerHTML : null;
                }
                """);
            Assert.Null(covered);
        }
    }

    [Theory]
    [InlineData(Visitor.Desktop)]
    [InlineData(Visitor.DesktopWithoutScript)]
    public async Task A_mistyped_address_is_put_right_in_one_press(Visitor visitor)
    {
        await using var visit = await browser.Visit(visitor);
        var ada = new Shopper(visit, here.Url);
        await ada.Buy("editor");
        await ada.FillIn(email: "ada@gmial.com");
        if (visitor == Visitor.DesktopWithoutScript)
            await ada.Page.Locator("button[name=continue]").ClickAsync();
        await ada.Page.Locator("#meant button").ClickAsync();
        await ada.Page.Locator("#meant button").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });

        Assert.Equal("ada@gmail.com", await ada.Page.Locator("#email").InputValueAsync());
        Assert.Equal("Lovelace", await ada.Page.Locator("#last_name").InputValueAsync());
        visit.HasNoProblems();
    }

    [Fact]
    public async Task Whoever_has_read_the_question_and_goes_on_orders_at_once()
    {
        await using var visit = await browser.Visit();
        var ada = new Shopper(visit, here.Url);
        await ada.Buy("editor");
        await ada.FillIn(email: "ada@gmial.com");
        await ada.Page.Locator("#meant button").WaitForAsync();
        await ada.Choose("sandbox");
        await ada.TickAndPress();
        await ada.SeeOrder();
        visit.HasNoProblems();
    }

    [Fact]
    public async Task Steps_and_the_price_break_change_the_quantity_without_a_new_page()
    {
        await using var visit = await browser.Visit(Visitor.Phone);
        var ada = new Shopper(visit, here.Url);
        await ada.Buy("editor");
        await ada.Page.Locator("#first_name").FillAsync("Ada");
        await ada.Page.Locator("[data-step='1']").ClickAsync();
        await ada.Page.Locator("[data-step='1']").ClickAsync();
        await Total(ada.Page, "€87.00");
        await ada.Page.Locator("[data-step='-1']").ClickAsync();
        await Total(ada.Page, "€58.00");
        await ada.Page.Locator("button[data-puts^=quantity]").ClickAsync();
        await Total(ada.Page, "€260.00");

        Assert.Equal("Ada", await ada.Page.Locator("#first_name").InputValueAsync());
        visit.HasNoProblems();
    }

    [Theory]
    [InlineData("#ffee00", false)]
    [InlineData("#ffee00", true)]
    [InlineData("#000000", true)]
    [InlineData("#ffffff", false)]
    [InlineData("#808080", true)]
    public async Task Any_colour_of_a_vendor_can_be_read(string accent, bool isDark)
    {
        await BrandingTests.Brand(here, accent, "/assets/x/demo/nordlicht.svg");
        await using var visit = await browser.Visit(Visitor.Phone, isDark: isDark, width: 320);
        var ada = new Shopper(visit, here.Url);
        await ada.Buy("editor?items=viewer&email=ada@gmial.com");
        await ada.Choose("sandbox");
        await ada.Page.IsAccessible();
        await ada.Page.FitsTheWindow();
        visit.HasNoProblems();
    }

    private static Task Total(IPage page, string total) =>
        page.Locator(".basket .total dd", new PageLocatorOptions { HasText = total }).WaitForAsync();

    private static Task<string> Position(IPage page) => page.Locator("#press").EvaluateAsync<string>("press => getComputedStyle(press).position");
}
