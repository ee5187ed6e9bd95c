using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Tests.Orders;
using Keytill.Core.Vendors;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Payments;

/// <summary>A report is believed only where all of it is ours. One that is not leaves a line on the timeline, and nothing else.</summary>
public sealed class ReportBeliefTests
{
    [Fact]
    public void A_cent_less_is_not_believed() => IsNotBelieved(r => r with { Amount = Cents(Price - 1) });

    [Fact]
    public void A_cent_more_is_not_believed() => IsNotBelieved(r => r with { Amount = Cents(Price + 1) });

    [Fact]
    public void Another_currency_is_not_believed() => IsNotBelieved(r => r with { Amount = In("USD", Price) });

    [Fact]
    public void Another_account_is_not_believed() => IsNotBelieved(r => r with { Account = "acct_theirs" });

    [Fact]
    public void Another_mode_is_not_believed() => IsNotBelieved(r => r with { Mode = Mode.Live });

    [Fact]
    public void Another_payment_at_the_gateway_is_not_believed() => IsNotBelieved(r => r with { GatewayReference = "gw_other" });

    [Fact]
    public void An_unknown_payment_is_not_believed() => IsNotBelieved(r => r with { PaymentId = "pay_other" });

    [Fact]
    public void An_attempt_whose_reference_is_unknown_learns_it_from_the_first_report_and_believes_no_other_then()
    {
        var order = AnUnpaidOrder();
        order.Press();
        Assert.True(order.GatewaySays(ReportedState.Processing));
        Assert.Equal("gw_pay_1", order.Payments[0].GatewayReference);
        Saved(order);
        Expect.OnlyANote("report_not_believed", order,
            () => Assert.False(order.Hear(order.Report(ReportedState.Succeeded) with { GatewayReference = "gw_other" })));
    }

    [Fact]
    public void A_refund_of_another_amount_is_not_believed()
    {
        var order = ADeliveredOrder();
        order.AskBackAndApprove();
        Saved(order);
        Expect.OnlyANote("report_not_believed", order,
            () => Assert.False(order.Record(new RefundReport("re_1", "ref_1", ReportedRefundState.Succeeded, Cents(Price - 1), Noon), Noon)));
    }

    [Fact]
    public void An_unknown_refund_is_not_believed()
    {
        var order = ADeliveredOrder();
        Expect.OnlyANote("report_not_believed", order,
            () => Assert.False(order.Record(new RefundReport("re_1", "ref_9", ReportedRefundState.Succeeded, Cents(Price), Noon), Noon)));
    }

    private static void IsNotBelieved(Func<PaymentReport, PaymentReport> lie)
    {
        foreach (var state in Enum.GetValues<ReportedState>())
            foreach (Order order in (Order[])[AnOrderWhosePaymentIsOpen(), AnOrderWhosePaymentIsProcessing(), APaidOrder()])
                Expect.OnlyANote("report_not_believed", order, () => Assert.False(order.Hear(lie(order.Report(state)))));
    }
}
