using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Orders;

/// <summary>Whole ways of an order, each with every event that it raises, in order. Names with a dot are what the vendor hears.</summary>
public sealed class OrderStoryTests
{
    [Fact]
    public void Paid_at_once_and_delivered()
    {
        var order = JustPlaced(Mode.Live, ALine());
        order.PressAndOpen();
        order.GatewaySays(ReportedState.Succeeded);
        order.DeliverEverything();
        Told(order, "order.created", "PaymentStarted", "PaymentEnded", "payment.succeeded", "product.delivered", "order.delivered");
        Assert.Equal(
            ["order_created", "payment_started", "payment_opened", "money_received", "order_paid", "license_issued", "line_delivered", "order_delivered"],
            order.Notes());
    }

    [Fact]
    public void Declined_then_paid()
    {
        var order = AnUnpaidOrder();
        order.PressAndOpen();
        order.GatewaySays(ReportedState.Failed, failure: FailureCode.CardDeclined);
        order.PressAndOpen();
        order.GatewaySays(ReportedState.Succeeded);
        Told(order, "PaymentStarted", "PaymentEnded", "payment.failed", "PaymentStarted", "PaymentEnded", "payment.succeeded");
    }

    [Fact]
    public void Left_the_gateways_page_and_came_back()
    {
        var order = AnUnpaidOrder();
        order.PressAndOpen();
        order.GatewaySays(ReportedState.Expired);
        order.PressAndOpen();
        order.GatewaySays(ReportedState.Succeeded);
        Told(order, "PaymentStarted", "PaymentEnded", "PaymentStarted", "PaymentEnded", "payment.succeeded");
    }

