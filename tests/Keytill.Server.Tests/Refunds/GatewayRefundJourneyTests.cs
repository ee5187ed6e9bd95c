using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Refunds;
using Keytill.Server.SandboxBank;
using Keytill.Server.Support;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Staff;
using Keytill.Server.Tests.Support;
using Keytill.Server.Work;

namespace Keytill.Server.Tests.Refunds;

/// <summary>Money that somebody sends back on the bank's own pages, past us: how it is heard of, and what follows.</summary>
public sealed class GatewayRefundJourneyTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Sent_back_on_the_banks_page_the_order_is_refunded_and_support_decides_about_the_licence(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var program = new VendorProgram(here);
        using var ada = await Customer.WhoHasPaid(here, Customer.GoodCard);
        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support);
        var order = await ada.Placed();
        await anna.Open(order.Number);
        string dashboard = anna.Browser.Page.QuerySelector("a[rel=noreferrer]")!.GetAttribute("href")!;
        using var staff = new Buyer();
        await staff.Visit(new Uri(dashboard));
        await staff.Press("[name=refund]");
        Assert.Contains("made here, done", staff.Text, StringComparison.Ordinal);
        await Hears(here, ada, o => o.Status == OrderStatus.Refunded);

        var refund = Assert.Single((await program.Get("/v1/orders/" + order.Id)).GetProperty("refunds").EnumerateArray());
        Assert.Equal(("gateway", "succeeded", 29_00L), (refund.GetProperty("origin").GetString(), refund.GetProperty("status").GetString(), refund.GetProperty("amount").GetInt64()));
        Assert.Equal(["refund.succeeded"], (await program.Events(order.Id)).Skip(4));
        Assert.Contains("refund_done", await program.Mails(order.Id));
        Assert.Equal(LicenseStatus.Active, (await ada.Placed()).Lines[0].Licenses[0].Status);
        Assert.Contains(await here.Get<Inboxes>().Refunds(here.Scope, default), i => i is { Step: AwaitedStep.LicenseDecision, Who: Party.Support });
        await ada.Browser.Visit(new Uri(ada.OrderPage + "/refund"));
        Assert.Contains("sent back on", ada.Browser.Text, StringComparison.Ordinal);

        await anna.Open(order.Number);
        Assert.Contains("made at the payment service itself", anna.Browser.Text, StringComparison.Ordinal);
        await anna.Press("revoke_licenses");
        await here.Settle(order.Id);
        Assert.Equal(LicenseStatus.Revoked, (await ada.Placed()).Lines[0].Licenses[0].Status);
        Assert.Equal(["refund.succeeded", "license.revoked"], (await program.Events(order.Id)).Skip(4));
        Assert.Empty(await here.Get<Inboxes>().Refunds(here.Scope, default));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task One_that_takes_days_stops_the_delivery_at_once_and_is_followed_to_its_end_without_a_notice(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        await here.Shop.Sell(here.Store, "waits", PriceList.Of(("EUR", 9_00)), p => p with { LicenseMethod = "emulator", LicenseSettings = """{"script": ["slow P9D", "key"]}""" });
        using var program = new VendorProgram(here);
        using var ada = await Customer.WhoHasPaid(here, Customer.SlowRefundCard, "waits");
        var order = await ada.Placed();
        here.Bank.Mischief.RepeatNextNotice(2);
        await here.SendBackAtTheBank(order.Payments[0]);
        await Hears(here, ada, o => o.Refunds.Any());
        order = await ada.Placed();
        Assert.Equal((RefundStatus.Processing, LineStatus.Stopped, OrderStatus.Paid), (Assert.Single(order.Refunds).Status, order.Lines[0].Status, order.Status));

        here.Bank.Mischief.HoldsNotices = true;
        await program.Advance(order.Id, "P4D");
        await here.Settle(order.Id);
        Assert.Equal(OrderStatus.Refunded, (await ada.Placed()).Status);
        await here.Bank.Bank.ReleaseNotices(reversed: true);
        await here.Bank.Bank.NoticesAnswered();
        await here.UntilInTime(async () => here.Bank.Books.NoticesOwed() == 0 && !(await here.Get<WorkQueue>().Buried(Mode.Test, 10)).Any(), "all notices are heard");
        Assert.Equal(["order.created", "payment.succeeded", "refund.succeeded"], await program.Events(order.Id));
        Assert.Empty((await ada.Placed()).Lines[0].Licenses);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task One_that_comes_back_days_later_makes_the_order_paid_again(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var program = new VendorProgram(here);
        using var ada = await Customer.WhoHasPaid(here, Customer.FailingRefundCard);
        var order = await ada.Placed();
        await here.SendBackAtTheBank(order.Payments[0]);
        await Hears(here, ada, o => o.Status == OrderStatus.Refunded);
        await program.Advance(order.Id, "P6D");
        await Hears(here, ada, o => o.Status == OrderStatus.Paid);
        Assert.Equal(["refund.succeeded", "refund.failed"], (await program.Events(order.Id)).Skip(4));
        Assert.Contains(await here.Get<Inboxes>().Refunds(here.Scope, default), i => i.Step == AwaitedStep.FailedRefund);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task One_whose_notice_is_lost_is_found_when_the_bank_refuses_ours_and_the_customer_hears_of_one_alone(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var program = new VendorProgram(here);
        using var ada = await Customer.WhoHasPaid(here, Customer.GoodCard);
        var order = await ada.Placed();
        here.Bank.Mischief.HoldsNotices = true;
        await here.SendBackAtTheBank(order.Payments[0]);
        await here.Get<RefundOrder>().Run(here.Scope, order.Id, new RefundAsk("ref_ours", "asked for", RefundOrigin.Support), "anna", CancellationToken.None);
        await here.Settle(order.Id);

        order = await ada.Placed();
        Assert.Equal([(RefundOrigin.Support, RefundStatus.Failed), (RefundOrigin.Gateway, RefundStatus.Succeeded)], order.Refunds.Select(r => (r.Origin, r.Status)));
        Assert.Equal((OrderStatus.Refunded, 0L), (order.Status, order.Kept.Minor));
        var mails = await program.Mails(order.Id);
        Assert.Contains("refund_done", mails);
        Assert.DoesNotContain("refund_failed", mails);
        Assert.DoesNotContain(await here.Get<Inboxes>().Refunds(here.Scope, default), i => i.Step == AwaitedStep.FailedRefund);
        Assert.Equal(29_00, Assert.Single(Assert.Single(here.Bank.Books.Charges()).Refunds).Amount);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_the_bank_says_in_anothers_name_is_not_believed_and_the_truth_is_recorded_when_it_is_told(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoHasPaid(here, Customer.GoodCard);
        var order = await ada.Placed();
        foreach (var lie in (BankLie[])[new(Account: "somebody"), new(Mode: "live"), new(Currency: "USD"), new(Amount: 1)])
        {
            here.Bank.Mischief.LieInNextReport(lie);
            await here.SendBackAtTheBank(order.Payments[0], 1_00, lie.ToString());
            await Installation.Until(async () => await Disbelieved(here, order.Id) == await Sent(here), "it was asked");
        }

        Assert.Empty((await ada.Placed()).Refunds);
        await here.SendBackAtTheBank(order.Payments[0], 5_00);
        await Hears(here, ada, o => o.Refunds.Count == 5);
        Assert.Equal((OrderStatus.Paid, 20_00L), ((await ada.Placed()).Status, (await ada.Placed()).Kept.Minor));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task More_than_was_left_is_on_finances_list_and_explained_on_the_orders_page(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoHasPaid(here, Customer.GoodCard);
        using var finn = await Colleague.SignedIn(here, "finn", StaffRole.Finance);
        var order = await ada.Placed();
        await here.SendBackAtTheBank(order.Payments[0], 10_00);
        await Hears(here, ada, o => o.Refunds.Any());
        Assert.Empty(await here.Get<Inboxes>().Money(here.Scope, default));
        await here.Store.Write("tell too much", here.Scope, async write =>
        {
            var locked = (await write.LockOrder(order.Id))!;
            var payment = locked.Payments[0];
            var told = new RefundReport("re_too_much", null, ReportedRefundState.Succeeded, locked.Total, write.Now);
            locked.Record(
                new PaymentReport(payment.GatewayReference!, payment.Id, ReportedState.Succeeded, payment.Amount, "keytill", Mode.Test, write.Now, Refunds: [told]), "rcp_none", "keytill", write.Now);
        });
        await here.Settle(order.Id);

        var item = Assert.Single(await here.Get<Inboxes>().Money(here.Scope, default));
        Assert.Equal((AwaitedStep.Overdrawn, Party.Finance, new Money(10_00, order.Currency)), (item.Step, item.Who, item.Amount));
        await finn.Open(order.Number);
        Assert.Contains("More has gone back than was there, by €10.00", finn.Browser.Text, StringComparison.Ordinal);
        Assert.Null(finn.Browser.Page.QuerySelector("a[rel=noreferrer]"));
        Assert.Equal(-10_00, (await ada.Placed()).Kept.Minor);
    }

    private static async Task<int> Disbelieved(Installation here, string orderId) =>
        (await here.Get<Orders.OrderQueries>().Timeline(here.Scope, orderId, default)).Count(t => t.Kind == "report_not_believed");

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_gateway_whose_answer_cannot_be_of_the_payment_is_asked_again_and_in_the_end_a_person_looks(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoHasPaid(here, Customer.GoodCard);
        using var bob = await Customer.WhoHasPaid(here, Customer.GoodCard);
        var queue = here.Get<WorkQueue>();

        here.Bank.Mischief.LieInNextReport(new BankLie(Amount: 1));
        await here.SendBackAtTheBank((await ada.Placed()).Payments[0]);
        await here.UntilInTime(async () => (await queue.Failing(Mode.Test, 10)).Count == 1, "the first answer is not believed");
        Assert.Equal(OrderStatus.Paid, (await ada.Placed()).Status);
        here.Clock.AdvanceTo((await queue.Failing(Mode.Test, 10)).Single().DueAt);
        await Hears(here, ada, o => o.Status == OrderStatus.Refunded);

        here.Bank.Mischief.LieInNextReport(new BankLie(Amount: 1));
        await here.SendBackAtTheBank((await bob.Placed()).Payments[0]);
        for (int look = 1; look < 5; look++)
        {
            await here.UntilInTime(async () => (await queue.Failing(Mode.Test, 10)).Any(i => i.Lease is null && i.Attempts == look), $"answer {look} is not believed");
            here.Bank.Mischief.LieInNextReport(new BankLie(Amount: 1));
            here.Clock.AdvanceTo((await queue.Failing(Mode.Test, 10)).Single().DueAt);
        }

        await here.UntilInTime(async () => (await queue.Buried(Mode.Test, 10)).Count == 1, "a person is to look");
        Assert.Equal(OrderStatus.Paid, (await bob.Placed()).Status);
    }

    private static Task<int> Sent(Installation here) => Task.FromResult(here.Bank.Books.Charges().Sum(c => c.Refunds.Count));

    private static async Task Hears(Installation here, Customer customer, Func<Order, bool> what)
    {
        await here.UntilInTime(async () => what(await customer.Placed()), "the bank's word has come");
        await here.Settle((await customer.Placed()).Id);
    }
}
