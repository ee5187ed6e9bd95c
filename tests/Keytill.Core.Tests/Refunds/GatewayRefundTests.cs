using Keytill.Core.Catalog;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Support;
using Keytill.Core.Tests.Orders;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Refunds;

/// <summary>Money that somebody sends back at the gateway itself: recorded as a fact, in each state of an order.</summary>
public sealed partial class GatewayRefundTests
{
    [Fact]
    public void All_of_it_refunds_the_order_and_leaves_the_licences_to_support()
    {
        var order = ADeliveredOrder();
        Assert.True(order.GatewaySendsBack(Price));
        var refund = Assert.Single(order.Refunds);
        Assert.Equal((RefundOrigin.Gateway, RefundPurpose.Refund, RefundStatus.Succeeded, "re_there"), (refund.Origin, refund.Purpose, refund.Status, refund.GatewayReference));
        Assert.Equal((OrderStatus.Refunded, Cents(Price), Cents(0)), (order.Status, order.Refunded, order.Kept));
        Assert.Equal(order.Amounts.Tax.Minor, refund.Parts.Sum(p => p.TaxMinor));
        Assert.Equal((LicenseStatus.Active, Noon.AddMinutes(5)), (order.Lines[0].Licenses[0].Status, order.Lines[0].RevocationAskedAt));
        Assert.Equal(["refund.succeeded"], order.TakeEvents());
        Assert.Equal((AwaitedStep.LicenseDecision, Party.Support), Next(order));
        Expect.MoneyAddsUp(order);
    }

    [Theory]
    [InlineData(RevocationPolicy.AtOnce, true)]
    [InlineData(RevocationPolicy.Ask, true)]
    [InlineData(RevocationPolicy.Never, false)]
    public void Licences_are_never_revoked_by_it_and_support_is_asked_unless_the_product_never_revokes(RevocationPolicy policy, bool isAsked)
    {
        var order = ADeliveredOrder(ALine(revocation: policy));
        order.GatewaySendsBack(Price);
        Assert.Equal((LicenseStatus.Active, isAsked), (order.Lines[0].Licenses[0].Status, order.Lines[0].RevocationAskedAt is not null));
        Saved(order);
        order.DecideRevocation(order.Lines[0].Id, revoke: true, "was refunded", Noon);
        Assert.Equal(isAsked ? ["license.revoked"] : [], order.TakeEvents());
    }

