using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Orders;

/// <summary>Every status under everything that can befall it: one sentence for each cell of the table.</summary>
public sealed partial class OrderStatusTests
{
    // An unpaid order

    [Fact]
    public void An_unpaid_order_that_gets_what_is_due_is_paid()
    {
        var order = AnUnpaidOrder();
        order.BankBrings(Price);
        Assert.Equal(OrderStatus.Paid, order.Status);
        Assert.Equal(Noon.AddMinutes(5), order.PaidAt);
        Assert.Equal(["payment.succeeded"], order.TakeEvents());
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void An_unpaid_order_that_gets_less_stays_unpaid_and_counts_the_part()
    {
        var order = AnUnpaidOrder();
        order.BankBrings(4_000);
        Assert.Equal(OrderStatus.NotPaid, order.Status);
        Assert.Null(order.PaidAt);
        Assert.Equal(Cents(6_000), order.Due);
        Assert.Equal(["PartReceived"], order.TakeEvents());
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void An_unpaid_order_can_be_cancelled()
    {
        var order = AnUnpaidOrder();
        order.Cancel("asked for", returnMoney: false, Noon.AddDays(1));
        Assert.Equal(OrderStatus.Cancelled, order.Status);
        Assert.Equal(Noon.AddDays(1), order.CancelledAt);
        Assert.Equal(["order.cancelled"], order.TakeEvents());
    }

    [Fact]
    public void An_unpaid_order_is_deleted_when_its_time_has_run_out()
    {
        var order = AnUnpaidOrder();
        Assert.Equal(Noon.AddDays(90), order.ExpiresAt);
        Assert.True(order.Expire(Noon.AddDays(90)));
        Assert.Equal(OrderStatus.Deleted, order.Status);
        Assert.Equal(Noon.AddDays(90), order.DeletedAt);
        Assert.Equal(["order.deleted"], order.TakeEvents());
    }

    [Fact]
    public void An_unpaid_order_is_not_deleted_a_millisecond_before_its_time()
    {
        var order = AnUnpaidOrder();
        Expect.Refused("not_due", order, () => order.Expire(Noon.AddDays(90).AddMilliseconds(-1)));
    }

    [Fact]
    public void An_unpaid_order_cannot_be_reopened()
    {
        var order = AnUnpaidOrder();
        Expect.Refused("order_not_reopenable", order, () => order.Reopen("why not", Noon));
    }

    [Fact]
    public void An_unpaid_order_whose_unapplied_money_has_all_gone_back_stays_unpaid()
    {
        var order = ACancelledOrderWithLateCardMoney();
        order.Reopen("he wants it after all", Noon.AddDays(2));
        SendUnappliedBack(order);
        Assert.Equal(OrderStatus.NotPaid, order.Status);
        Assert.Equal(Cents(Price), order.Due);
    }

    // A paid order

    [Fact]
    public void A_paid_order_that_hears_of_the_same_money_again_does_nothing()
    {
        var order = APaidOrder();
        Expect.Nothing(order, () => order.GatewaySays(ReportedState.Succeeded));
    }

    [Fact]
    public void A_paid_order_that_hears_of_the_same_booking_again_does_nothing()
    {
        var order = AnUnpaidOrder();
        order.BankBrings(Price, reference: "booking-7");
        Expect.Nothing(order, () => order.BankBrings(Price, reference: "booking-7"));
    }

    [Fact]
    public void A_paid_order_that_gets_its_price_again_keeps_it_unapplied()
    {
        var order = APaidOrder();
        order.BankBrings(Price);
        StaysWithUnapplied(order, OrderStatus.Paid, Price);
    }

    [Fact]
    public void A_paid_order_that_gets_some_more_keeps_it_unapplied()
    {
        var order = APaidOrder();
        order.BankBrings(1);
        StaysWithUnapplied(order, OrderStatus.Paid, 1);
    }

    [Fact]
    public void A_paid_order_cannot_be_cancelled()
    {
        var order = APaidOrder();
        Expect.Refused("order_not_cancellable", order, () => order.Cancel("asked for", returnMoney: true, Noon));
    }

    [Fact]
    public void A_paid_order_does_not_expire()
    {
        var order = APaidOrder();
        Expect.Refused("order_not_expirable", order, () => order.Expire(order.ExpiresAt));
    }

    [Fact]
    public void A_paid_order_cannot_be_reopened()
    {
        var order = APaidOrder();
        Expect.Refused("order_not_reopenable", order, () => order.Reopen("why not", Noon));
    }

    [Fact]
    public void A_paid_order_whose_money_has_all_gone_back_is_refunded()
    {
        var order = APaidOrder();
        order.RefundEverything();
        Assert.Equal(OrderStatus.Refunded, order.Status);
        Assert.Equal(Cents(0), order.Kept);
        Assert.Equal(["refund.requested", "RefundApproved", "refund.succeeded"], order.TakeEvents());
    }

    private static void ReopensFor14Days(Order order)
    {
        var now = Noon.AddDays(100);
        order.Reopen("he wants it after all", now);
        Assert.Equal(OrderStatus.NotPaid, order.Status);
        Assert.Equal(now.AddDays(14), order.ExpiresAt);
        Assert.Null(order.CancelledAt);
        Assert.Null(order.DeletedAt);
        Assert.Equal(["order.reopened"], order.TakeEvents());
        order.BankBrings(Price, valueAt: now.AddDays(14));
        Assert.Equal(OrderStatus.Paid, order.Status);
    }

    private static void StaysWithUnapplied(Order order, OrderStatus status, long minor)
    {
        Assert.Equal(status, order.Status);
        var receipt = order.Receipts[^1];
        Assert.Equal(Cents(minor), receipt.Unapplied);
        Assert.Equal(Cents(0), receipt.Applied);
        Assert.Equal(["MoneyUnapplied"], order.TakeEvents());
        Assert.Equal("money_unapplied", order.Timeline[^1].Kind);
        Expect.MoneyAddsUp(order);
    }

    private static Order ACancelledOrderWithLateCardMoney()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.Cancel("asked for", returnMoney: false, Noon.AddDays(1));
        order.GatewaySays(ReportedState.Succeeded, at: Noon.AddDays(1));
        return Saved(order);
    }

    private static Order ADeletedOrderWithLateCardMoney()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.Expire(order.ExpiresAt);
        order.GatewaySays(ReportedState.Succeeded, at: order.ExpiresAt.AddHours(1));
        return Saved(order);
    }

    private static void SendUnappliedBack(Order order)
    {
        Assert.Equal(Cents(Price), order.Receipts[0].Unapplied);
        Assert.True(order.ReturnUnapplied("ref_1", "rcp_1", Noon.AddDays(100)));
        Assert.Equal(RefundPurpose.Return, order.Refund("ref_1").Purpose);
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Succeeded);
        Assert.Equal(order.Receipts[0].Received, order.Receipts[0].Returned);
        Expect.MoneyAddsUp(order);
    }
}
