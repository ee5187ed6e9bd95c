using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Support;
using Keytill.Core.Tests.Orders;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Refunds;

// Beside what people here ask for and decide, and of money that was never the order's.
public sealed partial class GatewayRefundTests
{
    [Fact]
    public void A_request_of_which_nothing_is_left_is_withdrawn_and_its_held_line_stops()
    {
        var order = APaidOrder();
        order.AskBack();
        Assert.Equal(LineStatus.Held, order.Lines[0].Status);
        order.GatewaySendsBack(Price);
        Assert.Equal((RefundStatus.Withdrawn, LineStatus.Stopped, OrderStatus.Refunded), (order.Refund("ref_1").Status, order.Lines[0].Status, order.Status));
        Saved(order);
        Expect.Refused("refund_not_requested", order, () => order.ApproveRefund("ref_1", "anna", Noon));
    }

    [Fact]
    public void A_request_for_more_than_is_left_cannot_be_approved_but_declined_and_asked_for_anew()
    {
        var order = ADeliveredOrder();
        order.AskBack();
        order.GatewaySendsBack(4_000);
        Saved(order);
        Assert.Equal((RefundStatus.Requested, Cents(0)), (order.Refund("ref_1").Status, order.Refundable));
        Expect.Refused("amount_not_refundable", order, () => order.ApproveRefund("ref_1", "anna", Noon));
        order.DeclineRefund("ref_1", "anna", "40 are on their way already", Noon);
        Assert.Equal(Cents(6_000), order.Refundable);
        Expect.Refused("amount_not_refundable", order, () => order.AskBack(minor: 6_001));
        order.AskBackAndApprove(minor: 6_000);
        Assert.Equal(Cents(0), order.Refundable);
    }

