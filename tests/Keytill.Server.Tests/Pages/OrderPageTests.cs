using System.Net;
using Keytill.Core.Catalog;
using Keytill.Core.Orders;
using Keytill.Core.Refunds;
using Keytill.Server.Orders;
using Keytill.Server.Refunds;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Pages;

/// <summary>What an order's page says in each state: what is awaited, by whom, until when. And what it lets do.</summary>
public sealed class OrderPageTests : IAsyncLifetime
{
    private const string ProcessingCard = "4000 0000 0001 0001";

    private Installation here = null!;
    private Customer ada = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        here = await Installation.StartSelling(DatabaseKind.Sqlite, rehearses: false);
        await here.Shop.Sell(here.Store, "slow", PriceList.Of(("EUR", 5_00)), Emulated("""["slow PT2H", "key"]"""));
        await here.Shop.Sell(here.Store, "fatal", PriceList.Of(("EUR", 5_00)), Emulated("""["fatal_error"]"""));
        ada = new Customer(here);
        http = TestHttp.Client(here.Url);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        ada.Dispose();
        await here.DisposeAsync();
    }

    [Fact]
    public async Task An_unpaid_order_says_what_to_pay_until_when_and_offers_each_method()
    {
        var order = await Ordered("editor");
        Says("waiting for your payment", "You pay €29.00", Day(order.ExpiresAt), "Delivered after payment");
        Assert.Equal(["sandbox", "bank_transfer"], MethodsOffered());
    }

    [Theory]
    [InlineData("sandbox")]
    [InlineData("bank_transfer")]
    public async Task The_method_that_was_chosen_at_the_checkout_is_chosen_already(string method)
    {
        await ada.Buy("editor");
        await ada.Order(method);
        Assert.Equal(method, ada.Browser.Page.QuerySelector("[name=payment_method]:checked")?.GetAttribute("value"));
    }

    [Fact]
    public async Task A_payment_in_progress_is_awaited_from_the_bank_and_no_other_can_be_begun()
    {
        var order = await Ordered("editor");
        var (address, form) = ada.Browser.Fill("[name=pay]", ("payment_method", "bank_transfer"));
        await ada.PayByCard(ProcessingCard);
        await Look(order);
        Says("being processed", "Your bank confirms the payment");
        Assert.Empty(MethodsOffered());

        await ada.Browser.Send(address, form);
        Says("You need not pay again");
        Assert.Single((await ada.Placed()).Payments);
    }

    [Fact]
    public async Task A_failed_attempt_says_why_and_offers_the_same_method_and_others()
    {
        var order = await Ordered("editor");
        await ada.PayByCard(Customer.DeclinedCard);
        await Look(order);
        Says("did not go through", "Your bank declined the card", "Nothing was charged", "You pay €29.00");
        Assert.Equal(["sandbox", "bank_transfer"], MethodsOffered());
    }

    [Fact]
    public async Task A_transfer_shows_all_that_a_bank_form_asks_and_other_methods_stay_open()
    {
        var order = await Ordered("editor");
        await ada.Choose("bank_transfer");
        Says("Keytill Sales GmbH", "DE89 3704 0044 0532 0130 00", "€29.00", "You transfer €29.00 by " + Day(order.CreatedAt.AddDays(14)), "Due by");
        Assert.Equal(["sandbox"], MethodsOffered());

        await ada.Choose("sandbox");
        Assert.Equal(here.Bank.BaseUrl.Authority, ada.Browser.At.Authority);
    }

    [Fact]
    public async Task A_part_that_came_is_confirmed_and_only_the_rest_is_asked()
    {
        var order = await Ordered("editor");
        await ada.Choose("bank_transfer");
        using var program = new VendorProgram(here);
        await program.SendMoney(order.Id, 20_00);
        await Look(order);
        Says("We have received €20.00; €9.00 is still to be paid", "You transfer €9.00");
    }

    [Fact]
    public async Task A_licence_that_comes_later_says_when_it_is_tried_next()
    {
        var order = await Paid("slow");
        Says("your payment has arrived", "we try again by ourselves, next on " + Day(order.CreatedAt), "You need not do anything", "Waiting");
        Assert.Empty(MethodsOffered());
    }

    [Fact]
    public async Task A_line_that_needs_a_person_says_that_the_vendor_acts_next_beside_what_is_delivered()
    {
        await ada.Buy("editor");
        var order = await Paid("fatal");
        Says("a part of your order is here", "fatal in English: the vendor has been told and acts next", "Waiting for the vendor");
        Assert.Contains(order.Lines.Single(l => l.Licenses.Count > 0).Licenses[0].Key, ada.Browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivered_order_shows_its_licences_and_that_nothing_is_to_do()
    {
        var order = await Paid("editor?quantity=2");
        Says("here is what you bought", "Nothing more is to do", "Paid on", "ada@example.org");
        Assert.All(order.Lines[0].Licenses, license => Assert.Contains(license.Key, ada.Browser.Text, StringComparison.Ordinal));
        Assert.Null(ada.Browser.Page.QuerySelector("noscript"));

        string all = await http.GetStringAsync(new Uri($"{ada.OrderPage}/licenses/{order.Lines[0].Id}"));
        Assert.Equal(order.Lines[0].Licenses.Select(l => l.Key), all.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_cart_leads_to_its_order_and_says_that_it_waits_only_while_it_does()
    {
        var order = await Ordered("editor");
        await ada.Browser.Visit(ada.Checkout!);
        Says($"Your order {order.Number} waits", "already ordered");
        await ada.PayByCard(Customer.GoodCard);
        await ada.Browser.Visit(ada.Checkout!);
        Says("Order " + order.Number, "already ordered");
        SaysNot("waits");
    }

    [Fact]
    public async Task What_was_said_of_paying_is_not_said_any_more_when_it_is_paid()
    {
        var order = await Ordered("editor");
        await ada.Browser.Visit(new Uri(ada.OrderPage + "?message=unclear"));
        Says("We have not heard from the payment page yet");
        await ada.PayByCard(Customer.GoodCard);
        await here.Settle(order.Id);
        await ada.Browser.Visit(new Uri(ada.OrderPage + "?message=unclear"));
        SaysNot("We have not heard");
    }

    [Fact]
    public async Task A_refunded_order_says_what_went_back_and_that_the_licence_ended()
    {
        var order = await Paid("editor");
        await here.Get<RefundOrder>().Run(here.Scope, order.Id, new RefundAsk("ref_" + order.Id[4..], "asked for", RefundOrigin.Support), "anna", CancellationToken.None);
        await here.Settle(order.Id);
        await Look(order);
        Says("was refunded", "€29.00 has gone back the way it came", "This licence was revoked on");
        SaysNot(order.Lines[0].Licenses[0].Key);
    }

    [Fact]
    public async Task A_cancelled_order_asks_for_nothing()
    {
        var order = await Ordered("editor");
        await here.Get<OrderActs>().Cancel(here.Scope, order.Id, "asked for", returnMoney: true);
        await Look(order);
        Says("was cancelled", "you need not pay", "Not delivered");
        Assert.Empty(MethodsOffered());
    }

    [Fact]
    public async Task A_deleted_order_leads_back_to_the_shop()
    {
        var order = await Ordered("editor");
        using var program = new VendorProgram(here);
        await program.Advance(order.Id, "P91D");
        await here.Get<OrderActs>().Expire(here.Scope, order.Id);
        await Look(order);
        Says("was deleted", "not paid in time", "Order again");
        Assert.Empty(MethodsOffered());
    }

    [Fact]
    public async Task The_page_speaks_German_where_it_is_asked_to()
    {
        await Ordered("editor");
        await ada.Browser.Visit(new Uri(ada.OrderPage + "?locale=de"));
        Says("Ihre Bestellung wartet auf Ihre Zahlung", "Sie bezahlen 29,00");
        Assert.Equal("de", ada.Browser.Page.DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public async Task The_page_is_kept_by_nobody_and_its_forms_lead_to_the_bank_alone()
    {
        await Ordered("editor");
        using var answer = await http.GetAsync(ada.OrderPage);
        string Header(string name) => string.Join(", ", answer.Headers.GetValues(name));
        Assert.Equal(("no-store", "noindex, nofollow", "same-origin"), (Header("Cache-Control"), Header("X-Robots-Tag"), Header("Referrer-Policy")));
        Assert.EndsWith("form-action 'self' " + here.Bank.BaseUrl.GetLeftPart(UriPartial.Authority), Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/changes")]
    [InlineData("/payment-request")]
    [InlineData("/licenses/line_1")]
    [InlineData("/return/pay_1")]
    public async Task Without_the_orders_key_there_is_nothing(string below)
    {
        var order = await Ordered("editor");
        using var answer = await http.GetAsync(new Uri(here.Url, $"/order/{order.Number}/{new string('x', order.Token.Length)}{below}"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("ada@example.org", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiting_page_is_answered_by_the_next_change()
    {
        var order = await Ordered("editor");
        Assert.Equal(HttpStatusCode.OK, await Changes(after: 0));
        var waiting = Changes(after: order.Version);
        Assert.False(waiting.IsCompleted);
        await here.Get<OrderActs>().Cancel(here.Scope, order.Id, "asked for", returnMoney: true);
        Assert.Equal(HttpStatusCode.OK, await waiting);
    }

    private static Func<ProductData, ProductData> Emulated(string script) =>
        product => product with { LicenseMethod = "emulator", LicenseSettings = $$"""{"script": {{script}}}""" };

    private static string Day(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(1)).ToString("d MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<Order> Ordered(string link)
    {
        await ada.Buy(link);
        await ada.Order();
        return await ada.Placed();
    }

    /// <summary>Paid by card, with all done that could be done, and looked at.</summary>
    private async Task<Order> Paid(string link)
    {
        var order = await Ordered(link);
        await ada.PayByCard(Customer.GoodCard);
        await here.Settle(order.Id);
        await Look(order);
        return await ada.Placed();
    }

    private async Task Look(Order order)
    {
        await ada.Browser.Visit(ada.OrderPage!);
        Assert.Contains(order.Number, ada.Browser.Text, StringComparison.Ordinal);
    }

    private IEnumerable<string?> MethodsOffered() => ada.Browser.Page.QuerySelectorAll("[name=payment_method]").Select(radio => radio.GetAttribute("value"));

    private string Shown() => ada.Browser.Page.QuerySelector("main")!.TextContent.Replace((char)0xA0, ' ');

    private void Says(params string[] parts) => Assert.All(parts, part => Assert.Contains(part, Shown(), StringComparison.Ordinal));

    private void SaysNot(string part) => Assert.DoesNotContain(part, Shown(), StringComparison.Ordinal);

    private async Task<HttpStatusCode> Changes(long after)
    {
        using var answer = await http.GetAsync(new Uri($"{ada.OrderPage}/changes?after={after}"));
        return answer.StatusCode;
    }
}
