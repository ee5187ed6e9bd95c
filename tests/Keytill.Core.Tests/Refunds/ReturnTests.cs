using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Tests.Orders;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Refunds;

/// <summary>Money that was never applied goes back, and the sale is as it was.</summary>
public sealed class ReturnTests
{
    [Fact]
    public void Surplus_of_a_card_starts_its_way_back_and_is_returned_when_it_arrived()
    {
        var order = AnOrderWithCardSurplus();
        Assert.True(order.ReturnUnapplied("ref_1", "rcp_2", Noon));
        var back = order.Refund("ref_1");
        Assert.Equal((RefundPurpose.Return, RefundStatus.Approved, Cents(4_000)), (back.Purpose, back.Status, back.Amount));
        Assert.Equal(["RefundApproved"], order.TakeEvents());
        Assert.Equal(Cents(4_000), order.Receipts[1].Unapplied);
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Succeeded);
        Assert.Equal((Cents(6_000), Cents(0), Cents(4_000)), BooksOf(order.Receipts[1]));
        Assert.Equal((OrderStatus.Paid, Cents(Price), Cents(0)), (order.Status, order.Kept, order.Refunded));
        Assert.Empty(order.TakeEvents());
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void The_same_money_is_not_sent_back_twice()
    {
        var order = AnOrderWithCardSurplus();
        order.ReturnUnapplied("ref_1", "rcp_2", Noon);
        Saved(order);
        Expect.Nothing(order, () => Assert.False(order.ReturnUnapplied("ref_1", "rcp_2", Noon)));
        Expect.Nothing(order, () => Assert.False(order.ReturnUnapplied("ref_2", "rcp_2", Noon)));
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Succeeded);
        Saved(order);
        Expect.Nothing(order, () => Assert.False(order.ReturnUnapplied("ref_2", "rcp_2", Noon)));
    }

    [Fact]
    public void A_cancellation_sends_a_cards_money_back_and_leaves_a_banks_to_finance()
    {
        var order = AnUnpaidOrderWithAPart();
        var page = order.PressAndOpen();
        order.Cancel("asked", returnMoney: true, Noon);
        order.Reopen("asked", Noon);
        // The page was closed for less than is due now, and its money comes all the same: a part.
        order.GatewaySays(ReportedState.Succeeded, page);
        Assert.Equal((OrderStatus.NotPaid, Cents(6_000)), (order.Status, order.Applied));
        Saved(order);
        order.Cancel("asked again", returnMoney: true, Noon);

        var back = Assert.Single(order.Refunds);
        Assert.Equal((RefundPurpose.Return, RefundStatus.Approved, "rcp_2", Cents(6_000)), (back.Purpose, back.Status, back.ReceiptId, back.Amount));
        Assert.Contains(order.Raised.OfType<RefundApproved>(), e => e.IsOnline);
        Assert.Equal(Cents(4_000), order.Unsettled(order.Receipts[0]));
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void Bank_money_is_never_sent_back_by_itself()
    {
        var order = AnOrderPaidTwice();
        Expect.Nothing(order, () => Assert.False(order.ReturnUnapplied("ref_1", "rcp_2", Noon)));
    }

    [Fact]
    public void Applied_money_is_never_sent_back_by_itself()
    {
        var order = APaidOrder();
        Expect.Nothing(order, () => Assert.False(order.ReturnUnapplied("ref_1", "rcp_1", Noon)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_return_that_fails_leaves_the_money_unapplied_and_can_be_tried_again(bool afterSuccess)
    {
        var order = AnOrderWithCardSurplus();
        order.ReturnUnapplied("ref_1", "rcp_2", Noon);
        if (afterSuccess)
            order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Succeeded);
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Failed);
        Assert.Equal((Cents(6_000), Cents(4_000), Cents(0)), BooksOf(order.Receipts[1]));
        Assert.Equal(OrderStatus.Paid, order.Status);
        Expect.MoneyAddsUp(order);
        Assert.True(order.ReturnUnapplied("ref_2", "rcp_2", Noon));
    }

    [Fact]
    public void A_return_does_not_reduce_what_is_refundable_nor_revoke_anything()
    {
        var order = AnOrderWithCardSurplus();
        order.DeliverEverything();
        order.ReturnUnapplied("ref_1", "rcp_2", Noon);
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Succeeded);
        Assert.Equal(Cents(Price), order.Refundable);
        Assert.All(order.Lines[0].Licenses, l => Assert.Equal(Keytill.Core.Licenses.LicenseStatus.Active, l.Status));
    }

    [Fact]
    public void A_return_while_a_refund_is_asked_for_does_not_stop_its_lines()
    {
        var order = AnOrderWithCardSurplus();
        order.AskBack(order.Receipts[0]);
        order.AskBack(order.Receipts[1]);
        order.ReturnUnapplied("ref_3", "rcp_2", Noon);
        Assert.Equal(LineStatus.Held, order.Lines[0].Status);
        Expect.MoneyAddsUp(order);
    }

    /// <summary>40.00 by bank as <c>rcp_1</c>, and 100.00 by a card page that was open already, as <c>rcp_2</c>.</summary>
    private static Order AnOrderWithCardSurplus()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.BankBrings(4_000);
        order.GatewaySays(ReportedState.Succeeded);
        return Saved(order);
    }

    private static (Money Applied, Money Unapplied, Money Returned) BooksOf(Receipt receipt) =>
        (receipt.Applied, receipt.Unapplied, receipt.Returned);
}
