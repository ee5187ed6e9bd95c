using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Tests.Orders;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Payments;

/// <summary>Attempts to pay: how many there are, which is open, and what becomes of one that was left behind.</summary>
public sealed class AttemptTests
{
    [Fact]
    public void The_first_press_begins_an_attempt_over_what_is_due()
    {
        var order = AnUnpaidOrderWithAPart();
        var payment = order.Press();
        Assert.Equal(Cents(6_000), payment.Amount);
        Assert.Equal(PaymentStatus.Created, payment.Status);
        Assert.Equal(payment.Id, payment.IdempotencyKey);
        Assert.Equal(["PaymentStarted"], order.TakeEvents());
    }

    [Fact]
    public void A_second_press_or_tab_reopens_the_same_page()
    {
        var order = AnOrderWhosePaymentIsOpen();
        Expect.Nothing(order, () => Assert.Equal("https://bank.example/pay_1", order.Press().RedirectUrl));
    }

    [Fact]
    public void A_second_press_before_the_gateway_has_answered_is_the_same_attempt()
    {
        var order = AnUnpaidOrder();
        var payment = order.Press();
        Saved(order);
        Expect.Nothing(order, () => Assert.Same(payment, order.Press()));
    }

    [Fact]
    public void An_opening_that_the_gateway_has_not_answered_while_it_knew_its_key_is_not_repeated_but_begun_anew()
    {
        var memory = TimeSpan.FromHours(23);
        var order = AnUnpaidOrder();
        var lost = Press(order, "pay_1", Noon);
        Saved(order);
        Expect.Nothing(order, () => Assert.Same(lost, Press(order, "pay_2", Noon + memory - TimeSpan.FromMilliseconds(1))));

        var fresh = Press(order, "pay_2", Noon + memory);
        Assert.NotEqual(lost.IdempotencyKey, fresh.IdempotencyKey);
        Assert.Equal([PaymentStatus.Closed, PaymentStatus.Created], order.Payments.Select(p => p.Status));
        // The gateway is asked, by our own reference, to close what it may have opened.
        Assert.Equal(["PaymentClosed", "PaymentStarted"], order.TakeEvents());

        Payment Press(Order of, string id, DateTimeOffset at) => of.StartPayment(id, PaymentMethods.Sandbox, isOnline: true, null, at, memory);
    }

    [Fact]
    public void A_page_that_the_gateway_has_answered_for_is_reopened_however_old_it_is()
    {
        var order = AnOrderWhosePaymentIsOpen();
        Expect.Nothing(order, () => order.StartPayment("pay_2", PaymentMethods.Sandbox, isOnline: true, null, Noon.AddDays(3), TimeSpan.FromHours(23)));
    }

    [Fact]
    public void A_transfers_instructions_are_the_same_at_each_press_and_open_at_once()
    {
        var order = AnUnpaidOrder();
        var transfer = order.Press(PaymentMethods.BankTransfer);
        Assert.Equal(PaymentStatus.Open, transfer.Status);
        Assert.NotNull(transfer.CustomerReference);
        Saved(order);
        Expect.Nothing(order, () => Assert.Same(transfer, order.Press(PaymentMethods.BankTransfer)));
    }

