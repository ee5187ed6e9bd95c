using System.Net;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Journeys;

/// <summary>Orders that nobody pays: reminded, warned, deleted; and money that comes all the same.</summary>
public sealed class UnpaidJourneyTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_order_that_nobody_pays_is_reminded_twice_warned_and_deleted(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        using var program = new VendorProgram(here);
        var order = await ada.Placed();

        await program.Advance(order.Id, "PT1H");
        Assert.Equal(["payment_reminder"], await program.Mails(order.Id));
        await program.Advance(order.Id, "P2D");
        Assert.Equal(["payment_reminder", "payment_reminder"], await program.Mails(order.Id));
        await program.Advance(order.Id, "P87D");
        Assert.Equal(["deletion_warning", "payment_reminder", "payment_reminder"], await program.Mails(order.Id));
        Assert.Equal(OrderStatus.NotPaid, (await ada.Placed()).Status);

        await program.Advance(order.Id, "P1D");
        Assert.Equal(["order.created", "order.deleted"], await program.Events(order.Id));
        Assert.Equal(3, (await program.Mails(order.Id)).Count);
        await ada.Browser.Visit(ada.OrderPage!);
        Assert.Empty(ada.Browser.Page.QuerySelectorAll("[name=pay]"));
        Assert.Contains("deleted", ada.Browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task One_step_of_the_clock_over_the_whole_time_does_all_of_it_in_order(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        using var program = new VendorProgram(here);
        var order = await ada.Placed();

        await program.Advance(order.Id, "P91D");

        Assert.Equal(["deletion_warning", "payment_reminder", "payment_reminder"], await program.Mails(order.Id));
        Assert.Equal(OrderStatus.Deleted, (await ada.Placed()).Status);
        Assert.Equal((await ada.Placed()).CreatedAt.AddDays(90), (await ada.Placed()).DeletedAt);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whoever_says_that_he_has_transferred_is_left_in_peace_for_five_bank_days(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here, method: "bank_transfer");
        using var program = new VendorProgram(here);
        await ada.Choose("bank_transfer");
        var order = await ada.Placed();

        await program.Advance(order.Id, "P5D");
        await ada.Browser.Visit(ada.OrderPage!);
        await ada.Browser.Press("[name=paid]");
        Assert.Contains("begins by itself", ada.Browser.Text, StringComparison.Ordinal);
        Assert.Empty(ada.Browser.Page.QuerySelectorAll("[name=paid]"));

        await program.Advance(order.Id, "P4D");
        Assert.Equal(["order_received"], await program.Mails(order.Id));
        await program.Advance(order.Id, "P5D");
        Assert.Contains("payment_reminder", await program.Mails(order.Id));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_link_in_each_reminder_stops_them_by_one_press_and_by_no_look(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        using var program = new VendorProgram(here);
        var order = await ada.Placed();
        await program.Advance(order.Id, "PT1H");
        var mail = here.Mailbox.Accepted.Single(m => m.To == "ada@example.org");
        Assert.Contains(mail.Unsubscribe!.AbsoluteUri, mail.Text, StringComparison.Ordinal);

        await ada.Browser.Visit(new Uri(here.Url, mail.Unsubscribe.AbsolutePath));
        Assert.Null((await ada.Placed()).RemindersStoppedAt);
        await ada.Browser.Press("[name=stop]");
        Assert.Contains("no more reminders", ada.Browser.Text, StringComparison.Ordinal);

        await program.Advance(order.Id, "P91D");
        Assert.Equal(["payment_reminder"], await program.Mails(order.Id));
        Assert.Equal(OrderStatus.Deleted, (await ada.Placed()).Status);
    }

    [Fact]
    public async Task A_mail_program_stops_reminders_by_one_POST()
    {
        await using var here = await Installation.StartSelling(DatabaseKind.Sqlite);
        using var ada = await Customer.WhoOrdered(here);
        var order = await ada.Placed();
        using var http = TestHttp.Client(here.Url);
        using var oneClick = new FormUrlEncodedContent([KeyValuePair.Create("List-Unsubscribe", "One-Click")]);

        using var answer = await http.PostAsync(here.Get<OrderLinks>().StopReminders(order).AbsolutePath, oneClick);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotNull((await ada.Placed()).RemindersStoppedAt);
    }

    [Fact]
    public async Task A_vendor_who_does_not_want_it_has_nobody_reminded()
    {
        await using var here = await Installation.StartSelling(DatabaseKind.Sqlite);
        await here.Store.Write("change vendor", here.Scope, async write =>
        {
            var vendor = await write.Db.Set<Vendor>().SingleAsync(v => v.Id == here.Scope.VendorId);
            vendor.Change(new VendorData { Name = vendor.Name, Email = vendor.Email, DefaultCurrency = vendor.DefaultCurrency, ShopUrl = vendor.ShopUrl, SendsReminders = false });
        });
        using var ada = await Customer.WhoOrdered(here);
        using var program = new VendorProgram(here);
        var order = await ada.Placed();

        await program.Advance(order.Id, "P91D");

        Assert.Empty(await program.Mails(order.Id));
        Assert.Equal(OrderStatus.Deleted, (await ada.Placed()).Status);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Money_that_came_unheard_while_the_server_was_off_for_months_pays_what_would_have_been_deleted(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        using var bob = await Customer.WhoOrdered(here);
        await ada.Choose("sandbox");
        string bobs = (await bob.Placed()).Id, adas = (await ada.Placed()).Id;
        var (pay, content) = ada.FillCard(Customer.GoodCard);
        await here.StopServer();
        await Assert.ThrowsAsync<HttpRequestException>(() => ada.Browser.Send(pay, content));
        Assert.Single(here.Bank.Books.Charges());

        here.Clock.Advance(TimeSpan.FromDays(91));
        await here.StartServer();
        await here.UntilInTime(async () => (await ada.Placed()).Status == OrderStatus.Paid && (await bob.Placed()).Status == OrderStatus.Deleted, "the calendar has caught up");
        await here.Settle(adas);
        await here.Settle(bobs);

        using var program = new VendorProgram(here);
        Assert.Equal(["license", "payment_confirmed"], await program.Mails(adas));
        Assert.Empty(await program.Mails(bobs));
        Assert.Equal(["order.created", "order.deleted"], await program.Events(bobs));
        Assert.DoesNotContain("order.deleted", await program.Events(adas));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_order_whose_payment_is_processing_at_its_end_is_looked_at_daily_and_paid(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        using var program = new VendorProgram(here);
        var order = await ada.Placed();
        await program.Advance(order.Id, "P89D");
        await ada.PayByCard("4000 0000 0001 0001");

        await program.Advance(order.Id, "P2D");
        Assert.Equal(OrderStatus.NotPaid, (await ada.Placed()).Status);
        Assert.NotNull((await ada.Placed()).ExpiryLookedAt);
        await program.Advance(order.Id, "P2D");
        Assert.Equal(OrderStatus.Paid, (await ada.Placed()).Status);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_transfer_that_was_made_in_time_reopens_a_deleted_order_and_pays_it(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here, method: "bank_transfer");
        using var program = new VendorProgram(here);
        await ada.Choose("bank_transfer");
        var order = await ada.Placed();
        await program.Advance(order.Id, "P91D");
        Assert.Equal(OrderStatus.Deleted, (await ada.Placed()).Status);

        await program.Post($"/v1/test/orders/{order.Id}/money", new { amount = 29_00, currency = "EUR", reference = "late", value_date = order.ExpiresAt.AddDays(-1).ToString("yyyy-MM-dd") });
        await here.Settle(order.Id);

        Assert.Equal(
            ["order.created", "order.deleted", "order.reopened", "payment.succeeded", "product.delivered", "order.delivered"], await program.Events(order.Id));
    }
}
