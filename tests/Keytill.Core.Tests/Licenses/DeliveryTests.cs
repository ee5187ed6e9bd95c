using Keytill.Core.Catalog;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Tests.Orders;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Licenses;

/// <summary>Lines are delivered each on its own, a unit never twice and never without money.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public void One_licence_per_unit_delivers_the_line_with_the_last_one()
    {
        var order = APaidOrderOf(ALine(quantity: 3));
        var line = order.Lines[0];
        order.DeliverOne(line);
        order.DeliverOne(line);
        Assert.Equal(LineStatus.InProgress, line.Status);
        Assert.Empty(order.TakeEvents());
        order.DeliverOne(line);
        Assert.Equal(LineStatus.Delivered, line.Status);
        Assert.Equal([1, 2, 3], line.Licenses.Select(l => l.Unit));
        Assert.Equal(["lic_0_1", "lic_0_2", "lic_0_3"], Assert.Single(order.Raised.OfType<ProductDelivered>()).Licenses);
        Assert.Equal(["product.delivered", "order.delivered"], order.TakeEvents());
    }

    [Fact]
    public void One_licence_per_line_delivers_it_whatever_its_quantity()
    {
        var order = APaidOrderOf(ALine(quantity: 3, per: LicensePer.Line));
        Assert.Equal(0, order.BeginDelivery(order.Lines[0].Id));
        order.Deliver(order.Lines[0]);
        Assert.Equal(0, Assert.Single(order.Lines[0].Licenses).Unit);
        Assert.Equal(["product.delivered", "order.delivered"], order.TakeEvents());
    }

    [Fact]
    public void A_try_that_is_repeated_is_about_the_same_unit_under_the_same_request()
    {
        var order = APaidOrderOf(ALine(quantity: 2));
        var line = order.Lines[0];
        Assert.Equal(1, order.BeginDelivery(line.Id));
        Assert.Equal(1, order.BeginDelivery(line.Id));
        Assert.Equal(2, line.Attempts);
        Assert.Equal(line.Id + ":1", new UnitRequest(line.Id, 1).ToString());
        order.DeliverOne(line);
        Assert.Equal(0, line.Attempts);
        Assert.Equal(2, order.BeginDelivery(line.Id));
    }

    [Fact]
    public void A_unit_that_has_its_licence_keeps_it()
    {
        var order = APaidOrderOf(ALine(quantity: 2));
        var line = order.Lines[0];
        order.DeliverOne(line);
        Saved(order);
        Expect.Nothing(order, () => order.Issue("lic_other", line.Id, 1, "KEY-OTHER", Noon));
        order.Deliver(line);
        Saved(order);
        Expect.Nothing(order, () => order.Issue("lic_other", line.Id, 2, "KEY-OTHER", Noon));
    }

    [Theory]
    [InlineData(LicensePer.Unit, -1)]
    [InlineData(LicensePer.Unit, 0)]
    [InlineData(LicensePer.Unit, 2)]
    [InlineData(LicensePer.Unit, 4)]
    [InlineData(LicensePer.Line, 1)]
    public void A_unit_that_is_not_the_next_one_gets_no_licence(LicensePer per, int unit)
    {
        var order = APaidOrderOf(ALine(quantity: 3, per: per));
        string[] before = Snapshot.Of(order);
        Assert.Throws<ArgumentOutOfRangeException>(() => order.Issue("lic_1", order.Lines[0].Id, unit, "KEY", Noon));
        Assert.Equal(before, Snapshot.Of(order));
    }

    [Fact]
    public void A_delivered_line_has_nothing_more_to_do()
    {
        var order = ADeliveredOrder();
        string line = order.Lines[0].Id;
        Expect.Nothing(order, () => Assert.Null(order.BeginDelivery(line)));
        Expect.Nothing(order, () => order.DelayDelivery(line, "pool_empty", null, Noon));
        Expect.Nothing(order, () => order.FailDelivery(line, "method_gone", Noon));
        Expect.Nothing(order, () => order.ResumeDelivery(line, Noon));
    }

    [Fact]
    public void A_line_that_waits_holds_nobody_back_and_the_order_is_delivered_with_the_last_line()
    {
        var order = AnOrderWithTwoLines();
        var (first, second) = (order.Lines[0], order.Lines[1]);
        order.BeginDelivery(first.Id);
        order.DelayDelivery(first.Id, "pool_empty", null, Noon);
        order.Deliver(second);
        Assert.Equal(OrderDelivery.PartiallyDelivered, order.Delivery);
        Assert.Equal(["DeliveryDelayed", "product.delivered"], order.TakeEvents());
        order.ResumeDelivery(first.Id, Noon);
        order.Deliver(first);
        Assert.Equal(OrderDelivery.Delivered, order.Delivery);
        Assert.Equal(["DeliveryResumed", "product.delivered", "order.delivered"], order.TakeEvents());
    }

    [Fact]
    public void A_line_that_waits_says_why_and_when_it_is_tried_again()
    {
        var order = APaidOrder();
        var line = order.Lines[0];
        order.BeginDelivery(line.Id);
        order.DelayDelivery(line.Id, "method_slow", Noon.AddMinutes(1), Noon);
        Assert.Equal((LineStatus.Waiting, "method_slow", Noon.AddMinutes(1)), (line.Status, line.WaitsFor, line.TryAgainAt));
        Assert.Equal(["DeliveryDelayed"], order.TakeEvents());
        order.Deliver(line);
        Assert.Equal((LineStatus.Delivered, null, null), (line.Status, line.WaitsFor, line.TryAgainAt));
    }

    [Fact]
    public void A_late_answer_does_not_let_a_line_that_needs_a_person_go_on()
    {
        var order = APaidOrder();
        string line = order.Lines[0].Id;
        order.BeginDelivery(line);
        order.FailDelivery(line, "fatal_error", Noon);
        Saved(order);
        Expect.Nothing(order, () => order.DelayDelivery(line, "method_slow", Noon.AddMinutes(1), Noon));
    }

    [Fact]
    public void Units_that_came_before_the_others_are_told_once_for_each_time_that_more_have_come()
    {
        var order = APaidOrderOf(ALine(quantity: 4));
        string line = order.Lines[0].Id;
        DeliverAndWait(1);
        Assert.Equal(["UnitsDelivered", "DeliveryDelayed"], order.TakeEvents());
        DeliverAndWait(0);
        order.ResumeDelivery(line, Noon);
        DeliverAndWait(0);
        Assert.Equal(["DeliveryResumed"], order.TakeEvents());
        DeliverAndWait(2);
        Assert.Equal(["UnitsDelivered"], order.TakeEvents());
        Assert.Equal(3, order.Lines[0].UnitsTold);

        void DeliverAndWait(int units)
        {
            for (int i = 0; i < units; i++)
                order.Issue($"lic_{order.Lines[0].Licenses.Count + 1}", line, order.BeginDelivery(line)!.Value, "KEY", Noon);
            order.BeginDelivery(line);
            order.DelayDelivery(line, "pool_empty", null, Noon);
        }
    }

    [Fact]
    public void A_reason_to_wait_is_named_once_and_the_delay_told_once_however_often_it_is_tried()
    {
        var order = APaidOrder();
        string line = order.Lines[0].Id;
        for (int i = 0; i < 5; i++)
        {
            order.BeginDelivery(line);
            order.DelayDelivery(line, "temporary_error", Noon.AddMinutes(i), Noon);
        }

        order.BeginDelivery(line);
        order.DelayDelivery(line, "method_slow", null, Noon);
        Assert.Equal(["DeliveryDelayed"], order.TakeEvents());
        Assert.Equal(Noon, order.Lines[0].DelayedAt);
        Assert.Equal(["temporary_error", "method_slow"], order.Timeline.Where(t => t.Kind == "delivery_delayed").Select(t => t.Detail));
        Assert.Equal(6, order.Lines[0].Attempts);
    }

    [Fact]
    public void A_line_that_needs_a_person_is_told_once_and_goes_on_when_resumed()
    {
        var order = APaidOrder();
        var line = order.Lines[0];
        order.BeginDelivery(line.Id);
        order.FailDelivery(line.Id, "method_refused", Noon);
        Assert.Equal((LineStatus.NeedsPerson, "method_refused"), (line.Status, line.WaitsFor));
        Assert.Equal(["product.delivery_failed"], order.TakeEvents());
        Expect.Nothing(order, () => order.FailDelivery(line.Id, "method_refused", Noon));
        Expect.Nothing(order, () => Assert.Null(order.BeginDelivery(line.Id)));
        order.ResumeDelivery(line.Id, Noon);
        Assert.Equal((LineStatus.Waiting, null), (line.Status, line.WaitsFor));
        Assert.Equal(["DeliveryResumed"], order.TakeEvents());
        order.Deliver(line);
        Assert.Equal(["product.delivered", "order.delivered"], order.TakeEvents());
    }

    [Fact]
    public void A_licence_that_arrives_while_a_person_is_asked_for_delivers_all_the_same()
    {
        var order = APaidOrder();
        var line = order.Lines[0];
        order.BeginDelivery(line.Id);
        order.FailDelivery(line.Id, "temporary_error", Noon);
        order.TakeEvents();
        order.Issue("lic_1", line.Id, 1, "KEY", Noon);
        Assert.Equal((LineStatus.Delivered, null), (line.Status, line.WaitsFor));
        Assert.Equal(["product.delivered", "order.delivered"], order.TakeEvents());
    }

    [Fact]
    public void Order_delivered_is_told_once_with_one_line_stopped_and_one_delivered_later()
    {
        var order = AnOrderWithTwoLines();
        order.Deliver(order.Lines[0]);
        Assert.Equal(["product.delivered"], order.TakeEvents());
        order.RefundEverything();
        Assert.Equal(LineStatus.Stopped, order.Lines[1].Status);
        Assert.Equal(OrderDelivery.Delivered, order.Delivery);
        Assert.Equal(["order.delivered"], order.TakeEvents().Where(e => e == "order.delivered"));
        Assert.NotNull(order.DeliveredAt);
    }

    [Fact]
    public void An_order_of_which_nothing_was_delivered_is_not_delivered_when_it_stops()
    {
        var order = AnOrderWithTwoLines();
        order.RefundEverything();
        Assert.Equal(OrderDelivery.NotDelivered, order.Delivery);
        Assert.DoesNotContain("order.delivered", order.TakeEvents());
        Assert.Null(order.DeliveredAt);
    }

    [Fact]
    public void A_later_refund_does_not_take_delivered_back()
    {
        var order = ADeliveredOrder();
        var at = order.DeliveredAt;
        order.RefundEverything();
        Assert.Equal(OrderDelivery.Delivered, order.Delivery);
        Assert.Equal(LineStatus.Delivered, order.Lines[0].Status);
        Assert.Equal(at, order.DeliveredAt);
    }

    [Fact]
    public void An_unpaid_order_delivers_nothing() => DeliversNothing(AnUnpaidOrderWithAPart());

    [Fact]
    public void A_cancelled_order_delivers_nothing() => DeliversNothing(ACancelledOrder());

    [Fact]
    public void A_deleted_order_delivers_nothing() => DeliversNothing(ADeletedOrder());

    [Fact]
    public void An_order_whose_payment_is_processing_delivers_nothing() => DeliversNothing(AnOrderWhosePaymentIsProcessing());

    [Fact]
    public void Every_line_of_a_refunded_order_is_at_its_end()
    {
        var order = AnOrderWithTwoLines();
        order.Deliver(order.Lines[0]);
        order.RefundEverything();
        Saved(order);
        foreach (var line in order.Lines)
            Expect.Nothing(order, () => Assert.Null(order.BeginDelivery(line.Id)));
    }

    private static void DeliversNothing(Order order)
    {
        string line = order.Lines[0].Id;
        Expect.Refused("order_not_paid", order, () => order.BeginDelivery(line));
        Expect.Refused("order_not_paid", order, () => order.Issue("lic_1", line, 1, "KEY", Noon));
        Expect.Refused("order_not_paid", order, () => order.DelayDelivery(line, "pool_empty", null, Noon));
        Expect.Refused("order_not_paid", order, () => order.FailDelivery(line, "method_gone", Noon));
        Expect.Refused("order_not_paid", order, () => order.ResumeDelivery(line, Noon));
        Assert.Equal(OrderDelivery.NotDelivered, order.Delivery);
    }
}
