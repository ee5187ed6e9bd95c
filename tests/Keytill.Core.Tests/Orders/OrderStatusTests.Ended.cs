using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Orders;

/// <summary>The cells of orders that have come to an end: refunded, cancelled, deleted.</summary>
public sealed partial class OrderStatusTests
{
    // A refunded order

    [Fact]
    public void A_refunded_order_that_gets_its_price_again_keeps_it_unapplied()
    {
        var order = ARefundedOrder();
        order.BankBrings(Price);
        StaysWithUnapplied(order, OrderStatus.Refunded, Price);
    }

    [Fact]
    public void A_refunded_order_that_gets_less_keeps_it_unapplied()
    {
        var order = ARefundedOrder();
        order.BankBrings(1);
        StaysWithUnapplied(order, OrderStatus.Refunded, 1);
    }

    [Fact]
    public void A_refunded_order_cannot_be_cancelled()
    {
        var order = ARefundedOrder();
        Expect.Refused("order_not_cancellable", order, () => order.Cancel("asked for", returnMoney: true, Noon));
    }

    [Fact]
    public void A_refunded_order_does_not_expire()
    {
        var order = ARefundedOrder();
        Expect.Refused("order_not_expirable", order, () => order.Expire(order.ExpiresAt));
    }

    [Fact]
    public void A_refunded_order_cannot_be_reopened()
    {
        var order = ARefundedOrder();
        Expect.Refused("order_not_reopenable", order, () => order.Reopen("why not", Noon));
    }

    [Fact]
    public void A_refunded_order_that_hears_again_that_all_has_gone_back_does_nothing()
    {
        var order = ARefundedOrder();
        Expect.Nothing(order, () => order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Succeeded));
    }

    // A cancelled order

    [Fact]
    public void A_cancelled_order_that_gets_its_price_keeps_it_unapplied()
    {
        var order = ACancelledOrder();
        order.BankBrings(Price);
        StaysWithUnapplied(order, OrderStatus.Cancelled, Price);
    }

    [Fact]
    public void A_cancelled_order_that_gets_less_keeps_it_unapplied()
    {
        var order = ACancelledOrder();
        order.BankBrings(1);
        StaysWithUnapplied(order, OrderStatus.Cancelled, 1);
    }

    [Fact]
    public void A_cancelled_order_that_is_cancelled_again_does_nothing()
    {
        var order = ACancelledOrder();
        Expect.Nothing(order, () => order.Cancel("asked for again", returnMoney: false, Noon.AddDays(2)));
    }

    [Fact]
    public void A_cancelled_order_does_not_expire()
    {
        var order = ACancelledOrder();
        Expect.Refused("order_not_expirable", order, () => order.Expire(order.ExpiresAt));
    }

    [Fact]
    public void A_cancelled_order_can_be_reopened_for_14_days() => ReopensFor14Days(ACancelledOrder());

    [Fact]
    public void A_cancelled_order_whose_unapplied_money_has_all_gone_back_stays_cancelled()
    {
        var order = ACancelledOrderWithLateCardMoney();
        SendUnappliedBack(order);
        Assert.Equal(OrderStatus.Cancelled, order.Status);
    }

    // A deleted order

    [Fact]
    public void A_deleted_order_that_was_paid_in_time_reopens_and_is_paid_in_one_act()
    {
        var order = ADeletedOrder();
        order.BankBrings(Price, valueAt: order.ExpiresAt);
        Assert.Equal(OrderStatus.Paid, order.Status);
        Assert.Null(order.DeletedAt);
        Assert.Equal(["order.reopened", "payment.succeeded"], order.TakeEvents());
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void A_deleted_order_that_was_paid_too_late_keeps_the_money_unapplied()
    {
        var order = ADeletedOrder();
        order.BankBrings(Price, valueAt: order.ExpiresAt.AddMilliseconds(1));
        StaysWithUnapplied(order, OrderStatus.Deleted, Price);
    }

    [Fact]
    public void A_deleted_order_that_gets_less_in_time_keeps_it_unapplied()
    {
        var order = ADeletedOrder();
        order.BankBrings(Price / 2, valueAt: Noon.AddDays(1));
        StaysWithUnapplied(order, OrderStatus.Deleted, Price / 2);
    }

    [Fact]
    public void A_deleted_order_cannot_be_cancelled()
    {
        var order = ADeletedOrder();
        Expect.Refused("order_not_cancellable", order, () => order.Cancel("asked for", returnMoney: false, Noon.AddDays(91)));
    }

    [Fact]
    public void A_deleted_order_that_expires_again_does_nothing()
    {
        var order = ADeletedOrder();
        Expect.Nothing(order, () => Assert.True(order.Expire(Noon.AddDays(91))));
    }

    [Fact]
    public void A_deleted_order_can_be_reopened_for_14_days() => ReopensFor14Days(ADeletedOrder());

    [Fact]
    public void A_deleted_order_whose_unapplied_money_has_all_gone_back_stays_deleted()
    {
        var order = ADeletedOrderWithLateCardMoney();
        SendUnappliedBack(order);
        Assert.Equal(OrderStatus.Deleted, order.Status);
    }
}
