using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Tests.Orders;
using Keytill.Core.Vendors;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Payments;

/// <summary>What becomes of money: it is never refused, counts where it can, and is never lost sight of.</summary>
public sealed partial class MoneyReceivedTests
{
    [Fact]
    public void Parts_add_up_until_the_order_is_paid_and_only_then_is_payment_succeeded_told()
    {
        var order = AnUnpaidOrder();
        order.Press(PaymentMethods.BankTransfer);
        order.TakeEvents();
        order.BankBrings(5_000);
        order.BankBrings(3_000);
        Assert.Equal(["PartReceived", "PartReceived"], order.TakeEvents());
        order.BankBrings(2_000);
        Assert.Equal(["payment.succeeded"], order.TakeEvents());
        Assert.Equal(PaymentStatus.Succeeded, order.Payments[0].Status);
        Assert.Equal([5_000, 3_000, 2_000], order.Receipts.Select(r => r.Applied.Minor));
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void A_part_by_bank_and_the_rest_by_card_pay_the_order()
    {
        var order = AnUnpaidOrderWithAPart();
        order.PressAndOpen();
        order.GatewaySays(ReportedState.Succeeded);
        Assert.Equal(OrderStatus.Paid, order.Status);
        Assert.Equal(["4000 4000 0", "6000 6000 0"], Books(order));
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void Too_much_pays_the_order_and_the_surplus_stays_unapplied()
    {
        var order = AnUnpaidOrder();
        order.BankBrings(Price + 500);
        Assert.Equal(OrderStatus.Paid, order.Status);
        Assert.Equal(["10500 10000 500"], Books(order));
        Assert.Equal(["payment.succeeded", "MoneyUnapplied"], order.TakeEvents());
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void A_card_that_pays_all_after_a_part_came_by_bank_leaves_a_surplus_of_the_card()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.BankBrings(4_000);
        order.GatewaySays(ReportedState.Succeeded);
        Assert.Equal(["4000 4000 0", "10000 6000 4000"], Books(order));
        Assert.True(Assert.Single(order.Raised.OfType<MoneyUnapplied>()).IsOnline);
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void Two_methods_that_both_succeed_pay_once_and_the_second_stays_unapplied()
    {
        var order = AnOrderWhosePaymentIsOpen();
        var card = order.Payments[0];
        order.Press(PaymentMethods.BankTransfer);
        order.TakeEvents();
        order.BankBrings(Price);
        order.GatewaySays(ReportedState.Succeeded, card);
        Assert.Equal(["10000 10000 0", "10000 0 10000"], Books(order));
        Assert.Equal(["payment.succeeded", "PaymentEnded", "MoneyUnapplied"], order.TakeEvents());
        Expect.MoneyAddsUp(order);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Unapplied_money_says_whether_it_goes_back_by_itself(bool isOnline)
    {
        var order = APaidOrder();
        if (isOnline)
            order = TwicePaidByCard();
        else
            order.BankBrings(Price);
        Assert.Equal(isOnline, Assert.Single(order.Raised.OfType<MoneyUnapplied>()).IsOnline);
    }

    [Fact]
    public void Foreign_money_is_never_converted()
    {
        var order = AnUnpaidOrder();
        order.BankBrings(1_000_000, "USD");
        Assert.Equal(OrderStatus.NotPaid, order.Status);
        Assert.Equal(Cents(Price), order.Due);
        Assert.Equal(In("USD", 1_000_000), order.Receipts[0].Unapplied);
        Assert.Equal(["MoneyUnapplied"], order.TakeEvents());
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void Foreign_money_in_time_does_not_reopen_a_deleted_order()
    {
        var order = ADeletedOrder();
        order.BankBrings(1_000_000, "USD", valueAt: Noon.AddDays(1));
        Assert.Equal(OrderStatus.Deleted, order.Status);
        Assert.Equal(["MoneyUnapplied"], order.TakeEvents());
    }

    [Fact]
    public void A_card_that_was_charged_in_time_and_heard_of_too_late_reopens_and_pays()
    {
        var order = AnOrderWhosePaymentIsOpen();
        var expires = order.ExpiresAt;
        order.Expire(expires);
        order.TakeEvents();
        order.Hear(order.Report(ReportedState.Succeeded, at: expires), expires.AddDays(3));
        Assert.Equal(OrderStatus.Paid, order.Status);
        Assert.Equal(["PaymentEnded", "order.reopened", "payment.succeeded"], order.TakeEvents());
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void A_card_that_was_charged_too_late_stays_unapplied()
    {
        var order = AnOrderWhosePaymentIsOpen();
        var expires = order.ExpiresAt;
        order.Expire(expires);
        order.TakeEvents();
        order.GatewaySays(ReportedState.Succeeded, at: expires.AddMilliseconds(1));
        Assert.Equal(OrderStatus.Deleted, order.Status);
        Assert.Equal(["PaymentEnded", "MoneyUnapplied"], order.TakeEvents());
        Expect.MoneyAddsUp(order);
    }

    [Theory]
    [InlineData("EUR", 10_000, 9_950, true)] // half a percent
    [InlineData("EUR", 10_000, 9_949, false)]
    [InlineData("EUR", 100_000, 99_900, true)] // one euro
    [InlineData("EUR", 100_000, 99_899, false)]
    [InlineData("EUR", 199, 198, false)] // half a percent of less than two euro is no whole cent
    [InlineData("SEK", 1_000_000, 999_000, true)]
    [InlineData("SEK", 1_000_000, 998_999, false)]
    [InlineData("JPY", 10_000, 9_950, true)]
    [InlineData("JPY", 100_000, 99_850, true)]
    [InlineData("JPY", 100_000, 99_849, false)]
    [InlineData("KWD", 10_000, 9_950, true)]
    [InlineData("KWD", 100_000, 99_700, true)]
    [InlineData("KWD", 100_000, 99_699, false)]
    [InlineData("INR", 10_000, 9_999, false)] // nobody has said what is like one euro
    public void A_transfers_small_shortfall_is_written_off(string currency, long due, long came, bool isPaid)
    {
        var order = AnUnpaidOrder(due, currency);
        order.BankBrings(came);
        Assert.Equal(isPaid, order.Status == OrderStatus.Paid);
        Assert.Equal(In(currency, isPaid ? due - came : 0), order.WrittenOff);
        Assert.Equal(In(currency, isPaid ? 0 : due - came), order.Due);
        Assert.Equal(In(currency, came), order.Applied);
        Assert.Equal(isPaid, order.Notes().Contains("shortfall_written_off"));
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void The_rest_of_a_part_is_measured_by_itself_so_that_small_shortfalls_do_not_add_up()
    {
        var order = AnUnpaidOrderWithAPart();
        order.BankBrings(5_969);
        Assert.Equal(OrderStatus.NotPaid, order.Status);
        order.BankBrings(31);
        Assert.Equal(OrderStatus.Paid, order.Status);
        Assert.Equal(Cents(0), order.WrittenOff);
    }

    [Fact]
    public void A_deleted_order_takes_a_transfer_within_tolerance_in_time()
    {
        var order = ADeletedOrder();
        order.BankBrings(9_950, valueAt: order.ExpiresAt);
        Assert.Equal(OrderStatus.Paid, order.Status);
        Assert.Equal(Cents(50), order.WrittenOff);
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void What_was_written_off_is_not_refundable()
    {
        var order = AnUnpaidOrder();
        order.BankBrings(9_950);
        Assert.Equal(Cents(9_950), order.Refundable);
        order.RefundEverything();
        Assert.Equal(OrderStatus.Refunded, order.Status);
        Expect.MoneyAddsUp(order);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Nothing_or_less_cannot_have_arrived(long minor)
    {
        var order = AnUnpaidOrder();
        Expect.Refused("amount_not_positive", order, () => order.BankBrings(minor));
    }

    [Fact]
    public void The_largest_amount_that_there_is_is_recorded_like_any_other()
    {
        var order = AnUnpaidOrder(1_000_000);
        order.BankBrings(long.MaxValue);
        Assert.Equal(OrderStatus.Paid, order.Status);
        Assert.Equal(Cents(long.MaxValue - 1_000_000), order.Receipts[0].Unapplied);
    }

    [Fact]
    public void The_same_booking_twice_is_one_receipt_and_two_bookings_of_one_sum_are_two()
    {
        var order = AnUnpaidOrder();
        order.BankBrings(4_000, reference: "a");
        Saved(order);
        Expect.Nothing(order, () => order.BankBrings(4_000, reference: "a"));
        order.BankBrings(4_000, reference: "b");
        Assert.Equal(2, order.Receipts.Count);
    }

    [Fact]
    public void An_order_over_nothing_is_paid_as_it_is_placed()
    {
        var order = JustPlaced(Mode.Live, ALine(0));
        Assert.Equal(OrderStatus.Paid, order.Status);
        Assert.Equal(Noon, order.PaidAt);
        Assert.Empty(order.Payments);
        Assert.Empty(order.Receipts);
        Assert.Equal(["order.created", "payment.succeeded"], order.TakeEvents());
        order.DeliverEverything();
        Assert.Equal(["product.delivered", "order.delivered"], order.TakeEvents());
        Expect.MoneyAddsUp(order);
    }

    private static void DoesNotExpire(Order order)
    {
        Expect.Nothing(order, () => Assert.False(order.Expire(order.ExpiresAt)));
        Assert.Equal(OrderStatus.NotPaid, order.Status);
    }

    private static Order TwicePaidByCard()
    {
        var order = AnOrderWhosePaymentIsOpen();
        var first = order.Payments[0];
        order.Press(PaymentMethods.BankTransfer);
        order.PressAndOpen();
        order.GatewaySays(ReportedState.Succeeded);
        Saved(order);
        order.GatewaySays(ReportedState.Succeeded, first);
        return order;
    }

    /// <summary>Received, applied and unapplied of each receipt.</summary>
    private static IEnumerable<string> Books(Order order) =>
        order.Receipts.Select(r => $"{r.Received.Minor} {r.Applied.Minor} {r.Unapplied.Minor}");
}
