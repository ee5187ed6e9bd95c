using System.Net;
using Keytill.Core.Catalog;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Server.Refunds;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Refunds;

/// <summary>Money that goes back, from the request to the last report: as customer, vendor, support and finance see it.</summary>
public sealed class RefundJourneyTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_vendor_asks_for_one_line_by_API_and_that_line_alone_goes_back(DatabaseKind kind)
    {
        await using var here = await StartWithTwoProducts(kind);
        using var program = new VendorProgram(here);
        using var ada = await Customer.WhoHasPaid(here, Customer.GoodCard, "editor", "fonts");
        var order = await ada.Placed();

        var asked = await program.Post("/v1/refunds", new { order = order.Number, lines = (string[])[order.Lines[1].Id], reason = "bought twice" });
        string id = asked.GetProperty("id").GetString()!;
        Assert.Equal(("requested", 12_50, "vendor"), (asked.GetProperty("status").GetString(), asked.GetProperty("amount").GetInt64(), asked.GetProperty("origin").GetString()));
        Assert.Equal(order.Lines[1].Id, asked.GetProperty("lines")[0].GetProperty("line").GetString());
        await here.Get<DecideRefund>().Approve(here.Scope, order.Id, id, "anna");
        await here.Settle(order.Id);

        var done = await program.Get("/v1/refunds/" + id);
        Assert.Equal("succeeded", done.GetProperty("status").GetString());
        var shown = await program.Get("/v1/orders/" + order.Id);
        Assert.Equal(("paid", 12_50), (shown.GetProperty("status").GetString(), shown.GetProperty("amount_refunded").GetInt64()));
        Assert.Equal([LicenseStatus.Active, LicenseStatus.Revoked], (await ada.Placed()).Lines.Select(l => l.Licenses[0].Status));
        Assert.Equal(12_50, Assert.Single(Assert.Single(here.Bank.Books.Charges()).Refunds).Amount);
        Assert.Equal(["refund.requested", "refund.succeeded", "license.revoked"], (await program.Events(order.Id)).Skip(5));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_customer_asks_on_the_page_and_a_refusal_tells_why_and_delivers_what_was_held(DatabaseKind kind)
    {
        await using var here = await StartWithTwoProducts(kind);
        using var program = new VendorProgram(here);
        using var ada = await Customer.WhoHasPaid(here, Customer.GoodCard, "waits");
        var order = await ada.Placed();
        await AskOnThePage(ada, "I need it no more", [.. order.Lines.Select(l => l.Id)]);
        Assert.Contains("decides by", ada.Browser.Text, StringComparison.Ordinal);
        order = await ada.Placed();
        Assert.Equal((RefundStatus.Requested, LineStatus.Held), (order.Refunds[0].Status, order.Lines[0].Status));

        await here.Get<DecideRefund>().Decline(here.Scope, order.Id, order.Refunds[0].Id, "anna", "It is on its way.");
        await here.Settle(order.Id);
        Assert.Equal(LineStatus.Delivered, (await ada.Placed()).Lines[0].Status);
        await ada.Browser.Visit(ada.Browser.At);
        Assert.Contains("Our reason: It is on its way.", ada.Browser.Text, StringComparison.Ordinal);
        Assert.Equal(["refund.requested", "refund.declined"], (await program.Events(order.Id)).Where(e => e.StartsWith("refund", StringComparison.Ordinal)));
        var mails = await program.Mails(order.Id);
        Assert.Contains("refund_asked", mails);
        Assert.Contains("refund_asked_for_vendor", mails);
        Assert.Contains("refund_declined", mails);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_customer_takes_his_request_back_and_then_nobody_can_approve_it(DatabaseKind kind)
    {
        await using var here = await StartWithTwoProducts(kind);
        using var ada = await Customer.WhoHasPaid(here, Customer.GoodCard, "editor");
        await AskOnThePage(ada, "a mistake", (await ada.Placed()).Lines[0].Id);
        await ada.Browser.Press("[name=withdraw]");
        Assert.Contains("You took this request back", ada.Browser.Text, StringComparison.Ordinal);
        var refund = (await ada.Placed()).Refunds[0];
        Assert.Equal(RefundStatus.Withdrawn, refund.Status);
        var broken = await Assert.ThrowsAsync<Core.RuleBroken>(async () =>
            await here.Get<DecideRefund>().Approve(here.Scope, (await ada.Placed()).Id, refund.Id, "anna"));
        Assert.Equal("refund_not_requested", broken.Code);
        Assert.NotNull(ada.Browser.Page.QuerySelector("[name=ask]"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_slow_refund_is_processing_until_the_orders_clock_brings_its_end(DatabaseKind kind)
    {
        await using var here = await StartWithTwoProducts(kind);
        using var program = new VendorProgram(here);
        using var ada = await Customer.WhoHasPaid(here, Customer.SlowRefundCard, "editor");
        var order = await ada.Placed();
        await Refund(here, order.Id);
        Assert.Equal((RefundStatus.Processing, OrderStatus.Paid), ((await ada.Placed()).Refunds[0].Status, (await ada.Placed()).Status));
        await ada.Browser.Visit(ada.OrderPage!);
        Assert.Contains("is on its way", ada.Browser.Text, StringComparison.Ordinal);

        await program.Advance(order.Id, "P2D");
        Assert.Equal(RefundStatus.Processing, (await ada.Placed()).Refunds[0].Status);
        await program.Advance(order.Id, "P1D");
        await here.Settle(order.Id);
        Assert.Equal((RefundStatus.Succeeded, OrderStatus.Refunded), ((await ada.Placed()).Refunds[0].Status, (await ada.Placed()).Status));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_refund_that_comes_back_days_later_makes_the_order_paid_again_and_is_told(DatabaseKind kind)
    {
        await using var here = await StartWithTwoProducts(kind);
        using var program = new VendorProgram(here);
        using var ada = await Customer.WhoHasPaid(here, Customer.FailingRefundCard, "editor");
        var order = await ada.Placed();
        await Refund(here, order.Id);
        Assert.Equal(OrderStatus.Refunded, (await ada.Placed()).Status);
        await program.Advance(order.Id, "P6D");
        await Installation.Until(async () => (await ada.Placed()).Status == OrderStatus.Paid, "the bank's word has come");
        await here.Settle(order.Id);

        var after = await ada.Placed();
        Assert.Equal((RefundStatus.Failed, 29_00L), (after.Refunds[0].Status, after.Kept.Minor));
        Assert.Equal(["refund.requested", "refund.succeeded", "license.revoked", "refund.failed"], (await program.Events(order.Id)).Skip(4));
        Assert.Contains("refund_failed", await program.Mails(order.Id));
        Assert.Equal("refund", Assert.Single(await here.Get<RefundQueries>().Failed(here.Scope, CancellationToken.None)).Kind);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_banks_money_goes_back_only_by_hand_and_finance_says_when(DatabaseKind kind)
    {
        await using var here = await StartWithTwoProducts(kind);
        using var program = new VendorProgram(here);
        using var ada = await Customer.WhoOrdered(here, method: "bank_transfer");
        await ada.Choose("bank_transfer");
        var order = await ada.Placed();
        await program.SendMoney(order.Id, 29_00);
        await here.Settle(order.Id);
        string refund = await Refund(here, order.Id);
        Assert.Equal(RefundStatus.Approved, (await ada.Placed()).Refunds[0].Status);
        Assert.Equal(refund, Assert.Single(await here.Get<RefundQueries>().ToSend(here.Scope, CancellationToken.None)).RefundId);

        Assert.True(Iban.TryParse("DE89 3704 0044 0532 0130 00", out var iban));
        for (int presses = 0; presses < 2; presses++)
            await here.Get<DecideRefund>().ConfirmBankRefund(here.Scope, order.Id, refund, "Ada Lovelace", iban, "bank-4711", "finn");
        await here.Settle(order.Id);
        var after = await ada.Placed();
        Assert.Equal((OrderStatus.Refunded, "bank-4711"), (after.Status, after.Refunds[0].GatewayReference));
        Assert.Empty(await here.Get<RefundQueries>().ToSend(here.Scope, CancellationToken.None));
        Assert.Contains("refund_done", await program.Mails(order.Id));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_large_refund_waits_for_a_second_person_and_the_lists_say_for_whom(DatabaseKind kind)
    {
        await using var here = await StartWithTwoProducts(kind);
        using var ada = await Customer.WhoHasPaid(here, Customer.GoodCard, "site");
        var order = await ada.Placed();
        string refund = await Refund(here, order.Id);
        Assert.Empty(Assert.Single(here.Bank.Books.Charges()).Refunds);
        var waiting = Assert.Single(await here.Get<RefundQueries>().ToDecide(here.Scope, CancellationToken.None));
        Assert.Equal((refund, "anna"), (waiting.RefundId, waiting.FirstApprovedBy));
        var broken = await Assert.ThrowsAsync<Core.RuleBroken>(() => here.Get<DecideRefund>().Confirm(here.Scope, order.Id, refund, "anna"));
        Assert.Equal("second_person", broken.Code);
        await here.Get<DecideRefund>().Confirm(here.Scope, order.Id, refund, "bert");
        await here.Settle(order.Id);
        Assert.Equal(OrderStatus.Refunded, (await ada.Placed()).Status);
        Assert.Empty(await here.Get<RefundQueries>().ToDecide(here.Scope, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_program_is_told_what_is_wrong_with_its_request(DatabaseKind kind)
    {
        await using var here = await StartWithTwoProducts(kind);
        using var program = new VendorProgram(here);
        using var ada = await Customer.WhoHasPaid(here, Customer.GoodCard, "editor");
        var order = await ada.Placed();
        await Refused(new { order = order.Id }, HttpStatusCode.BadRequest, "invalid_request", "reason");
        await Refused(new { order = order.Id, reason = "paid by 4242 4242 4242 4242" }, HttpStatusCode.BadRequest, "invalid_request", "reason");
        await Refused(new { reason = "x" }, HttpStatusCode.BadRequest, "invalid_request", "order");
        await Refused(new { order = "T999", reason = "x" }, HttpStatusCode.NotFound, "not_found");
        await Refused(new { order = order.Id, reason = "x", lines = (string[])["line_x"] }, HttpStatusCode.BadRequest, "invalid_request", "lines");
        await Refused(new { order = order.Id, reason = "x", lines = (string[])[] }, HttpStatusCode.BadRequest, "invalid_request", "lines");
        await Refused(new { order = order.Id, reason = "x", amount = 0 }, HttpStatusCode.BadRequest, "invalid_request", "amount");
        await Refused(new { order = order.Id, reason = "x", amount = 29_01 }, HttpStatusCode.Conflict, "amount_not_refundable");
        await program.Post("/v1/refunds", new { order = order.Id, reason = "x" });
        await Refused(new { order = order.Id, reason = "x" }, HttpStatusCode.Conflict, "nothing_to_refund");
        Assert.Equal(HttpStatusCode.NotFound, (await program.Ask(HttpMethod.Get, "/v1/refunds/ref_unknown", null, here.ApiKey)).Status);

        async Task Refused(object body, HttpStatusCode status, string code, string? field = null)
        {
            var (answered, problem) = await program.Ask(HttpMethod.Post, "/v1/refunds", body, here.ApiKey);
            Assert.Equal((status, code), (answered, problem.GetProperty("code").GetString()));
            if (field is not null)
                Assert.Equal(field, problem.GetProperty("errors")[0].GetProperty("field").GetString());
        }
    }

    private static async Task<Installation> StartWithTwoProducts(DatabaseKind kind)
    {
        var here = await Installation.StartSelling(kind);
        await here.Shop.Sell(here.Store, "fonts", PriceList.Of(("EUR", 12_50)));
        await here.Shop.Sell(here.Store, "site", PriceList.Of(("EUR", 600_00)));
        await here.Shop.Sell(here.Store, "waits", PriceList.Of(("EUR", 9_00)), p => p with { LicenseMethod = "emulator", LicenseSettings = """{"script": ["slow PT2H", "key"]}""" });
        return here;
    }

    private static async Task AskOnThePage(Customer customer, string reason, params string[] lines)
    {
        await customer.Browser.Visit(new Uri(customer.OrderPage + "/refund"));
        await customer.Browser.Press("[name=ask]", [("reason", reason), .. lines.Select(id => ("line", id))]);
    }

    private static async Task<string> Refund(Installation here, string orderId)
    {
        string id = "ref_" + orderId[4..];
        await here.Get<RefundOrder>().Run(here.Scope, orderId, new RefundAsk(id, "asked for", RefundOrigin.Support), "anna", CancellationToken.None);
        await here.Settle(orderId);
        return id;
    }
}
