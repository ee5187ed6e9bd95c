using Keytill.Core.Catalog;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Tests.Orders;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Licenses;

/// <summary>Support has a licence replaced: the customer keeps the one he has until the other is there, and never has two.</summary>
public sealed class ReplacementTests
{
    private static readonly DateTimeOffset Later = Noon.AddDays(1);

    [Theory]
    [InlineData(LicensePer.Unit, 2)]
    [InlineData(LicensePer.Line, 0)]
    public void The_old_licence_stays_until_the_new_one_is_there_and_then_both_change_at_once(LicensePer per, int unit)
    {
        var order = ADeliveredOrder(ALine(quantity: 3, per: per));
        var line = order.Lines[0];
        var old = line.Licenses.Single(l => l.Unit == unit);
        order.ReplaceLicense(old.Id, "lic_new", Later);
        Assert.Equal(["ReplacementDue"], order.TakeEvents());
        var request = new UnitRequest(line.Id, unit, 1);
        Assert.Equal($"{line.Id}:{unit}:1", request.ToString());
        Assert.Equal(request, UnitRequest.OfReplacement($"{request}:17"));

        Assert.Same(old, order.BeginReplacement(request));
        Assert.Equal((LicenseStatus.Active, ReplacementStatus.InProgress, 1), (old.Status, old.Replacement, old.ReplacementAttempts));
        order.IssueReplacement(request, "KEY-NEW", Later);
        var both = line.Licenses.Where(l => l.Unit == unit).ToList();
        Assert.Equal([(old.Id, LicenseStatus.Replaced), ("lic_new", LicenseStatus.Active)], both.Select(l => (l.Id, l.Status)));
        Assert.Equal([old.Id, "lic_new"], Assert.Single(order.Raised.OfType<LicenseReplaced>()).LicenseIds);
        Assert.Equal(["license.replaced"], order.TakeEvents());
        Assert.Equal((LineStatus.Delivered, line.UnitsDue), (line.Status, line.UnitsIssued));
        Assert.Equal(["replacement_asked", "license_replaced"], order.Notes().TakeLast(2));
    }

    [Fact]
    public void What_is_done_again_changes_nothing()
    {
        var order = ADeliveredOrder();
        var request = Begun(order);
        Saved(order);
        Expect.Nothing(order, () => order.ReplaceLicense("lic_0_1", "lic_new", Later));
        order.IssueReplacement(request, "KEY-NEW", Later);
        Saved(order);
        Expect.Nothing(order, () => order.ReplaceLicense("lic_0_1", "lic_new", Later));
        Expect.Nothing(order, () => order.IssueReplacement(request, "KEY-OTHER", Later));
        Expect.Nothing(order, () => Assert.Null(order.BeginReplacement(request)));
        Expect.Nothing(order, () => order.DelayReplacement(request, "pool_empty", null, Later));
        Expect.Nothing(order, () => order.FailReplacement(request, "fatal_error", Later));
        Assert.Throws<ArgumentOutOfRangeException>(() => order.IssueReplacement(request with { Generation = 2 }, "KEY-OTHER", Later));
    }

    [Fact]
    public void A_new_licence_can_be_replaced_in_its_turn()
    {
        var order = ADeliveredOrder();
        order.IssueReplacement(Begun(order), "KEY-NEW", Later);
        order.ReplaceLicense("lic_new", "lic_newer", Later);
        order.IssueReplacement(new UnitRequest(order.Lines[0].Id, 1, 2), "KEY-NEWER", Later);
        Assert.Equal([LicenseStatus.Replaced, LicenseStatus.Replaced, LicenseStatus.Active], order.Lines[0].Licenses.Select(l => l.Status));
    }

