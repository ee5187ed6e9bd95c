using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Orders;

/// <summary>An order whose customer went back and ordered anew.</summary>
public sealed class ReplacedOrderTests
{
    [Fact]
    public void It_stays_unpaid_knows_its_successor_and_its_open_attempts_are_closed()
    {
        var (old, other) = (AnOrderWhosePaymentIsOpen(), Another());
        old.ReplaceBy(other, Noon.AddHours(1));

        Assert.Equal((OrderStatus.NotPaid, "ord_2", "ord_1"), (old.Status, old.ReplacedById, other.ReplacesId));
        Assert.Equal(PaymentStatus.Closed, old.Payments[0].Status);
        Assert.Contains(old.StartNextVersion(), e => e is PaymentClosed);
    }

    [Fact]
    public void It_gives_up_its_coupon()
    {
        var old = AnUnpaidOrderWithACoupon();
        old.ReplaceBy(Another(), Noon.AddHours(1));
        Assert.Null(old.CouponHeldUntil);
    }

    [Fact]
    public void Nobody_is_reminded_of_it_and_it_is_deleted_in_its_time()
    {
        var old = AnUnpaidOrder();
        old.ReplaceBy(Another(), Noon.AddMinutes(5));
        Assert.Empty(LifecyclePolicy.RemindersAhead(old));
        Assert.True(old.Expire(old.ExpiresAt));
    }

    [Fact]
    public void No_payment_of_it_is_begun_any_more()
    {
        var old = AnUnpaidOrder();
        old.ReplaceBy(Another(), Noon.AddHours(1));
        Assert.Equal("order_replaced", Assert.Throws<RuleBroken>(() => old.Press()).Code);
    }

    [Fact]
    public void Money_that_comes_all_the_same_pays_it()
    {
        var old = AnOrderWhosePaymentIsOpen();
        old.ReplaceBy(Another(), Noon.AddHours(1));
        old.GatewaySays(ReportedState.Succeeded);
        Assert.Equal(OrderStatus.Paid, old.Status);
    }

    [Fact]
    public void Once_deleted_it_is_not_reopened_by_money_because_a_newer_order_took_its_place()
    {
        var old = AnUnpaidOrder();
        old.Press(PaymentMethods.BankTransfer);
        old.ReplaceBy(Another(), Noon.AddHours(1));
        old.Expire(old.ExpiresAt);
        old.BankBrings(Price, valueAt: Noon.AddDays(2));
        Assert.Equal((OrderStatus.Deleted, Price), (old.Status, old.Receipts[0].Unapplied.Minor));
    }

    [Fact]
    public void What_is_paid_being_paid_ended_or_replaced_already_is_not_replaced()
    {
        var replaced = AnUnpaidOrder();
        replaced.ReplaceBy(Another(), Noon.AddHours(1));
        foreach (var order in (Order[])[APaidOrder(), AnOrderWhosePaymentIsProcessing(), AnUnpaidOrderWithAPart(), ACancelledOrder(), ADeletedOrder(), ARefundedOrder(), Saved(replaced)])
        {
            Assert.Equal("order_not_replaceable", Assert.Throws<RuleBroken>(() => order.ReplaceBy(Another(), Noon.AddDays(1))).Code);
            Assert.False(order.Touched);
        }
    }

    private static Order Another() =>
        Saved(Order.Place("ord_2", "T0000000002", "token_2", APurchase(Mode.Test, [ALine()]) with { CheckoutId = "chk_2" }, Noon.AddHours(1)));
}
