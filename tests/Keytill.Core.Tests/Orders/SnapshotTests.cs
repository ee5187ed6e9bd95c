using Keytill.Core.Orders;
using Keytill.Core.Payments;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Orders;

/// <summary>The proof that "changes nothing" is worth what it is compared with: the snapshot sees every part and every event.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public void Two_orders_with_the_same_story_have_the_same_snapshot() =>
        Assert.Equal(WithoutIds(AnUnpaidOrderWithAPart()), WithoutIds(AnUnpaidOrderWithAPart()));

    [Fact]
    public void It_sees_the_orders_own_state() => Sees(AnUnpaidOrder(), o => o.AdvanceClock(TimeSpan.FromTicks(1)), ".ClockOffset");

    [Fact]
    public void It_sees_a_payment() => Sees(AnOrderWhosePaymentIsOpen(), o => o.GatewaySays(ReportedState.Failed), ".payments[0].Failure");

    [Fact]
    public void It_sees_a_receipt() => Sees(AnOrderPaidTwice(), o => o.BankBrings(1), ".receipts[2].ReceivedMinor");

    [Fact]
    public void It_sees_a_refund() => Sees(APaidOrder(), o => o.AskBack(minor: 1), ".refunds[0].AmountMinor");

    [Fact]
    public void It_sees_a_line() => Sees(APaidOrder(), o => o.BeginDelivery(o.Lines[0].Id), ".lines[0].Attempts");

    [Fact]
    public void It_sees_a_licence() => Sees(APaidOrder(), o => o.DeliverEverything(), ".lines[0].licenses[0].Key");

    [Fact]
    public void It_sees_the_timeline() => Sees(AnUnpaidOrder(), o => o.Press(), ".timeline[1].Kind");

    [Fact]
    public void It_sees_a_raised_event() => Sees(AnUnpaidOrder(), o => o.Press(), ".raised[0].Payment");

    private static void Sees(Order order, Action<Order> act, string place)
    {
        string[] before = Snapshot.Of(order);
        act(order);
        Assert.Contains(Snapshot.Of(order).Except(before), line => line.StartsWith(place + " ", StringComparison.Ordinal));
    }

    /// <summary>Lines take their ids at random.</summary>
    private static IEnumerable<string> WithoutIds(Order order) => Snapshot.Of(order).Where(l => !l.StartsWith(".lines[0].Id", StringComparison.Ordinal));
}
