using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Tests.Orders;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Refunds;

/// <summary>What reports make of a refund, in whatever order they come.</summary>
public sealed class RefundStateTests
{
    // A dot: nothing changes, however often it is said.
    private static readonly Dictionary<RefundStatus, string[]> Table = new()
    {
        //                           pending       succeeded    failed
        [RefundStatus.Requested] = [".", ".", "."],
        [RefundStatus.Approved] = ["Processing", "Succeeded", "Failed"],
        [RefundStatus.Processing] = [".", "Succeeded", "Failed"],
        [RefundStatus.Succeeded] = [".", ".", "Failed"],
        [RefundStatus.Failed] = [".", ".", "."],
    };

    public static TheoryData<RefundStatus, ReportedRefundState, string> Cells()
    {
        var cells = new TheoryData<RefundStatus, ReportedRefundState, string>();
        foreach (var (status, row) in Table)
            foreach (var reported in Enum.GetValues<ReportedRefundState>())
                cells.Add(status, reported, row[(int)reported]);
        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_refund_that_is_follows_a_report_or_has_nothing_to_learn(RefundStatus status, ReportedRefundState reported, string becomes)
    {
        var order = RefundTests.AnOrderWhoseRefundIs(status);
        if (becomes == ".")
            Expect.Nothing(order, () => Assert.True(order.GatewaySaysOfRefund("ref_1", reported)));
        else
            Assert.True(order.GatewaySaysOfRefund("ref_1", reported));
        Assert.Equal(becomes == "." ? status : Enum.Parse<RefundStatus>(becomes), order.Refund("ref_1").Status);
        Assert.Equal(order.Refund("ref_1").Status == RefundStatus.Succeeded, order.Status == OrderStatus.Refunded);
        Expect.MoneyAddsUp(order);
        Saved(order);
        Expect.Nothing(order, () => order.GatewaySaysOfRefund("ref_1", reported));
    }

    [Fact]
    public void A_refund_that_was_done_and_then_failed_ends_the_same_when_the_reports_come_the_other_way_round()
    {
        var (inOrder, reversed) = (RefundTests.AnOrderWhoseRefundIs(RefundStatus.Approved), RefundTests.AnOrderWhoseRefundIs(RefundStatus.Approved));
        inOrder.GatewaySaysOfRefund("ref_1", ReportedRefundState.Succeeded);
        inOrder.GatewaySaysOfRefund("ref_1", ReportedRefundState.Failed);
        reversed.GatewaySaysOfRefund("ref_1", ReportedRefundState.Failed);
        reversed.GatewaySaysOfRefund("ref_1", ReportedRefundState.Succeeded);
        foreach (var order in (Order[])[inOrder, reversed])
            Assert.Equal((OrderStatus.Paid, RefundStatus.Failed, Cents(Price)), (order.Status, order.Refund("ref_1").Status, order.Kept));
    }
}
