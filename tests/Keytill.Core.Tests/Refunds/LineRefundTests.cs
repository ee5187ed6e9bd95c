using Keytill.Core.Catalog;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Tests.Orders;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Refunds;

/// <summary>Refunds of lines and of amounts: what each takes of each line, and what becomes of the lines.</summary>
public sealed class LineRefundTests
{
    [Fact]
    public void A_line_goes_back_with_its_own_share_of_tax_and_the_others_stay()
    {
        var order = ADeliveredOrder(ALine(6_000), ALine(4_000));
        Refund(order, "ref_1", lines: order.Lines[1].Id);
        var part = Assert.Single(order.Refund("ref_1").Parts);
        Assert.Equal((order.Lines[1].Id, 3_361, 639), (part.LineId, part.NetMinor, part.TaxMinor));
        Assert.Equal((OrderStatus.Paid, Cents(4_000), Cents(6_000)), (order.Status, order.Refunded, order.Refundable));
        Assert.Equal([LicenseStatus.Active, LicenseStatus.Revoked], order.Lines.Select(l => l.Licenses[0].Status));
        Expect.MoneyAddsUp(order);
    }

    [Fact]
    public void Line_by_line_everything_goes_back_and_the_order_is_refunded_with_the_last()
    {
        var order = ADeliveredOrder(ALine(6_000), ALine(4_000));
        Refund(order, "ref_1", lines: order.Lines[0].Id);
        Assert.Equal(OrderStatus.Paid, order.Status);
        Refund(order, "ref_2", lines: order.Lines[1].Id);
        Assert.Equal(OrderStatus.Refunded, order.Status);
        Assert.Equal(order.Amounts.Tax.Minor, order.Refunds.SelectMany(r => r.Parts).Sum(p => p.TaxMinor));
    }