    [Fact]
    public void What_support_has_decided_about_one_product_is_not_asked_again_when_another_ones_money_goes_back()
    {
        var order = ADeliveredOrder(ALine(6_000, revocation: RevocationPolicy.Ask), ALine(4_000));
        order.RequestRefund(new RefundAsk("ref_1", "asked for", RefundOrigin.Support, Lines: [order.Lines[0].Id]), Noon);
        order.ApproveRefund("ref_1", "anna", Noon);
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Succeeded);
        order.DecideRevocation(order.Lines[0].Id, revoke: false, "he may keep it", Noon);
        order.GatewaySendsBack(4_000);
        Assert.Equal((DateTimeOffset?[])[null, Noon.AddMinutes(5)], order.Lines.Select(l => l.RevocationAskedAt));
    }

    [Fact]
    public void A_part_is_split_over_lines_and_taxes_as_an_amount_that_somebody_asked_for()
    {
        var (there, here) = (AnOrderWithTwoLines(), AnOrderWithTwoLines());
        there.GatewaySendsBack(3_333);
        here.RequestRefund(new RefundAsk("ref_1", "asked for", RefundOrigin.Support, Cents(3_333)), Noon);
        Assert.Equal(here.Refunds[0].Parts.Select(p => (p.NetMinor, p.TaxMinor)), there.Refunds[0].Parts.Select(p => (p.NetMinor, p.TaxMinor)));
        Assert.Equal((OrderStatus.Paid, Cents(6_667), Cents(6_667)), (there.Status, there.Kept, there.Refundable));
        Assert.All(there.Lines, l => Assert.Equal(LineStatus.Waiting, l.Status));
    }

    [Fact]
    public void Beside_a_line_that_we_give_back_it_takes_what_that_leaves_of_the_others()
    {
        var order = AnOrderWithTwoLines();
        order.RequestRefund(new RefundAsk("ref_1", "asked for", RefundOrigin.Support, Lines: [order.Lines[0].Id]), Noon);
        order.ApproveRefund("ref_1", "anna", Noon);
        order.GatewaySendsBack(3_000);
        Assert.Equal((order.Lines[1].Id, 3_000L), Assert.Single(order.Refunds[1].Parts) is var part ? (part.LineId, part.TotalMinor) : default);
        Assert.Equal([Cents(0), Cents(1_000)], order.Lines.Select(l => order.RefundableOf(l)));
    }

    [Fact]
    public void What_was_not_delivered_stops_and_a_licence_that_comes_later_is_kept_back()
    {
        var order = APaidOrder();
        int unit = order.BeginDelivery(order.Lines[0].Id)!.Value;
        order.GatewaySendsBack(Price);
        Assert.Equal(LineStatus.Stopped, order.Lines[0].Status);
        order.Issue("lic_1", order.Lines[0].Id, unit, "KEY", Noon);
        Assert.False(order.Lines[0].Licenses[0].IsShown);
        Assert.Null(order.BeginDelivery(order.Lines[0].Id));
    }

    [Fact]
    public void What_is_on_its_way_stops_the_delivery_and_is_followed_until_it_is_done()
    {
        var order = APaidOrder();
        order.GatewaySendsBack(Price, ReportedRefundState.Pending);
        Assert.Equal((OrderStatus.Paid, RefundStatus.Processing, LineStatus.Stopped), (order.Status, order.Refunds[0].Status, order.Lines[0].Status));
        Assert.Equal(["GatewayRefundAwaited"], order.TakeEvents());
        Assert.Equal((AwaitedStep.RefundOutcome, Party.Gateway), Next(order));
        Expect.Nothing(order, () => order.GatewaySendsBack(Price, ReportedRefundState.Pending));
        order.GatewaySendsBack(Price);
        Assert.Equal((OrderStatus.Refunded, RefundStatus.Succeeded), (order.Status, order.Refunds[0].Status));
        Assert.Equal(["refund.succeeded"], order.TakeEvents());
    }

    [Fact]
    public void One_that_fails_later_makes_the_order_paid_again_and_its_delivery_support_s()
    {
        var order = APaidOrder();
        order.GatewaySendsBack(Price);
        Saved(order);
        order.GatewaySendsBack(Price, ReportedRefundState.Failed);
        Assert.Equal((OrderStatus.Paid, RefundStatus.Failed, Cents(Price)), (order.Status, order.Refunds[0].Status, order.Kept));
        Assert.Equal((LineStatus.NeedsPerson, OrderLine.RefundFailed), (order.Lines[0].Status, order.Lines[0].WaitsFor));
        Assert.Equal(["refund.failed"], order.TakeEvents());
        Assert.Contains(Awaiting.Of(order, Noon), a => a.Step == AwaitedStep.FailedRefund);
        Expect.Nothing(order, () => order.GatewaySendsBack(Price));
    }

    [Fact]
    public void One_of_which_we_first_hear_that_it_failed_is_recorded_and_stops_nothing()
    {
        var order = APaidOrder();
        order.GatewaySendsBack(Price, ReportedRefundState.Failed);
        Assert.Equal((OrderStatus.Paid, RefundStatus.Failed, LineStatus.Waiting), (order.Status, order.Refunds[0].Status, order.Lines[0].Status));
        Assert.Equal(["refund.failed"], order.TakeEvents());
    }

    [Fact]
    public void Told_again_it_changes_nothing_and_another_one_is_another()
    {
        var order = ADeliveredOrder();
        order.GatewaySendsBack(4_000);
        Saved(order);
        Expect.Nothing(order, () => order.GatewaySendsBack(4_000));
        order.GatewaySendsBack(6_000, reference: "re_more");
        Assert.Equal((OrderStatus.Refunded, 2), (order.Status, order.Refunds.Count));
    }

    [Fact]
    public void Money_that_we_first_hear_of_with_its_refund_is_received_and_gone_in_one_act()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.GatewaySendsBack(Price);
        Assert.Equal((OrderStatus.Refunded, LineStatus.Stopped), (order.Status, order.Lines[0].Status));
        Assert.Equal(["PaymentEnded", "payment.succeeded", "refund.succeeded"], order.TakeEvents());
    }

    [Theory]
    [InlineData("USD", Price)]
    [InlineData("EUR", 0)]
    [InlineData("EUR", Price + 1)]
    public void One_that_cannot_be_of_this_money_is_not_believed(string currency, long minor)
    {
        var order = ADeliveredOrder();
        var told = order.Report(ReportedState.Succeeded) with { Refunds = [new RefundReport("re_there", null, ReportedRefundState.Succeeded, In(currency, minor), Noon)] };
        Expect.OnlyANote("report_not_believed", order, () => order.Hear(told));
    }

    [Fact]
    public void Nothing_is_believed_of_a_report_that_is_not_ours_and_no_other_amount_of_what_is_known()
    {
        var order = ADeliveredOrder();
        var told = order.Report(ReportedState.Succeeded) with { Refunds = [new RefundReport("re_there", null, ReportedRefundState.Succeeded, Cents(4_000), Noon)] };
        Expect.OnlyANote("report_not_believed", order, () => Assert.False(order.Hear(told with { Account = "acct_theirs" })));
        Expect.OnlyANote("report_not_believed", order, () => Assert.False(order.Hear(told with { Mode = Core.Vendors.Mode.Live })));
        Assert.True(order.Hear(told));
        Saved(order);
        Expect.OnlyANote("report_not_believed", order, () => order.GatewaySendsBack(5_000));
    }

    [Fact]
    public void A_refund_of_ours_among_them_is_followed_and_not_recorded_twice()
    {
        var order = ADeliveredOrder();
        order.AskBackAndApprove();
        order.Hear(order.Report(ReportedState.Succeeded) with { Refunds = [new RefundReport("re_1", "ref_1", ReportedRefundState.Succeeded, Cents(Price), Noon)] });
        Assert.Equal((RefundStatus.Succeeded, LicenseStatus.Revoked), (Assert.Single(order.Refunds).Status, order.Lines[0].Licenses[0].Status));
    }

    private static (AwaitedStep, Party) Next(Order order) => Assert.Single(Awaiting.Of(order, Noon)) is var only ? (only.Step, only.Who) : default;
}
