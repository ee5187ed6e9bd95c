using Keytill.Core.Orders;
using Keytill.Core.Refunds;
using Keytill.Server.Refunds;
using Keytill.Server.SandboxBank;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Journeys;

/// <summary>Whole ways by card, over the pages, the bank's pages and the API alone.</summary>
public sealed class CardJourneyTests
{
    private static readonly string[] DeliveredAtOnce = ["order.created", "payment.succeeded", "product.delivered", "order.delivered"];

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_card_pays_and_the_licence_is_on_the_page_in_the_mail_and_in_the_webhook(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = new Customer(here);
        using var program = new VendorProgram(here);

        await ada.Buy("editor?quantity=2&ref=sale-7&data[seat]=42");
        await ada.Order();
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);

        await ada.Browser.Visit(ada.OrderPage!);
        order = await ada.Placed();
        Assert.Equal(2, order.Lines[0].Licenses.Count);
        Assert.All(order.Lines[0].Licenses, l => Assert.Contains(l.Key, ada.Browser.Text, StringComparison.Ordinal));
        Assert.Equal(["license", "payment_confirmed"], await program.Mails(order.Number));
        Assert.Contains(here.Mailbox.Accepted, m => m.Text.Contains(order.Lines[0].Licenses[0].Key, StringComparison.Ordinal));

        Assert.Equal(DeliveredAtOnce, await program.Events(order.Id));
        Assert.Equal(DeliveredAtOnce, here.VendorServer.Events(order.Id).Select(e => e.Type));
        var shown = await program.Get("/v1/orders/" + order.Number);
        Assert.Equal(("paid", "delivered", 58_00L), (shown.GetProperty("status").GetString(), shown.GetProperty("delivery").GetString(), shown.GetProperty("total").GetInt64()));
        Assert.Equal(("sale-7", "42"), (shown.GetProperty("external_id").GetString(), shown.GetProperty("additional_data").GetProperty("seat").GetString()));
        Assert.Equal(58_00, Assert.Single(here.Bank.Books.Charges()).Amount);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_declined_card_says_why_and_another_one_pays(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = new Customer(here);
        using var program = new VendorProgram(here);

        await ada.Buy("editor");
        await ada.Order();
        await ada.PayByCard("4000 0000 0000 9979");
        await here.Settle((await ada.Placed()).Id);
        await ada.Browser.Visit(ada.OrderPage!);
        Assert.Contains("declined", ada.Browser.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("stolen", ada.Browser.Page.DocumentElement.OuterHtml, StringComparison.OrdinalIgnoreCase);

        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);
        Assert.Equal(["order.created", "payment.failed", "payment.succeeded", "product.delivered", "order.delivered"], await program.Events(order.Id));
        Assert.Equal(2, order.Payments.Select(p => p.IdempotencyKey).Distinct().Count());
        Assert.Equal("stolen_card", (await program.Get("/v1/orders/" + order.Id)).GetProperty("payments")[0].GetProperty("failure_code").GetString());
        Assert.Single(here.Bank.Books.Charges());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_payment_that_is_processed_for_three_days_pays_by_the_orders_own_clock(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = new Customer(here);
        using var program = new VendorProgram(here);

        await ada.Buy("editor");
        await ada.Order();
        await ada.PayByCard("4000 0000 0001 0001");
        var order = await ada.Placed();
        await here.Settle(order.Id);
        Assert.Equal(Core.Payments.PaymentStatus.Processing, (await ada.Placed()).Payments[0].Status);
        await ada.Browser.Visit(ada.OrderPage!);
        Assert.Null(ada.Browser.Page.QuerySelector("[name=pay]"));

        var after = await program.Advance(order.Id, "P4D");
        Assert.Equal(("paid", "delivered"), (after.GetProperty("status").GetString(), after.GetProperty("delivery").GetString()));
        Assert.Equal(["order.created", "payment.processing", "payment.succeeded", "product.delivered", "order.delivered"], await program.Events(order.Id));
        Assert.Equal(order.CreatedAt.AddDays(3).Date, after.GetProperty("paid_at").GetDateTimeOffset().Date);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_lost_answer_is_found_by_asking_and_charges_once(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = new Customer(here);
        using var program = new VendorProgram(here);

        await ada.Buy("editor");
        await ada.Order();
        await ada.PayByCard(Customer.AnswerLostCard);
        var order = await ada.Placed();
        Assert.Equal(OrderStatus.NotPaid, order.Status);

        await program.Advance(order.Id, "PT5M");
        Assert.Equal(DeliveredAtOnce, await program.Events(order.Id));
        Assert.Single(here.Bank.Books.Charges());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_bank_that_names_another_amount_is_not_believed(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = new Customer(here);
        using var program = new VendorProgram(here);

        await ada.Buy("editor");
        await ada.Order();
        await ada.Choose("sandbox");
        var (pay, content) = ada.FillCard(Customer.GoodCard);
        here.Bank.Mischief.LieInNextReport(new BankLie { Amount = 1 });
        here.Bank.Mischief.HoldsNotices = true;
        await ada.Browser.Send(pay, content);
        var order = await ada.Placed();
        Assert.Equal((OrderStatus.NotPaid, 0), (order.Status, order.Receipts.Count));

        here.Bank.Mischief.HoldsNotices = false;
        await program.Advance(order.Id, "PT5M");
        Assert.Equal(DeliveredAtOnce, await program.Events(order.Id));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Refunding_everything_sends_the_money_back_and_revokes_the_licence(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = new Customer(here);
        using var program = new VendorProgram(here);

        await ada.Buy("editor");
        await ada.Order();
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);
        await here.Get<RefundOrder>().Run(here.Scope, order.Id, new RefundAsk("ref_" + order.Id[4..], "asked for", RefundOrigin.Support), "anna", CancellationToken.None);
        await here.Settle(order.Id);

        Assert.Equal([.. DeliveredAtOnce, "refund.requested", "refund.succeeded", "license.revoked"], await program.Events(order.Id));
        Assert.Equal(29_00, Assert.Single(Assert.Single(here.Bank.Books.Charges()).Refunds).Amount);
        var after = await ada.Placed();
        Assert.Equal((OrderStatus.Refunded, 0L), (after.Status, after.Kept.Minor));
        await ada.Browser.Visit(ada.OrderPage!);
        Assert.DoesNotContain(after.Lines[0].Licenses[0].Key, ada.Browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_refund_that_was_asked_for_long_before_its_approval_is_sent_like_any_other(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = new Customer(here);
        using var program = new VendorProgram(here);

        await ada.Buy("editor");
        await ada.Order();
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);
        await Act((o, now) => o.RequestRefund("ref_1", o.Receipts[0].Id, o.Total, "asked for", now));
        await program.Advance(order.Id, "P10D");
        await Act((o, now) => o.ApproveRefund("ref_1", "anna", now));
        await here.Settle(order.Id);

        Assert.Equal(OrderStatus.Refunded, (await ada.Placed()).Status);
        Assert.Equal(29_00, Assert.Single(Assert.Single(here.Bank.Books.Charges()).Refunds).Amount);

        Task Act(Action<Order, DateTimeOffset> verb) => here.Store.Write("act", here.Scope, async write =>
        {
            var locked = await write.LockOrder(order.Id);
            verb(locked!, locked!.TimeAt(write.Now));
        });
    }
}
