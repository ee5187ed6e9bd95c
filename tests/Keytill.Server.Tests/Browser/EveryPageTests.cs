using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Orders;
using Keytill.Core.Refunds;
using Keytill.Server.Demo;
using Keytill.Server.Hosting;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;
using Keytill.Server.Refunds;
using Keytill.Server.Tests.Demo;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Judges;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit.Sdk;

namespace Keytill.Server.Tests.Browser;

/// <summary>
/// Every page of the product in every state that a customer can meet, on the demo as a newcomer starts it: accessible, no wider
/// than the window, valid HTML, nothing wrong beside it. <c>scripts/screenshots</c> runs this walk to show the pages to people.
/// </summary>
public sealed partial class EveryPageTests(BrowserFixture browser) : IAsyncLifetime
{
    private TestDatabase database = null!;
    private DemoHost demo = null!;
    private Visit visit = null!;
    private Shopper ada = null!;
    private string locale = "en";
    private string looks = "";
    private readonly List<string> found = [];
    private readonly HtmlAnswers answers = new();
    private readonly Judge validator = new("pages.js");

    /// <summary>One of each kind; all of them for people who want to look.</summary>
    public static TheoryData<Visitor, bool, string> Eyes() => Visit.Pictures is null
        ? new() { { Visitor.Desktop, false, "en" }, { Visitor.Phone, true, "de" } }
        : new() { { Visitor.Desktop, false, "en" }, { Visitor.Phone, true, "de" }, { Visitor.Desktop, true, "de" }, { Visitor.Phone, false, "en" } };

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.Create(DatabaseKind.Sqlite);
        demo = await DemoHost.Start(database, builder => builder.Services.AddSingleton<IStartupFilter>(answers));
    }

    public async ValueTask DisposeAsync()
    {
        if (visit is not null)
            await visit.DisposeAsync();
        await validator.DisposeAsync();
        await demo.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Eyes))]
    public async Task Every_page_is_valid_and_accessible_and_fits_the_window(Visitor visitor, bool isDark, string language)
    {
        visit = await browser.Visit(visitor, language, isDark);
        ada = new Shopper(visit, demo.Address);
        (locale, looks) = (language, $"{visitor}-{(isDark ? "dark" : "light")}-{language}".ToLowerInvariant());
        await SellWhatGoesWrong();

        await AtTheCheckout();
        await Paying();
        await ByTransfer();
        await Delivering();
        await Ended();
        await AskingSupport();
        await BesideTheSale();
        await InTheConsole();
        visit.HasNoProblems();
        await WhenAllIsDown();
        found.AddRange(await answers.Faults(validator));
        found.AddRange(answers.NotSeen(demo.Get<EndpointDataSource>()).Select(page => $"Nobody was at {page}."));
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private async Task AtTheCheckout()
    {
        await ada.Goto("/demo");
        await Look("01-shop");
        await ada.Buy($"nordlicht-editor?quantity=3&locale={locale}");
        await Look("02-checkout");
        await ada.Page.Locator("button[name=continue]").ClickAsync();
        await ada.Page.Locator("#problems").WaitForAsync();
        await Look("03-checkout-problems");

        await ada.Buy("nordlicht-server?quantity=2");
        foreach (var summary in await ada.Page.Locator("details.more summary").AllAsync())
            await summary.ClickAsync();
        await ada.FillIn("DE");
        await Look("04-checkout-two-products");
        await ada.Page.Locator("button[name=remove]").First.ClickAsync();
        await ada.Page.Locator("button[name=restore]").WaitForAsync();
        await Look("05-checkout-removed");
        await ada.Page.Locator("button[name=remove]").First.ClickAsync();
        await Look("06-checkout-empty");

        await ada.Buy($"nordlicht-editor?clear=1&coupon=SUMMER&locale={locale}");
        await Look("07-checkout-coupon-unknown");
        await ada.Page.Locator("#coupon").FillAsync(DemoCatalog.CouponCode);
        await ada.Page.Keyboard.PressAsync("Enter");
        await ada.Page.Locator("button[name=remove_coupon]").WaitForAsync();
        await Look("08-checkout-coupon");
    }

    private async Task Paying()
    {
        await ada.Buy($"nordlicht-editor?clear=1&locale={locale}");
        await ada.Buy("nordlicht-fonts?quantity=2");
        await ada.FillIn("DE");
        await ada.Choose("sandbox");
        await ada.Order();
        await Look("10-order-not-paid");
        await ada.Page.GoBackAsync();
        await ada.Page.Locator("main a.button").WaitForAsync();
        await Look("11-order-waits");
        await ada.Page.Locator("button[name=change_order]").ClickAsync();
        await ada.Page.Locator("#details").WaitForAsync();
        await Look("11a-checkout-replaces");
        await ada.FillIn("DE");
        await ada.Choose("sandbox");
        await ada.Order();
        await ada.Page.GoBackAsync();
        await ada.Page.Locator("main a.button").WaitForAsync();
        await ada.Page.Locator("main a.button").ClickAsync();

        await ada.Pay();
        await Look("12-bank-card");
        await ada.GiveCard("4111 1111 1111 1111", "13/34", "1");
        await ada.Page.Locator("[role=alert]").WaitForAsync();
        await Look("13-bank-problems");
        await ada.GiveCard(Shopper.DeclinedCard);
        await ada.SeeOrder();
        await Look("14-order-declined");
        await ada.Pay();
        await ada.GiveCard(Shopper.CardWithConfirmation);
        await ada.Page.Locator("button[value=confirm]").WaitForAsync();
        await Look("15-bank-confirm");
        await ada.Page.Locator("button[value=confirm]").ClickAsync();
        await ada.SeeOrder();
        await ada.Keys(2);
        await Look("16-order-delivered");

        await ada.OrderOf($"nordlicht-editor?clear=1&locale={locale}");
        await ada.PayByCard(Shopper.SlowCard);
        await Look("17-order-processing");
    }

    private async Task ByTransfer()
    {
        await ada.OrderOf($"nordlicht-editor?clear=1&locale={locale}", "bank_transfer", "FR");
        await ada.Pay("bank_transfer");
        await Look("20-order-transfer");
        await demo.Get<OrderActs>().ReceiveBankMoney(demo.Owner, (await Placed()).Id, new Money(20_00, Currency.Of("EUR")), "first", null);
        await ada.Page.Locator(".notice").WaitForAsync();
        await Look("21-order-part-received");
        await ada.Page.Locator("a[href*=payment-request]").ClickAsync();
        await Look("22-payment-request");
        await ada.Goto(new Uri(ada.Page.Url).AbsolutePath.Replace("payment-request", "reminders", StringComparison.Ordinal));
        await Look("23-reminders");
        await ada.Page.Locator("button[name=stop]").ClickAsync();
        await ada.Page.Locator("button[name=stop]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await Look("23-reminders-stopped");
    }

    private async Task Delivering()
    {
        await ada.OrderOf($"nordlicht-emulator-slow?clear=1&locale={locale}");
        await ada.PayByCard(Shopper.GoodCard);
        await Installation.Until(async () => (await Placed()).Lines[0].TryAgainAt is not null, "the slow licence is awaited");
        await ada.Page.ReloadAsync();
        await Look("30-order-tried-again");

        await ada.Buy($"nordlicht-studio?clear=1&locale={locale}");
        await ada.OrderOf("nordlicht-editor?quantity=12");
        await ada.PayByCard(Shopper.GoodCard);
        await Installation.Until(async () => (await Placed()).Delivery == OrderDelivery.PartiallyDelivered, "one of two lines is delivered");
        await ada.Keys();
        await Look("31-order-needs-vendor");
    }

    private async Task Ended()
    {
        await ada.OrderOf($"nordlicht-editor?clear=1&locale={locale}");
        await demo.Get<OrderActs>().Cancel(demo.Owner, (await Placed()).Id, "asked for", returnMoney: true);
        await ada.Page.ReloadAsync();
        await Look("40-order-cancelled");

        await ada.OrderOf($"nordlicht-editor?clear=1&locale={locale}");
        string late = (await Placed()).Id;
        await demo.Get<AdvanceOrderClock>().Run(demo.Owner, late, TimeSpan.FromDays(91), default);
        await demo.Get<OrderActs>().Expire(demo.Owner, late);
        await ada.Page.ReloadAsync();
        await ada.Page.Locator("[aria-labelledby=next] a.button").WaitForAsync();
        await Look("41-order-deleted");

        await ada.OrderOf($"nordlicht-editor?clear=1&locale={locale}");
        await ada.PayByCard(Shopper.GoodCard);
        await ada.Keys();
        string id = (await Placed()).Id;
        await demo.Get<RefundOrder>().Run(demo.Owner, id, new RefundAsk("ref_" + id[4..], "asked for", RefundOrigin.Support), "anna", default);
        await Installation.Until(async () => (await Placed()).Refunds.Any(r => !r.IsUnderWay), "the money has gone back");
        await ada.Page.ReloadAsync();
        await Look("42-order-refunded");
        await ada.Page.Locator("a[href$='/refund']").ClickAsync();
        await Look("43-refund-done");
        await AskingForMoney();
    }

    private async Task BesideTheSale()
    {
        await ada.Goto(await ada.Page.Locator(".footer a").First.GetAttributeAsync("href") ?? "");
        await Look("50-terms");
        await ada.Goto("/help/refunds?locale=" + locale);
        await Look("50-refund-rules");
        await ada.Goto("/docs/api");
        await ada.Page.Locator("details summary").First.ClickAsync();
        await Look("50-api");
        await ada.Goto("/demo/mail");
        await Look("51-mails");
        await ada.Page.Locator(".log h2 a").First.ClickAsync();
        await ada.Page.Locator("iframe").WaitForAsync();
        await visit.Picture($"52-mail-{looks}");
        await ada.Page.FitsTheWindow();
        await ada.Goto("/demo/vendor");
        await ada.Page.Locator("details summary").First.ClickAsync();
        await Look("53-vendor");

        await ada.Page.GotoAsync("about:blank");
        await ada.Page.SetContentAsync($"<form method=post action='{new Uri(demo.Address, "/checkout/any")}'><button>Send</button></form>");
        await ada.Page.Locator("button").ClickAsync();
        await ada.Page.Locator("h1").WaitForAsync();
        await Look("54-error-foreign-form");
        foreach (string path in (string[])["/nothing-here", "/buy/nothing", "/buy/link/nothing", "/checkout/nothing", "/order/T0000000000/nothing"])
        {
            await ada.Goto(path);
            await Look("54-error" + path.Replace('/', '-'));
        }
    }

    /// <summary>Last of all: the server has lost its database.</summary>
    private async Task WhenAllIsDown()
    {
        await ada.Buy($"nordlicht-editor?clear=1&locale={locale}");
        demo.Get<Crossings>().Crash();
        await ada.Page.Locator("button[name=remove]").First.ClickAsync();
        await ada.Page.Locator("h1").WaitForAsync();
        await Look("60-error-500");
    }

    private async Task Look(string name)
    {
        await visit.Picture($"{name}-{looks}");
        foreach (Func<Task> rule in (Func<Task>[])[ada.Page.FitsTheWindow, ada.Page.IsAccessible])
        {
            try
            {
                await rule();
            }
            catch (XunitException broken)
            {
                found.Add($"{name}: {broken.Message}");
            }
        }
    }

    private Task<Order> Placed() => ada.Placed(demo.Get<OrderQueries>());

    private Task SellWhatGoesWrong() => demo.Get<Store>().Write("sell what goes wrong", demo.Owner, write =>
    {
        write.Db.Add(Product.Create(demo.Owner, new ProductData
        {
            Slug = "nordlicht-studio",
            Name = LocalizedText.Of("Nordlicht Studio", "Nordlicht Studio"),
            Description = LocalizedText.Of("Layout for books and long texts.", "Satz für Bücher und lange Texte."),
            Prices = PriceList.Of(("EUR", 149_00)),
            MaxQuantity = 10,
            LicenseMethod = "emulator",
            LicenseSettings = """{"script": ["fatal_error"]}""",
        }, write.Now));
        return Task.FromResult(true);
    });
}
