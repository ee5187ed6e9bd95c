using Keytill.Core.Orders;
using Keytill.Core.Payments;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Orders;

/// <summary>How long an order holds a use of its coupon.</summary>
public sealed class CouponHoldTests
{
    [Theory]
    [InlineData(PaymentMethods.Sandbox, 24)]
    [InlineData(PaymentMethods.BankTransfer, 14 * 24)]
    public void An_unpaid_order_holds_it_for_a_day_and_by_transfer_until_that_is_due(string method, int hours) =>
        Assert.Equal(Noon.AddHours(hours), AnUnpaidOrderWithACoupon(method).CouponHeldUntil);

    [Fact]
    public void An_order_without_a_coupon_holds_none()
    {
        Assert.Null(AnUnpaidOrder().CouponHeldUntil);
        Assert.Null(APaidOrder().CouponHeldUntil);
    }

    [Fact]
    public void Choosing_a_transfer_in_time_prolongs_it_and_a_card_does_not_shorten_it_again()
    {
        var order = AnUnpaidOrderWithACoupon();
        order.Press(PaymentMethods.BankTransfer, Noon.AddHours(23));
        Assert.Equal(Noon.AddDays(14), order.CouponHeldUntil);
        order.Press(at: Noon.AddHours(23));
        Assert.Equal(Noon.AddDays(14), order.CouponHeldUntil);
    }

    [Fact]
    public void What_has_run_out_is_not_prolonged_because_somebody_else_may_have_it()
    {
        var order = AnUnpaidOrderWithACoupon();
        order.Press(PaymentMethods.BankTransfer, Noon.AddHours(24));
        Assert.Equal(Noon.AddHours(24), order.CouponHeldUntil);
    }

    [Fact]
    public void Paying_takes_it_for_good_also_when_it_had_run_out_and_the_price_stays_as_agreed()
    {
        var order = AnUnpaidOrderWithACoupon();
        order.PressAndOpen(Noon.AddDays(3));
        order.GatewaySays(ReportedState.Succeeded, at: Noon.AddDays(3));
        Assert.Equal((OrderStatus.Paid, LifecyclePolicy.ForGood, Price), (order.Status, order.CouponHeldUntil, order.Total.Minor));
        order.RefundEverything();
        Assert.Equal(LifecyclePolicy.ForGood, order.CouponHeldUntil);
    }

    [Fact]
    public void The_end_of_an_unpaid_order_frees_it_and_reopening_does_not_take_it_back()
    {
        var cancelled = AnUnpaidOrderWithACoupon();
        cancelled.Cancel("asked for", returnMoney: false, Noon.AddHours(1));
        Assert.Null(cancelled.CouponHeldUntil);
        cancelled.Reopen("asked for", Noon.AddHours(2));
        Assert.Null(cancelled.CouponHeldUntil);

        var deleted = AnUnpaidOrderWithACoupon(PaymentMethods.BankTransfer);
        deleted.Expire(deleted.ExpiresAt);
        Assert.Null(deleted.CouponHeldUntil);
    }

    [Fact]
    public void The_orders_own_clock_moves_it()
    {
        var order = AnUnpaidOrderWithACoupon();
        order.AdvanceClock(TimeSpan.FromHours(23));
        Assert.Equal(Noon.AddHours(1), order.CouponHeldUntil);

        order.Press(PaymentMethods.BankTransfer, Noon.AddHours(23));
        Assert.Equal(Noon.AddDays(14).AddHours(-23), order.CouponHeldUntil);
    }
}
