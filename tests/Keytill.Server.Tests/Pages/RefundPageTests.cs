using System.Net;
using Keytill.Core.Refunds;
using Keytill.Core.Vendors;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Pages;

/// <summary>The page on which a customer asks for his money back, and the rules for everybody.</summary>
public sealed class RefundPageTests : IAsyncLifetime
{
    private Installation here = null!;
    private Customer ada = null!;

    public async ValueTask InitializeAsync()
    {
        here = await Installation.StartSelling(DatabaseKind.Sqlite, rehearses: false);
        ada = new Customer(here);
    }

    public async ValueTask DisposeAsync()
    {
        ada.Dispose();
        await here.DisposeAsync();
    }

    [Fact]
    public async Task What_cannot_be_asked_for_is_said_and_no_form_stands_there()
    {
        await ada.Buy("editor");
        await ada.Order();
        await Look();
        Assert.Contains("is not paid", ada.Browser.Text, StringComparison.Ordinal);
        Assert.Null(ada.Browser.Page.QuerySelector("[name=ask]"));

        await ada.PayByCard(Customer.GoodCard);
        await here.Settle((await ada.Placed()).Id);
        await Look();
        Assert.Contains("You can ask until", ada.Browser.Text, StringComparison.Ordinal);
        var (address, form) = ada.Browser.Fill("[name=ask]", ("reason", "too late"), ("line", (await ada.Placed()).Lines[0].Id));
        here.Clock.Advance(TimeSpan.FromDays(31));
        await ada.Browser.Send(address, form);
        Assert.Contains("The time to ask for a refund on this page is over", ada.Browser.Text, StringComparison.Ordinal);
        Assert.Empty((await ada.Placed()).Refunds);
    }

    [Theory]
    [InlineData("", "Please tell us why")]
    [InlineData("my card 4242 4242 4242 4242 was charged", "card number")]
    public async Task A_reason_that_cannot_be_kept_is_shown_again_with_what_is_wrong(string reason, string sentence)
    {
        await Paid();
        await Look();
        await ada.Browser.Press("[name=ask]", ("reason", reason), ("line", (await ada.Placed()).Lines[0].Id));
        Assert.Equal(HttpStatusCode.OK, ada.Browser.Status);
        Assert.Contains(sentence, ada.Browser.Page.QuerySelector("#reason-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("reason-hint reason-error", ada.Browser.Page.QuerySelector("#reason")!.GetAttribute("aria-describedby"));
        Assert.Equal(reason, ada.Browser.Page.QuerySelector("#reason")!.TextContent);
        Assert.Empty((await ada.Placed()).Refunds);
    }

    [Fact]
    public async Task A_reason_that_is_too_long_is_shown_again_whole_with_its_limit()
    {
        await Paid();
        await Look();
        string reason = new('x', RefundPolicy.ReasonCharsMax + 1);
        await ada.Browser.Press("[name=ask]", ("reason", reason), ("line", (await ada.Placed()).Lines[0].Id));
        Assert.Contains("1,000", ada.Browser.Page.QuerySelector("#reason-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(reason, ada.Browser.Page.QuerySelector("#reason")!.TextContent);
    }

    [Fact]
    public async Task Pressed_twice_it_is_asked_for_once()
    {
        await Paid();
        await Look();
        await ada.Browser.PressTwice("[name=ask]", ("reason", "a mistake"), ("line", (await ada.Placed()).Lines[0].Id));

        Assert.Single((await ada.Placed()).Refunds);
        Assert.Contains("nothing left", ada.Browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_takes_back_what_support_has_begun()
    {
        var order = await Paid();
        await here.Get<Server.Refunds.AskRefund>().Run(here.Scope, order.Id, new RefundAsk("ref_1", "asked by phone", RefundOrigin.Support), CancellationToken.None);
        await Look();
        Assert.Null(ada.Browser.Page.QuerySelector("[name=withdraw]"));
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("withdraw", "ref_1")]);
        await ada.Browser.Send(new Uri(ada.OrderPage + "/refund"), form);
        Assert.Equal(RefundStatus.Requested, (await ada.Placed()).Refunds[0].Status);
    }

    [Fact]
    public async Task The_rules_are_the_vendors_own()
    {
        string slug = await here.Store.Write("shorten", Scope.Everything, async write =>
        {
            var vendor = await write.Db.Set<Vendor>().SingleAsync();
            vendor.Change(new VendorData { Name = vendor.Name, Email = vendor.Email, DefaultCurrency = vendor.DefaultCurrency, RefundWithinDays = 14 });
            return vendor.Slug;
        });
        await ada.Browser.Visit(new Uri(here.Url, "/help/refunds?vendor=" + slug));
        Assert.Contains("within 14 days", ada.Browser.Text, StringComparison.Ordinal);
        await ada.Browser.Visit(new Uri(here.Url, "/help/refunds?locale=de"));
        Assert.Contains("innerhalb von 30 Tagen", ada.Browser.Text, StringComparison.Ordinal);
        await ada.Browser.Visit(new Uri(here.Url, "/order/T0000000001/nothing/refund"));
        Assert.Equal(HttpStatusCode.NotFound, ada.Browser.Status);
    }

    private async Task<Core.Orders.Order> Paid()
    {
        await ada.Buy("editor");
        await ada.Order();
        await ada.PayByCard(Customer.GoodCard);
        await here.Settle((await ada.Placed()).Id);
        return await ada.Placed();
    }

    private Task Look() => ada.Browser.Visit(new Uri(ada.OrderPage + "/refund"));
}
