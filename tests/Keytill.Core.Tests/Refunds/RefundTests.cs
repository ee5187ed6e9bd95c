using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Tests.Orders;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Refunds;

/// <summary>Applied money on its way back: what may be promised, and what becomes of the order.</summary>
public sealed class RefundTests
{
    [Fact]
    public void A_full_refund_goes_from_asked_to_approved_to_done()
    {
        var order = ADeliveredOrder();
        order.AskBack();
        Assert.Equal(RefundStatus.Requested, order.Refund("ref_1").Status);
        Assert.Equal(["refund.requested"], order.TakeEvents());
        order.ApproveRefund("ref_1", "anna", Noon);
        Assert.Equal((RefundStatus.Approved, Noon), (order.Refund("ref_1").Status, order.Refund("ref_1").ApprovedAt));
        Assert.Equal(["RefundApproved"], order.TakeEvents());
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Pending);
        Assert.Equal(RefundStatus.Processing, order.Refund("ref_1").Status);
        Assert.Empty(order.TakeEvents());
        Assert.Equal(OrderStatus.Paid, order.Status);
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Succeeded);
        Assert.Equal(OrderStatus.Refunded, order.Status);
        Assert.Equal((Cents(Price), Cents(0), Cents(0)), (order.Refunded, order.Kept, order.Refundable));
        Assert.Equal(["refund.succeeded", "license.revoked"], order.TakeEvents());
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void A_part_of_the_money_can_go_back_and_the_order_stays_paid()
    {
        var order = ADeliveredOrder();
        order.AskBackAndApprove(minor: 2_500);
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Succeeded);
        Assert.Equal(OrderStatus.Paid, order.Status);
        Assert.Equal((Cents(2_500), Cents(7_500), Cents(7_500)), (order.Refunded, order.Kept, order.Refundable));
        Assert.DoesNotContain("license.revoked", order.TakeEvents());
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void Parts_that_add_up_to_everything_refund_the_order_with_the_last_one()
    {
        var order = ADeliveredOrder();
        order.AskBackAndApprove(minor: 2_500);
        order.AskBackAndApprove();
        order.GatewaySaysOfRefund("ref_2", ReportedRefundState.Succeeded);
        Assert.Equal(OrderStatus.Paid, order.Status);
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Succeeded);
        Assert.Equal(OrderStatus.Refunded, order.Status);
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void A_refund_of_several_receipts_is_whole_when_the_last_one_is_approved_and_done_when_the_last_one_is_done()
    {
        var order = AnOrderPaidInTwoParts(ALine(5_000), ALine(5_000));
        order.Deliver(order.Lines[0]);
        order.AskBack(order.Receipts[0]);
        Assert.Equal(LineStatus.Waiting, order.Lines[1].Status);
        order.AskBack(order.Receipts[1]);
        Assert.Equal(LineStatus.Held, order.Lines[1].Status);
        order.TakeEvents();
        order.ApproveRefund("ref_1", "anna", Noon);
        Assert.Equal(LineStatus.Held, order.Lines[1].Status);
        order.ApproveRefund("ref_2", "anna", Noon);
        Assert.Equal(LineStatus.Stopped, order.Lines[1].Status);
        order.GatewaySaysOfRefund("ref_2", ReportedRefundState.Succeeded);
        Assert.Equal(OrderStatus.Paid, order.Status);
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Succeeded);
        Assert.Equal(OrderStatus.Refunded, order.Status);
        Assert.Equal(
            ["RefundApproved", "RefundApproved", "order.delivered", "refund.succeeded", "refund.succeeded", "license.revoked"], order.TakeEvents());
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void A_refund_goes_back_the_way_the_money_came()
    {
        var order = AnOrderPaidInTwoParts();
        order.AskBackAndApprove(order.Receipts[0]);
        order.AskBackAndApprove(order.Receipts[1]);
        Assert.Equal(
            [(PaymentMethods.BankTransfer, false, "pay_1"), (PaymentMethods.Sandbox, true, "pay_2")],
            order.Refunds.Select(r => (r.Method, r.IsOnline, r.PaymentId!)));
        Assert.Equal([false, true], order.Raised.OfType<RefundApproved>().Select(e => e.IsOnline));
    }

    [Fact]
    public void Two_agents_at_once_cannot_promise_more_than_there_is()
    {
        var order = ADeliveredOrder();
        order.AskBack(minor: 6_000);
        Saved(order);
        Expect.Refused("amount_not_refundable", order, () => order.AskBack(minor: 4_001));
        order.AskBack(minor: 4_000);
        Saved(order);
        Assert.Equal(Cents(0), order.Refundable);
        Expect.Refused("amount_not_refundable", order, () => order.AskBack(minor: 1));
    }

    [Fact]
    public void A_receipt_gives_back_no_more_than_it_brought()
    {
        var order = AnOrderPaidInTwoParts();
        Expect.Refused("amount_not_refundable", order, () => order.AskBack(order.Receipts[0], 4_001));
        Assert.Equal((Cents(4_000), Cents(6_000)), (order.RefundableOf(order.Receipts[0]), order.RefundableOf(order.Receipts[1])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(Price + 1)]
    [InlineData(long.MaxValue)]
    public void Nothing_less_or_too_much_cannot_be_asked_back(long minor)
    {
        var order = ADeliveredOrder();
        Expect.Refused("amount_not_refundable", order, () => order.AskBack(minor: minor));
    }

    [Fact]
    public void Another_currency_cannot_be_asked_back()
    {
        var order = ADeliveredOrder();
        Expect.Refused("amount_not_refundable", order, () => order.RequestRefund("ref_1", "rcp_1", In("USD", 1), "asked for", Noon));
    }

    [Fact]
    public void Unapplied_money_is_not_refunded_but_returned()
    {
        var order = AnOrderPaidTwice();
        Assert.Equal(Cents(Price), order.Refundable);
        Expect.Refused("amount_not_refundable", order, () => order.AskBack(order.Receipts[1], 1));
    }

    [Fact]
    public void Asking_twice_under_one_id_is_asking_once()
    {
        var order = ADeliveredOrder();
        order.AskBack(minor: 1_000);
        Saved(order);
        Expect.Nothing(order, () => order.RequestRefund("ref_1", "rcp_1", Cents(1_000), "asked for", Noon));
    }

    [Fact]
    public void An_unpaid_order_has_nothing_to_refund() => HasNothingToRefund(AnUnpaidOrderWithAPart());

    [Fact]
    public void A_cancelled_order_has_nothing_to_refund() => HasNothingToRefund(Saved(WithLateMoney(ACancelledOrder())));

    [Fact]
    public void A_deleted_order_has_nothing_to_refund() => HasNothingToRefund(Saved(WithLateMoney(ADeletedOrder())));

    [Fact]
    public void A_refunded_order_has_nothing_to_refund() => HasNothingToRefund(ARefundedOrder());

    [Theory]
    [InlineData(RefundStatus.Approved)]
    [InlineData(RefundStatus.Processing)]
    [InlineData(RefundStatus.Succeeded)]
    public void Approving_what_was_approved_already_does_nothing(RefundStatus status)
    {
        var order = AnOrderWhoseRefundIs(status);
        Expect.Nothing(order, () => order.ApproveRefund("ref_1", "anna", Noon));
    }

    [Fact]
    public void A_refund_that_has_failed_cannot_be_approved_again()
    {
        var order = AnOrderWhoseRefundIs(RefundStatus.Failed);
        Expect.Refused("refund_not_requested", order, () => order.ApproveRefund("ref_1", "anna", Noon));
    }

    [Fact]
    public void A_refund_that_fails_can_be_asked_for_again()
    {
        var order = ADeliveredOrder();
        order.AskBackAndApprove();
        order.TakeEvents();
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Failed);
        Assert.Equal(OrderStatus.Paid, order.Status);
        Assert.Equal(Cents(Price), order.Refundable);
        Assert.Equal(["refund.failed"], order.TakeEvents());
        order.AskBackAndApprove();
        order.GatewaySaysOfRefund("ref_2", ReportedRefundState.Succeeded);
        Assert.Equal(OrderStatus.Refunded, order.Status);
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void A_refund_that_fails_after_it_had_succeeded_makes_the_order_paid_again()
    {
        var order = ARefundedOrder();
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Failed);
        Assert.Equal(OrderStatus.Paid, order.Status);
        Assert.Equal((Cents(0), Cents(Price), Cents(Price)), (order.Refunded, order.Kept, order.Refundable));
        Assert.Equal(["refund.failed"], order.TakeEvents());
        Assert.Contains("order_paid_again", order.Notes());
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void A_part_that_fails_after_all_had_gone_back_makes_the_order_paid_again_and_a_second_refund_refunds_it()
    {
        var order = AnOrderPaidInTwoParts();
        order.DeliverEverything();
        order.RefundEverything();
        Assert.Equal(OrderStatus.Refunded, order.Status);
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Failed);
        Assert.Equal((OrderStatus.Paid, Cents(4_000)), (order.Status, order.Kept));
        order.AskBackAndApprove(order.Receipts[0]);
        order.TakeEvents();
        order.GatewaySaysOfRefund("ref_3", ReportedRefundState.Succeeded);
        Assert.Equal(OrderStatus.Refunded, order.Status);
        Assert.Equal(["refund.succeeded"], order.TakeEvents());
        Expect.MoneyAddsUp(order);
    }

    private static Order WithLateMoney(Order order)
    {
        order.BankBrings(Price, valueAt: Noon.AddDays(200));
        return order;
    }

    private static void HasNothingToRefund(Order order) =>
        Expect.Refused("order_not_refundable", order, () => order.RequestRefund("ref_9", order.Receipts[0].Id, Cents(1), "asked for", Noon));

    internal static Order AnOrderWhoseRefundIs(RefundStatus status)
    {
        var order = ADeliveredOrder();
        order.AskBack();
        if (status != RefundStatus.Requested)
            order.ApproveRefund("ref_1", "anna", Noon);
        if (status == RefundStatus.Processing)
            order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Pending);
        else if (status is RefundStatus.Succeeded or RefundStatus.Failed)
            order.GatewaySaysOfRefund("ref_1", Enum.Parse<ReportedRefundState>(status.ToString()));
        Assert.Equal(status, order.Refund("ref_1").Status);
        return Saved(order);
    }
}