    [Fact]
    public void A_line_that_is_asked_back_is_held_and_stopped_and_the_others_are_delivered()
    {
        var order = AnOrderWithTwoLines();
        Ask(order, "ref_1", lines: order.Lines[1].Id);
        Assert.Equal([LineStatus.Waiting, LineStatus.Held], order.Lines.Select(l => l.Status));
        order.ApproveRefund("ref_1", "anna", Noon);
        Assert.Equal([LineStatus.Waiting, LineStatus.Stopped], order.Lines.Select(l => l.Status));
        order.Deliver(order.Lines[0]);
        Assert.Equal(OrderDelivery.Delivered, order.Delivery);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_held_line_goes_on_when_the_request_is_declined_or_withdrawn(bool declined)
    {
        var order = AnOrderWithTwoLines();
        Ask(order, "ref_1", lines: order.Lines[1].Id);
        order.TakeEvents();
        if (declined)
            order.DeclineRefund("ref_1", "anna", "too late", Noon);
        else
            order.WithdrawRefund("ref_1", Noon);
        Assert.Equal((LineStatus.Waiting, null), (order.Lines[1].Status, order.Lines[1].WaitsFor));
        Assert.Equal(declined ? ["refund.declined", "DeliveryResumed"] : ["DeliveryResumed"], order.TakeEvents());
    }

    [Fact]
    public void A_licence_that_came_while_its_line_was_held_is_delivered_when_the_request_is_declined()
    {
        var order = APaidOrder();
        order.BeginDelivery(order.Lines[0].Id);
        Ask(order, "ref_1");
        order.Issue("lic_1", order.Lines[0].Id, 1, "KEY", Noon);
        Assert.False(order.Lines[0].Licenses[0].IsShown);
        order.TakeEvents();
        order.DeclineRefund("ref_1", "anna", "too late", Noon);
        Assert.True(order.Lines[0].Licenses[0].IsShown);
        Assert.Equal(["refund.declined", "product.delivered", "order.delivered"], order.TakeEvents());
    }

    [Fact]
    public void A_line_that_is_asked_back_twice_stays_held_while_one_request_covers_it()
    {
        var order = APaidOrderOf(ALine(6_000), ALine(4_000));
        Ask(order, "ref_1", lines: order.Lines[1].Id);
        Ask(order, "ref_2", amount: 100, lines: order.Lines[0].Id);
        order.WithdrawRefund("ref_2", Noon);
        Assert.Equal(LineStatus.Held, order.Lines[1].Status);
    }

    [Fact]
    public void An_amount_is_split_over_lines_and_taxes_by_largest_remainder()
    {
        var order = ADeliveredOrder(ALine(3_333), ALine(3_333), ALine(3_334));
        Ask(order, "ref_1", amount: 100);
        Assert.Equal([(28, 5), (28, 5), (29, 5)], order.Refund("ref_1").Parts.Select(p => ((int)p.NetMinor, (int)p.TaxMinor)));
        Ask(order, "ref_2");
        for (int i = 0; i < order.Lines.Count; i++)
        {
            var gone = order.Refunds.SelectMany(r => r.Parts).Where(p => p.LineId == order.Lines[i].Id).ToList();
            Assert.Equal(order.Lines[i].Amounts.Net.Minor, gone.Sum(p => p.NetMinor));
            Assert.Equal(order.Lines[i].Amounts.Tax.Minor, gone.Sum(p => p.TaxMinor));
        }
    }

    [Fact]
    public void An_amount_of_a_line_takes_nothing_from_the_others()
    {
        var order = ADeliveredOrder(ALine(6_000), ALine(4_000));
        Refund(order, "ref_1", amount: 1_000, lines: order.Lines[0].Id);
        Assert.Equal((Cents(5_000), Cents(4_000)), (order.RefundableOf(order.Lines[0]), order.RefundableOf(order.Lines[1])));
        Assert.All(order.Lines, l => Assert.Equal(LicenseStatus.Active, l.Licenses[0].Status));
        Expect.Refused("amount_not_refundable", order, () => Ask(order, "ref_2", amount: 5_001, lines: order.Lines[0].Id));
    }

    [Fact]
    public void A_shortfall_that_was_written_off_is_not_given_back()
    {
        var order = AnUnpaidOrderOf(ALine(6_000), ALine(4_000));
        order.Press(PaymentMethods.BankTransfer);
        order.BankBrings(Price - 50);
        Saved(order);
        Assert.Equal((Cents(5_970), Cents(3_980)), (order.RefundableOf(order.Lines[0]), order.RefundableOf(order.Lines[1])));
        Ask(order, "ref_1", lines: order.Lines[1].Id);
        Assert.Equal(LineStatus.Held, order.Lines[1].Status);
        Ask(order, "ref_2");
        Assert.Equal((5_970, 0), (order.Refund("ref_2").Amount.Minor, order.Refundable.Minor));
    }

    [Fact]
    public void A_line_that_cost_nothing_goes_with_the_others()
    {
        var order = APaidOrderOf(ALine(6_000), ALine(0));
        Ask(order, "ref_1", lines: order.Lines[0].Id);
        Assert.All(order.Lines, l => Assert.Equal(LineStatus.Held, l.Status));
        Expect.Refused("nothing_to_refund", order, () => Ask(order, "ref_2", lines: order.Lines[1].Id));
    }

    [Fact]
    public void A_line_of_another_order_cannot_be_asked_back()
    {
        var order = ADeliveredOrder();
        Expect.Refused("line_not_known", order, () => Ask(order, "ref_1", lines: "line_of_nobody"));
    }

    [Fact]
    public void A_line_whose_refund_fails_needs_support_and_the_other_line_is_as_it_was()
    {
        var order = AnOrderWithTwoLines();
        Ask(order, "ref_1", lines: order.Lines[1].Id);
        order.ApproveRefund("ref_1", "anna", Noon);
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Failed);
        Assert.Equal([LineStatus.Waiting, LineStatus.NeedsPerson], order.Lines.Select(l => l.Status));
        Assert.Equal("refund_failed", order.Lines[1].WaitsFor);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_the_product_leaves_it_to_a_person_support_decides_about_the_licences(bool revoke)
    {
        var order = ADeliveredOrder(ALine(6_000, revocation: RevocationPolicy.Ask), ALine(4_000));
        Refund(order, "ref_1", lines: order.Lines[0].Id);
        Assert.NotNull(order.Lines[0].RevocationAskedAt);
        Assert.Equal(LicenseStatus.Active, order.Lines[0].Licenses[0].Status);
        order.TakeEvents();
        order.DecideRevocation(order.Lines[0].Id, revoke, "seen in use", Noon);
        Assert.Equal((null, revoke ? LicenseStatus.Revoked : LicenseStatus.Active), (order.Lines[0].RevocationAskedAt, order.Lines[0].Licenses[0].Status));
        Assert.Equal(revoke ? ["license.revoked"] : [], order.TakeEvents());
        Expect.Nothing(order, () => order.DecideRevocation(order.Lines[0].Id, revoke, "again", Noon));
    }

    [Fact]
    public void Nobody_is_asked_about_licences_once_the_refund_has_failed()
    {
        var order = ADeliveredOrder(ALine(revocation: RevocationPolicy.Ask));
        Refund(order, "ref_1");
        order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Failed);
        Assert.Null(order.Lines[0].RevocationAskedAt);
    }

    [Theory]
    [InlineData("4242 4242 4242 4242 was charged", "card_number")]
    [InlineData("", "text_missing")]
    public void A_reason_that_cannot_be_kept_asks_for_nothing(string reason, string code)
    {
        var order = ADeliveredOrder(ALine());
        Assert.Equal(code, Assert.Throws<RuleBroken>(() => order.RequestRefund(new RefundAsk("ref_1", reason, RefundOrigin.Vendor), Noon)).Code);
        Assert.Empty(order.Refunds);
    }

    private static void Ask(Order order, string id, long? amount = null, params string[] lines) => order.RequestRefund(
        new RefundAsk(id, "asked for", RefundOrigin.Customer, amount is { } minor ? Cents(minor) : null, lines.Length > 0 ? lines : null), Noon);

    private static void Refund(Order order, string id, long? amount = null, params string[] lines)
    {
        Ask(order, id, amount, lines);
        order.ApproveRefund(id, "anna", Noon);
        order.GatewaySaysOfRefund(id, ReportedRefundState.Succeeded);
    }
}
