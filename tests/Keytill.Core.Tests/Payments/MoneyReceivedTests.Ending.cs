using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Tests.Orders;
using Keytill.Core.Vendors;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Payments;

/// <summary>Money and the end of an order: what may be cancelled, deleted and reopened while money is there or may still come.</summary>
public sealed partial class MoneyReceivedTests
{
    [Fact]
    public void An_order_with_money_is_cancelled_only_with_its_return()
    {
        var order = AnUnpaidOrderWithAPart();
        Expect.Refused("money_received", order, () => order.Cancel("asked for", returnMoney: false, Noon));
        order.Cancel("asked for", returnMoney: true, Noon);
        Assert.Equal(OrderStatus.Cancelled, order.Status);
        Assert.Equal(["4000 0 4000"], Books(order));
        Assert.Equal(["order.cancelled"], order.TakeEvents());
        Assert.Contains("money_to_return", order.Notes());
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void An_order_with_foreign_money_is_cancelled_only_with_its_return()
    {
        var order = AnUnpaidOrder();
        order.BankBrings(10, "USD");
        Saved(order);
        Expect.Refused("money_received", order, () => order.Cancel("asked for", returnMoney: false, Noon));
        order.Cancel("asked for", returnMoney: true, Noon);
        Assert.Equal(["order.cancelled"], order.TakeEvents());
    }

    [Fact]
    public void An_order_whose_payment_is_processing_is_cancelled_only_with_the_return_of_what_may_come()
    {
        var order = AnOrderWhosePaymentIsProcessing();
        Expect.Refused("money_received", order, () => order.Cancel("asked for", returnMoney: false, Noon));
        order.Cancel("asked for", returnMoney: true, Noon);
        order.TakeEvents();
        order.GatewaySays(ReportedState.Succeeded);
        Assert.Equal(OrderStatus.Cancelled, order.Status);
        Assert.Equal(["10000 0 10000"], Books(order));
        Assert.Equal(["PaymentEnded", "MoneyUnapplied"], order.TakeEvents());
    }

    [Fact]
    public void An_order_with_money_does_not_expire() => DoesNotExpire(AnUnpaidOrderWithAPart());

    [Fact]
    public void An_order_whose_payment_is_processing_does_not_expire() => DoesNotExpire(AnOrderWhosePaymentIsProcessing());

    [Fact]
    public void An_order_whose_processing_payment_has_failed_expires_after_all()
    {
        var order = AnOrderWhosePaymentIsProcessing();
        order.GatewaySays(ReportedState.Failed);
        Assert.True(order.Expire(order.ExpiresAt));
        Assert.Equal(OrderStatus.Deleted, order.Status);
    }

    [Fact]
    public void A_reopened_order_asks_for_the_whole_price_again_and_what_came_before_stays_unapplied()
    {
        var order = AnUnpaidOrderWithAPart();
        order.Cancel("asked for", returnMoney: true, Noon);
        order.Reopen("he wants it after all", Noon.AddDays(1));
        Assert.Equal(Cents(Price), order.Due);
        order.BankBrings(Price);
        Assert.Equal(OrderStatus.Paid, order.Status);
        Assert.Equal(["4000 0 4000", "10000 10000 0"], Books(order));
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void A_reopened_order_whose_money_has_gone_back_expires_like_any_other()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.Cancel("asked for", returnMoney: false, Noon);
        order.GatewaySays(ReportedState.Succeeded);
        order.Reopen("he wants it after all", Noon);
        Assert.False(order.Expire(order.ExpiresAt));
        order.ReturnUnapplied("ref_1", "rcp_1", Noon);
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Succeeded);
        Assert.True(order.Expire(order.ExpiresAt));
    }
}