    [Fact]
    public void A_replacement_that_waits_says_why_and_is_told_once()
    {
        var order = ADeliveredOrder();
        var request = Begun(order);
        order.TakeEvents();
        order.DelayReplacement(request, "temporary_error", Later.AddMinutes(1), Later);
        order.DelayReplacement(request, "temporary_error", Later.AddMinutes(6), Later.AddMinutes(1));
        var license = order.Lines[0].Licenses[0];
        Assert.Equal((LicenseStatus.Active, ReplacementStatus.Waiting, "temporary_error", Later.AddMinutes(6)), (license.Status, license.Replacement, license.ReplacementWaitsFor, license.ReplacementTryAgainAt));
        Assert.Equal(["ReplacementDelayed"], order.TakeEvents());
        Assert.Equal((LineStatus.Delivered, null), (order.Lines[0].Status, order.Lines[0].WaitsFor));
        order.BeginReplacement(request);
        order.IssueReplacement(request, "KEY-NEW", Later.AddMinutes(6));
        Assert.Null(license.ReplacementWaitsFor);
    }

    [Fact]
    public void A_replacement_that_fails_waits_for_a_person_whatever_comes_late_and_goes_on_when_he_has_acted()
    {
        var order = ADeliveredOrder();
        var request = Begun(order);
        order.TakeEvents();
        order.FailReplacement(request, "fatal_error", Later);
        Assert.Equal(["lic_0_1"], Assert.Single(order.Raised.OfType<ProductDeliveryFailed>()).LicenseIds);
        Assert.Equal(["product.delivery_failed"], order.TakeEvents());
        Expect.Nothing(order, () => Assert.Null(order.BeginReplacement(request)));
        Expect.Nothing(order, () => order.DelayReplacement(request, "method_slow", null, Later));
        Expect.Nothing(order, () => order.FailReplacement(request, "fatal_error", Later));
        order.ResumeDelivery(order.Lines[0].Id, Later);
        Assert.Equal(["ReplacementDue"], order.TakeEvents());
        Assert.NotNull(order.BeginReplacement(request));
    }

    [Fact]
    public void Each_illegal_replacement_is_refused_by_its_code_and_changes_nothing()
    {
        Refused("license_unknown", ADeliveredOrder(), "lic_9");
        Refused("license_unknown", APaidOrder(), "lic_0_1");
        Refused("license_unknown", AnUnpaidOrder(), "lic_0_1");
        Refused("order_refunded", ARefundedOrder());
        var never = ADeliveredOrder(ALine(revocation: RevocationPolicy.Never));
        never.RefundEverything();
        Refused("order_refunded", never);
        var awaited = ADeliveredOrder();
        awaited.ReplaceLicense("lic_0_1", "lic_new", Later);
        Refused("replacement_awaited", awaited);
        var replaced = ADeliveredOrder();
        replaced.IssueReplacement(Begun(replaced), "KEY-NEW", Later);
        Refused("license_not_active", replaced);
    }

    [Fact]
    public void A_licence_whose_money_goes_back_or_that_the_customer_never_had_is_not_replaced()
    {
        var approved = ADeliveredOrder();
        approved.AskBackAndApprove();
        Refused("line_refunded", approved);

        var held = AnOrderWithTwoLines();
        held.Deliver(held.Lines[0]);
        held.BeginDelivery(held.Lines[1].Id);
        held.AskBack();
        held.Issue("lic_late", held.Lines[1].Id, 1, "KEY-LATE", Later);
        Refused("license_not_delivered", held, "lic_late");
    }