    [Fact]
    public void One_that_overtakes_a_refund_of_ours_is_recorded_beside_it_and_ours_owes_nothing_once_it_is_refused()
    {
        var order = ADeliveredOrder();
        order.AskBackAndApprove();
        order.GatewaySendsBack(Price);
        Assert.Equal((OrderStatus.Refunded, Cents(0)), (order.Status, order.Kept));
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Failed);
        Assert.Equal((OrderStatus.Refunded, RefundStatus.Failed, Cents(0)), (order.Status, order.Refund("ref_1").Status, order.Overdrawn));
        Assert.DoesNotContain(Awaiting.Of(order, Noon), a => a.Step == AwaitedStep.FailedRefund);
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void More_than_was_left_is_recorded_all_the_same_and_finance_sees_it_until_the_sums_fit()
    {
        var order = ADeliveredOrder();
        order.AskBackAndApprove(minor: 6_000);
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Succeeded);
        order.GatewaySendsBack(Price);
        Assert.Equal((OrderStatus.Refunded, Cents(-6_000), Cents(6_000), Cents(0)), (order.Status, order.Kept, order.Overdrawn, order.Refundable));
        Assert.Equal(Cents(4_000).Minor, order.Refunds[1].Parts.Sum(p => p.TotalMinor));
        Assert.Contains(Awaiting.Of(order, Noon), a => a is { Step: AwaitedStep.Overdrawn, Who: Party.Finance, Amount.Minor: 6_000 });
        Expect.MoneyAddsUp(order);

        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Failed);
        Assert.Equal((OrderStatus.Refunded, Cents(0), Cents(0)), (order.Status, order.Kept, order.Overdrawn));
        Assert.DoesNotContain(Awaiting.Of(order, Noon), a => a.Who == Party.Finance);
    }

    [Fact]
    public void What_went_beyond_the_lines_belongs_to_them_once_the_refund_that_had_them_has_failed()
    {
        var order = ADeliveredOrder();
        order.GatewaySendsBack(Price, ReportedRefundState.Pending, "gw_slow");
        order.GatewaySendsBack(4_000, ReportedRefundState.Pending, "gw_other");
        Assert.Empty(order.Refunds[1].Parts);
        order.GatewaySendsBack(Price, ReportedRefundState.Failed, "gw_slow");
        Assert.Equal((Cents(6_000), Cents(6_000)), (order.Refundable, order.RefundableOf(order.Lines[0])));
        Assert.Equal(4_000, order.Refunds[1].Parts.Sum(p => p.TotalMinor));
        Expect.Refused("amount_not_refundable", order, () => order.AskBack(minor: 6_001));
        Saved(order);
        order.AskBackAndApprove(minor: 6_000);
        Assert.Equal(order.Lines[0].Amounts.Tax.Minor, order.Refunds.Where(r => r.Status != RefundStatus.Failed).SelectMany(r => r.Parts).Sum(p => p.TaxMinor));
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void Of_an_order_that_ended_unpaid_it_is_a_return_that_no_vendor_is_told_of()
    {
        foreach (var order in (Order[])[CancelledWithCardMoney(), DeletedWithCardMoney()])
        {
            var status = order.Status;
            order.GatewaySendsBack(Price);
            Assert.Equal((status, RefundPurpose.Return, RefundOrigin.Gateway), (order.Status, Assert.Single(order.Refunds).Purpose, order.Refunds[0].Origin));
            Assert.Equal((Cents(0), Cents(Price), Cents(0)), (order.Receipts[0].Unapplied, order.Receipts[0].Returned, order.Overdrawn));
            Assert.Empty(order.TakeEvents());
            Assert.All(order.Lines, l => Assert.Equal(LineStatus.Waiting, l.Status));
            Expect.Nothing(order, () => Assert.False(order.ReturnUnapplied("ref_1", "rcp_1", Noon)));
        }
    }

    [Fact]
    public void A_return_of_ours_that_it_overtakes_is_refused_there_and_owes_nothing()
    {
        var order = CancelledWithCardMoney();
        order.ReturnUnapplied("ref_1", "rcp_1", Noon);
        order.GatewaySendsBack(Price);
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Failed);
        Assert.Equal((Cents(0), Cents(Price)), (order.Receipts[0].Unapplied, order.Receipts[0].Returned));
        Assert.Empty(Awaiting.Of(order, Noon));
    }

    [Fact]
    public void A_surplus_goes_first_and_only_the_rest_is_a_refund()
    {
        var order = AnUnpaidOrder();
        order.PressAndOpen();
        order.BankBrings(4_000);
        order.GatewaySays(ReportedState.Succeeded, order.Payments[0]);
        Saved(order);
        order.GatewaySendsBack(7_000);
        Assert.Equal([(RefundPurpose.Return, 4_000L), (RefundPurpose.Refund, 3_000L)], order.Refunds.Select(r => (r.Purpose, r.Amount.Minor)));
        Assert.Equal((OrderStatus.Paid, Cents(7_000)), (order.Status, order.Kept));
        Saved(order);
        Expect.Nothing(order, () => order.GatewaySendsBack(7_000));
        order.GatewaySendsBack(7_000, ReportedRefundState.Failed);
        Assert.Equal((Cents(Price), Cents(4_000)), (order.Kept, order.Receipts[1].Unapplied));
        Expect.MoneyAddsUp(order);
    }

    [Theory]
    [InlineData(ReportedRefundState.Pending)]
    [InlineData(ReportedRefundState.Succeeded)]
    public void A_part_of_an_unpaid_order_that_goes_back_is_due_again(ReportedRefundState state)
    {
        var order = AnUnpaidOrder();
        order.Press(PaymentMethods.BankTransfer);
        order.BankBrings(4_000);
        order.PressAndOpen();
        order.Cancel("asked for", returnMoney: true, Noon);
        order.Reopen("asked for", Noon);
        order.GatewaySays(ReportedState.Succeeded);
        Assert.Equal((OrderStatus.NotPaid, Cents(4_000)), (order.Status, order.Due));
        order.GatewaySendsBack(6_000, state);
        Assert.Equal((OrderStatus.NotPaid, Cents(Price), RefundPurpose.Return), (order.Status, order.Due, Assert.Single(order.Refunds).Purpose));
        Expect.MoneyAddsUp(order);
    }

    private static Order CancelledWithCardMoney()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.Cancel("asked for", returnMoney: false, Noon);
        order.GatewaySays(ReportedState.Succeeded);
        return Saved(order);
    }

    private static Order DeletedWithCardMoney()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.Expire(order.ExpiresAt);
        order.GatewaySays(ReportedState.Succeeded, at: order.ExpiresAt.AddDays(1));
        return Saved(order);
    }
}