    [Fact]
    public void A_press_after_a_failure_is_a_new_attempt_with_a_new_key()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.GatewaySays(ReportedState.Failed);
        var second = order.Press();
        Assert.Equal("pay_2", second.Id);
        Assert.NotEqual(order.Payments[0].IdempotencyKey, second.IdempotencyKey);
    }

    [Fact]
    public void A_press_after_a_part_has_come_is_a_new_attempt_over_the_rest()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.BankBrings(4_000);
        var second = order.Press();
        Assert.Equal(Cents(6_000), second.Amount);
        Assert.Equal(PaymentStatus.Closed, order.Payments[0].Status);
    }

    [Fact]
    public void Switching_the_method_closes_the_open_attempt_and_tells_its_gateway()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.Press(PaymentMethods.BankTransfer);
        Assert.Equal([PaymentStatus.Closed, PaymentStatus.Open], order.Payments.Select(p => p.Status));
        Assert.Equal(["PaymentClosed", "PaymentStarted"], order.TakeEvents());
    }

    [Fact]
    public void Switching_away_from_a_transfer_closes_it_and_has_nobody_to_tell()
    {
        var order = AnUnpaidOrder();
        order.Press(PaymentMethods.BankTransfer);
        Saved(order);
        order.Press();
        Assert.Equal([PaymentStatus.Closed, PaymentStatus.Created], order.Payments.Select(p => p.Status));
        Assert.Equal(["PaymentStarted"], order.TakeEvents());
    }

    [Fact]
    public void There_is_never_more_than_one_open_attempt()
    {
        var order = AnUnpaidOrder();
        for (int i = 0; i < 10; i++)
        {
            order.Press(i % 2 == 0 ? PaymentMethods.Sandbox : PaymentMethods.BankTransfer);
            Assert.Single(order.Payments, p => p.CanBeActedOn);
        }
    }

    [Fact]
    public void While_a_payment_is_processing_no_other_is_begun()
    {
        var order = AnOrderWhosePaymentIsProcessing();
        Expect.Refused("payment_processing", order, () => order.Press());
        Expect.Refused("payment_processing", order, () => order.Press(PaymentMethods.BankTransfer));
    }

    [Fact]
    public void Once_a_processing_payment_has_failed_the_customer_may_try_again()
    {
        var order = AnOrderWhosePaymentIsProcessing();
        order.GatewaySays(ReportedState.Failed);
        Assert.Equal("pay_2", order.Press().Id);
    }

    [Fact]
    public void The_number_of_attempts_is_limited()
    {
        var order = AnUnpaidOrder();
        for (int i = 0; i < 50; i++)
        {
            order.PressAndOpen();
            order.GatewaySays(ReportedState.Failed);
        }

        Expect.Refused("attempt_limit", order, () => order.Press());
        order.BankBrings(Price);
        Assert.Equal(OrderStatus.Paid, order.Status);
    }

    [Fact]
    public void A_paid_order_takes_no_attempt() => TakesNoAttempt(APaidOrder());

    [Fact]
    public void A_refunded_order_takes_no_attempt() => TakesNoAttempt(ARefundedOrder());

    [Fact]
    public void A_cancelled_order_takes_no_attempt() => TakesNoAttempt(ACancelledOrder());

    [Fact]
    public void A_deleted_order_takes_no_attempt() => TakesNoAttempt(ADeletedOrder());

    [Fact]
    public void A_closed_attempt_that_was_paid_all_the_same_pays_the_order()
    {
        var order = AnOrderWhosePaymentIsOpen();
        var card = order.Payments[0];
        order.Press(PaymentMethods.BankTransfer);
        order.TakeEvents();
        order.GatewaySays(ReportedState.Succeeded, card);
        Assert.Equal(OrderStatus.Paid, order.Status);
        Assert.Equal([PaymentStatus.Succeeded, PaymentStatus.Closed], order.Payments.Select(p => p.Status));
        Assert.Equal(["PaymentEnded", "payment.succeeded"], order.TakeEvents());
    }

    [Fact]
    public void Paying_closes_the_attempts_that_are_still_open()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.BankBrings(Price);
        Assert.Equal(PaymentStatus.Closed, order.Payments[0].Status);
        Assert.Equal(["PaymentClosed", "payment.succeeded"], order.TakeEvents());
    }

    [Fact]
    public void Cancelling_closes_the_attempts_that_are_still_open()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.Cancel("asked for", returnMoney: false, Noon);
        Assert.Equal(PaymentStatus.Closed, order.Payments[0].Status);
        Assert.Equal(["PaymentClosed", "order.cancelled"], order.TakeEvents());
    }

    [Fact]
    public void Deleting_closes_the_attempts_that_are_still_open()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.Expire(order.ExpiresAt);
        Assert.Equal(PaymentStatus.Closed, order.Payments[0].Status);
        Assert.Equal(["PaymentClosed", "order.deleted"], order.TakeEvents());
    }

    [Fact]
    public void A_gateways_second_answer_to_the_same_question_changes_nothing()
    {
        var order = AnOrderWhosePaymentIsOpen();
        Expect.Nothing(order, () => order.PaymentOpened("pay_1", "gw_pay_1", "https://bank.example/pay_1", Noon));
    }

    [Fact]
    public void A_page_that_opens_for_an_attempt_closed_meanwhile_is_closed_at_the_gateway_too()
    {
        var order = AnUnpaidOrder();
        var card = order.Press();
        order.Press(PaymentMethods.BankTransfer);
        order.TakeEvents();
        order.PaymentOpened(card.Id, "gw_pay_1", "https://bank.example/pay_1", Noon);
        Assert.Equal(PaymentStatus.Closed, card.Status);
        Assert.Equal("gw_pay_1", card.GatewayReference);
        Assert.Equal(["PaymentClosed"], order.TakeEvents());
    }

    [Fact]
    public void The_page_is_about_the_attempt_that_is_awaited_then_the_open_one_then_the_last()
    {
        var order = AnUnpaidOrder();
        Assert.Null(order.CurrentPayment);
        order.PressAndOpen();
        order.GatewaySays(ReportedState.Failed);
        Assert.Equal("pay_1", order.CurrentPayment!.Id);
        order.Press(PaymentMethods.BankTransfer);
        order.PressAndOpen();
        Assert.Equal("pay_3", order.CurrentPayment!.Id);
        order.GatewaySays(ReportedState.Processing);
        order.BankBrings(Price);
        Assert.Equal("pay_3", order.CurrentPayment!.Id);
    }

    private static void TakesNoAttempt(Order order) => Expect.Refused("order_not_payable", order, () => order.Press());
}