    [Fact]
    public void A_refund_that_is_only_asked_for_lets_a_replacement_go_on()
    {
        var order = ADeliveredOrder();
        var request = Begun(order);
        order.AskBack();
        order.IssueReplacement(request, "KEY-NEW", Later);
        Assert.Equal(LicenseStatus.Active, order.Lines[0].Licenses[1].Status);
        order.ApproveRefund("ref_1", "anna", Later);
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Succeeded);
        Assert.Equal([LicenseStatus.Replaced, LicenseStatus.Revoked], order.Lines[0].Licenses.Select(l => l.Status));
        Assert.Equal(["lic_new"], order.Raised.OfType<LicenseRevoked>().Single().Licenses);
    }

    [Fact]
    public void An_approved_refund_calls_a_replacement_off_and_what_comes_late_is_stored_revoked_and_never_shown()
    {
        var order = ADeliveredOrder();
        var request = Begun(order);
        order.AskBackAndApprove();
        var line = order.Lines[0];
        Assert.Equal(ReplacementStatus.CalledOff, line.Licenses[0].Replacement);
        Assert.Contains("replacement_called_off", order.Notes());
        order.TakeEvents();
        order.IssueReplacement(request, "KEY-LATE", Later);
        Assert.Equal([("lic_0_1", LicenseStatus.Active, true), ("lic_new", LicenseStatus.Revoked, false)], line.Licenses.Select(l => (l.Id, l.Status, l.IsShown)));
        Assert.Empty(order.TakeEvents());
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Succeeded);
        Assert.Equal(["lic_0_1"], order.Raised.OfType<LicenseRevoked>().Single().Licenses);
    }

    [Fact]
    public void After_a_refund_that_failed_a_replacement_can_be_asked_for_anew_and_what_came_late_stays_kept_back()
    {
        var order = ADeliveredOrder();
        var request = Begun(order);
        order.AskBackAndApprove();
        order.IssueReplacement(request, "KEY-LATE", Later);
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Failed);
        order.ResumeDelivery(order.Lines[0].Id, Later);
        order.ReplaceLicense("lic_0_1", "lic_other", Later);
        order.IssueReplacement(request with { Generation = 2 }, "KEY-OTHER", Later);
        Assert.Equal(
            [("lic_0_1", LicenseStatus.Replaced), ("lic_new", LicenseStatus.Revoked), ("lic_other", LicenseStatus.Active)],
            order.Lines[0].Licenses.Select(l => (l.Id, l.Status)));
        Assert.False(order.Lines[0].Licenses[1].IsShown);
    }

    [Fact]
    public void Called_off_before_its_answer_and_asked_for_anew_it_is_the_same_request()
    {
        var order = ADeliveredOrder();
        var request = Begun(order);
        order.AskBackAndApprove();
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Failed);
        order.ReplaceLicense("lic_0_1", "lic_other", Later);
        Assert.NotNull(order.AwaitingReplacement(request));
        order.IssueReplacement(request, "KEY-LATE", Later);
        Assert.Equal([("lic_0_1", LicenseStatus.Replaced), ("lic_other", LicenseStatus.Active)], order.Lines[0].Licenses.Select(l => (l.Id, l.Status)));
    }

    [Fact]
    public void A_line_that_still_waits_can_have_a_licence_replaced_and_goes_on_by_its_units()
    {
        var order = APaidOrderOf(ALine(quantity: 2));
        var line = order.Lines[0];
        order.DeliverOne(line);
        order.IssueReplacement(Begun(order), "KEY-NEW", Later);
        Assert.Equal((2, 1), (line.NextUnit, line.UnitsIssued));
        order.TakeEvents();
        order.DeliverOne(line);
        Assert.Equal(["lic_new", "lic_0_2"], order.Raised.OfType<ProductDelivered>().Single().Licenses);
    }

    private static UnitRequest Begun(Order order)
    {
        order.ReplaceLicense("lic_0_1", "lic_new", Later);
        var request = new UnitRequest(order.Lines[0].Id, 1, 1);
        Assert.NotNull(order.BeginReplacement(request));
        return request;
    }

    private static void Refused(string code, Order order, string license = "lic_0_1")
    {
        Saved(order);
        string[] before = Snapshot.Of(order);
        Assert.Equal(code, Assert.Throws<RuleBroken>(() => order.ReplaceLicense(license, "lic_refused", Later)).Code);
        Assert.Equal(before, Snapshot.Of(order));
        Assert.True(order.Licenses.All(l => l.Id != license || !order.CanReplace(l)));
    }
}