    [Fact]
    public void Processing_for_three_days_then_paid()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.GatewaySays(ReportedState.Processing);
        order.GatewaySays(ReportedState.Succeeded, at: Noon.AddDays(3));
        Told(order, "payment.processing", "PaymentEnded", "payment.succeeded");
        Assert.Equal(Noon.AddDays(3), order.PaidAt);
    }

    [Fact]
    public void Processing_for_three_days_then_failed_then_paid_by_transfer()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.GatewaySays(ReportedState.Processing);
        order.GatewaySays(ReportedState.Failed, at: Noon.AddDays(3));
        order.Press(PaymentMethods.BankTransfer);
        order.BankBrings(Price);
        Told(order, "payment.processing", "PaymentEnded", "payment.failed", "PaymentStarted", "payment.succeeded");
    }

    [Fact]
    public void Switched_to_a_transfer_that_came_in_two_parts()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.Press(PaymentMethods.BankTransfer);
        order.BankBrings(4_000);
        order.BankBrings(6_000);
        Told(order, "PaymentClosed", "PaymentStarted", "PartReceived", "payment.succeeded");
    }

    [Fact]
    public void Paid_by_transfer_and_by_the_card_that_was_being_processed()
    {
        var order = AnOrderWhosePaymentIsProcessing();
        order.BankBrings(Price);
        order.GatewaySays(ReportedState.Succeeded);
        order.ReturnUnapplied("ref_1", "rcp_2", Noon.AddDays(1));
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Succeeded);
        Told(order, "payment.succeeded", "PaymentEnded", "MoneyUnapplied", "RefundApproved");
        Assert.Equal((OrderStatus.Paid, Cents(Price)), (order.Status, order.Kept));
    }

    [Fact]
    public void Paid_by_transfer_while_a_card_was_being_processed_that_failed_later()
    {
        var order = AnOrderWhosePaymentIsProcessing();
        order.BankBrings(Price);
        order.GatewaySays(ReportedState.Failed);
        Told(order, "payment.succeeded", "PaymentEnded", "payment.failed");
        Assert.Equal(OrderStatus.Paid, order.Status);
    }

    [Fact]
    public void Two_lines_of_which_one_waits_for_keys()
    {
        var order = AnOrderWithTwoLines();
        order.Deliver(order.Lines[1]);
        order.BeginDelivery(order.Lines[0].Id);
        order.DelayDelivery(order.Lines[0].Id, "pool_empty", null, Noon);
        order.ResumeDelivery(order.Lines[0].Id, Noon.AddDays(1));
        order.Deliver(order.Lines[0]);
        Told(order, "product.delivered", "DeliveryDelayed", "DeliveryResumed", "product.delivered", "order.delivered");
    }

    [Fact]
    public void Two_lines_of_which_one_needs_a_person()
    {
        var order = AnOrderWithTwoLines();
        order.BeginDelivery(order.Lines[0].Id);
        order.FailDelivery(order.Lines[0].Id, "method_refused", Noon);
        order.Deliver(order.Lines[1]);
        order.ResumeDelivery(order.Lines[0].Id, Noon.AddDays(1));
        order.Deliver(order.Lines[0]);
        Told(order, "product.delivery_failed", "product.delivered", "DeliveryResumed", "product.delivered", "order.delivered");
    }

    [Fact]
    public void Nobody_paid_in_time()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.Expire(order.ExpiresAt);
        Told(order, "PaymentClosed", "order.deleted");
    }

    [Fact]
    public void Deleted_then_reopened_then_paid()
    {
        var order = ADeletedOrder();
        order.Reopen("he wants it after all", Noon.AddDays(91));
        order.PressAndOpen(Noon.AddDays(92));
        order.GatewaySays(ReportedState.Succeeded, at: Noon.AddDays(92));
        Told(order, "order.reopened", "PaymentStarted", "PaymentEnded", "payment.succeeded");
    }

    [Fact]
    public void Cancelled_with_money_then_reopened_then_paid()
    {
        var order = AnUnpaidOrderWithAPart();
        order.Cancel("asked for", returnMoney: true, Noon.AddDays(1));
        order.Reopen("he wants it after all", Noon.AddDays(2));
        order.PressAndOpen(Noon.AddDays(2));
        order.GatewaySays(ReportedState.Succeeded, at: Noon.AddDays(2));
        Told(order, "order.cancelled", "order.reopened", "PaymentStarted", "PaymentEnded", "payment.succeeded");
    }

    [Fact]
    public void Refunded_whole_after_delivery()
    {
        var order = ADeliveredOrder(ALine(quantity: 2));
        order.RefundEverything();
        Told(order, "refund.requested", "RefundApproved", "refund.succeeded", "license.revoked");
        Assert.Equal(
            ["refund_requested", "refund_approved", "refund_succeeded", "order_refunded", "license_revoked"], order.Notes().TakeLast(5));
    }

    [Fact]
    public void Refunded_whole_while_one_line_was_waiting()
    {
        var order = AnOrderWithTwoLines();
        order.Deliver(order.Lines[0]);
        order.RefundEverything();
        Told(order, "product.delivered", "refund.requested", "RefundApproved", "order.delivered", "refund.succeeded", "license.revoked");
    }

    [Fact]
    public void Refunded_and_weeks_later_the_money_came_back()
    {
        var order = ADeliveredOrder();
        order.RefundEverything();
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Failed, Noon.AddDays(30));
        Told(order, "refund.requested", "RefundApproved", "refund.succeeded", "license.revoked", "refund.failed");
        Assert.Equal(OrderStatus.Paid, order.Status);
    }

    [Fact]
    public void An_event_names_what_it_is_about()
    {
        var order = AnOrderWithTwoLines();
        order.Deliver(order.Lines[0]);
        order.RefundEverything();
        var events = order.StartNextVersion().OfType<PublicOrderEvent>().ToDictionary(e => e.Type);
        Assert.Equal((order.Lines[0].Id, "lic_0_1"), (events["product.delivered"].LineId, Assert.Single(events["product.delivered"].LicenseIds)));
        Assert.Equal("ref_1", events["refund.requested"].RefundId);
        Assert.Equal("ref_1", events["refund.succeeded"].RefundId);
        Assert.Equal(order.Lines[0].Id, events["license.revoked"].LineId);
        var paid = AnUnpaidOrder();
        paid.PressAndOpen();
        paid.GatewaySays(ReportedState.Succeeded);
        Assert.Equal("pay_1", paid.Raised.OfType<PaymentSucceeded>().Single().PaymentId);
    }

    private static void Told(Order order, params string[] events) => Assert.Equal(events, order.TakeEvents());
}
