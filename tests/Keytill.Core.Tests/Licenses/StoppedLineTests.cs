using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Tests.Orders;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Licenses;

/// <summary>Lines whose money is asked back before they are delivered, with a licence perhaps already on its way.</summary>
public sealed class StoppedLineTests
{
    [Fact]
    public void Asking_for_all_the_money_holds_what_is_not_delivered()
    {
        var order = AnOrderWithTwoLines();
        order.Deliver(order.Lines[0]);
        order.AskBack();
        Assert.Equal([LineStatus.Delivered, LineStatus.Held], order.Lines.Select(l => l.Status));
        Assert.Equal("refund_asked", order.Lines[1].WaitsFor);
        Saved(order);
        Expect.Nothing(order, () => Assert.Null(order.BeginDelivery(order.Lines[1].Id)));
        Expect.Nothing(order, () => order.DelayDelivery(order.Lines[1].Id, "pool_empty", null, Noon));
        Expect.Nothing(order, () => order.FailDelivery(order.Lines[1].Id, "method_gone", Noon));
        Expect.Nothing(order, () => order.ResumeDelivery(order.Lines[1].Id, Noon));
    }

    [Fact]
    public void A_held_line_is_not_tried_again_by_itself()
    {
        var order = APaidOrder();
        order.DelayDelivery(order.Lines[0].Id, "method_slow", Noon.AddDays(1), Noon);
        order.AskBack();
        Assert.Null(order.Lines[0].TryAgainAt);
    }

    [Fact]
    public void Asking_for_some_of_the_money_holds_nothing()
    {
        var order = AnOrderWithTwoLines();
        order.AskBackAndApprove(minor: Price - 2);
        Assert.All(order.Lines, line => Assert.Equal(LineStatus.Waiting, line.Status));
    }

    [Fact]
    public void Approving_stops_what_is_not_delivered_in_the_same_act()
    {
        var order = AnOrderWithTwoLines();
        order.Deliver(order.Lines[0]);
        order.BeginDelivery(order.Lines[1].Id);
        order.DelayDelivery(order.Lines[1].Id, "pool_empty", Noon, Noon);
        string refund = order.AskBack();
        order.TakeEvents();
        order.ApproveRefund(refund, "anna", Noon);
        Assert.Equal([LineStatus.Delivered, LineStatus.Stopped], order.Lines.Select(l => l.Status));
        Assert.Null(order.Lines[1].WaitsFor);
        Assert.Null(order.Lines[1].TryAgainAt);
        Assert.Equal(["RefundApproved", "order.delivered"], order.TakeEvents());
    }

    [Fact]
    public void A_stopped_line_stays_stopped()
    {
        var order = AnOrderWithTwoLines();
        order.AskBackAndApprove();
        Saved(order);
        string line = order.Lines[1].Id;
        Expect.Nothing(order, () => Assert.Null(order.BeginDelivery(line)));
        Expect.Nothing(order, () => order.DelayDelivery(line, "pool_empty", null, Noon));
        Expect.Nothing(order, () => order.FailDelivery(line, "method_gone", Noon));
        Expect.Nothing(order, () => order.ResumeDelivery(line, Noon));
    }

    [Fact]
    public void A_licence_that_comes_for_a_stopped_line_is_stored_revoked_and_never_shown()
    {
        var order = APaidOrder();
        var line = order.Lines[0];
        order.BeginDelivery(line.Id);
        order.AskBackAndApprove();
        Saved(order);
        order.Issue("lic_1", line.Id, 1, "KEY", Noon.AddMinutes(9));
        var license = Assert.Single(line.Licenses);
        Assert.Equal(LicenseStatus.Revoked, license.Status);
        Assert.False(license.IsShown);
        Assert.Equal(LineStatus.Stopped, line.Status);
        Assert.Empty(order.TakeEvents());
        Assert.Equal("license_came_too_late", order.Timeline[^1].Kind);
    }

    [Fact]
    public void A_licence_that_comes_for_a_held_line_is_not_shown_either()
    {
        var order = APaidOrder();
        var line = order.Lines[0];
        order.BeginDelivery(line.Id);
        order.AskBack();
        order.Issue("lic_1", line.Id, 1, "KEY", Noon.AddMinutes(9));
        Assert.Equal((LineStatus.Held, LicenseStatus.Revoked, false), (line.Status, line.Licenses[0].Status, line.Licenses[0].IsShown));
        order.ApproveRefund("ref_1", "anna", Noon);
        Assert.Equal(LineStatus.Stopped, line.Status);
        Assert.False(line.Licenses[0].IsShown);
    }

    [Fact]
    public void A_licence_that_was_delivered_and_revoked_is_still_shown_as_revoked_even_within_the_same_millisecond()
    {
        var order = ADeliveredOrder();
        order.RefundEverything();
        var license = order.Lines[0].Licenses[0];
        Assert.Equal(license.IssuedAt, license.RevokedAt);
        Assert.Equal(LicenseStatus.Revoked, license.Status);
        Assert.True(license.IsShown);
    }

    [Fact]
    public void When_the_refund_fails_a_stopped_line_needs_support_and_the_vendor_is_not_told_that_delivery_failed()
    {
        var order = AnOrderWithTwoLines();
        order.Deliver(order.Lines[0]);
        order.AskBackAndApprove();
        order.TakeEvents();
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Failed);
        Assert.Equal((LineStatus.NeedsPerson, "refund_failed"), (order.Lines[1].Status, order.Lines[1].WaitsFor));
        Assert.Equal(["refund.failed"], order.TakeEvents());
        order.ResumeDelivery(order.Lines[1].Id, Noon);
        order.Deliver(order.Lines[1]);
        Assert.Equal(OrderDelivery.Delivered, order.Delivery);
        Assert.Equal(["DeliveryResumed", "product.delivered"], order.TakeEvents());
    }

    [Fact]
    public void When_the_refund_fails_a_line_held_for_another_request_needs_support()
    {
        var order = AnOrderPaidInTwoParts();
        order.AskBackAndApprove(order.Receipts[0]);
        order.AskBack(order.Receipts[1]);
        Assert.Equal(LineStatus.Held, order.Lines[0].Status);
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Failed);
        Assert.Equal((LineStatus.NeedsPerson, "refund_failed"), (order.Lines[0].Status, order.Lines[0].WaitsFor));
    }

    [Fact]
    public void When_the_refund_fails_the_licence_that_came_too_late_takes_effect_as_the_line_is_resumed()
    {
        var order = APaidOrder();
        var line = order.Lines[0];
        order.BeginDelivery(line.Id);
        order.AskBackAndApprove();
        order.Issue("lic_1", line.Id, 1, "KEY", Noon);
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Failed);
        order.TakeEvents();
        order.ResumeDelivery(line.Id, Noon.AddDays(1));
        Assert.Equal(LineStatus.Delivered, line.Status);
        Assert.Equal((LicenseStatus.Active, true), (line.Licenses[0].Status, line.Licenses[0].IsShown));
        Assert.Equal(["product.delivered", "order.delivered"], order.TakeEvents());
    }

    [Fact]
    public void A_second_refund_stops_again_what_the_failed_one_left_to_support()
    {
        var order = AnOrderWithTwoLines();
        order.AskBackAndApprove();
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Failed);
        order.AskBackAndApprove();
        Assert.All(order.Lines, line => Assert.Equal(LineStatus.Stopped, line.Status));
        order.GatewaySaysOfRefund("ref_2", ReportedRefundState.Succeeded);
        Assert.Equal(OrderStatus.Refunded, order.Status);
    }
}
