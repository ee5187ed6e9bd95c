using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Orders;

/// <summary>An order as it is placed, and its own clock, calendar and log.</summary>
public sealed class OrderTests
{
    [Fact]
    public void An_order_is_what_was_agreed()
    {
        var order = JustPlaced(Mode.Test, ALine(6_000, quantity: 2), ALine(4_000));
        Assert.Equal(OrderStatus.NotPaid, order.Status);
        Assert.Equal(OrderDelivery.NotDelivered, order.Delivery);
        Assert.Equal(Cents(10_000), order.Total);
        Assert.Equal(order.Lines.Select(l => l.Amounts).Aggregate((a, b) => a + b), order.Amounts);
        Assert.Equal(order.Amounts.Total, order.Amounts.Net + order.Amounts.Tax);
        Assert.Equal(order.Total, order.Due);
        Assert.Equal("ada@example.org", order.EmailNormalized);
        Assert.Equal([0, 1], order.Lines.Select(l => l.Position));
        Assert.Equal(2, order.Lines.Select(l => l.Id).Distinct().Count());
        Assert.Equal(Noon.AddDays(90), order.ExpiresAt);
        Assert.Equal(["order.created"], order.TakeEvents());
    }

    [Fact]
    public void A_test_orders_clock_moves_and_is_ahead_of_the_walls()
    {
        var order = AnUnpaidOrder();
        order.AdvanceClock(TimeSpan.FromDays(91));
        order.AdvanceClock(TimeSpan.FromHours(1));
        var offset = TimeSpan.FromDays(91) + TimeSpan.FromHours(1);
        Assert.Equal(offset, order.ClockOffset);
        Assert.Equal(Noon + offset, order.TimeAt(Noon));
        Assert.Equal(Noon, order.WallAt(order.TimeAt(Noon)));
        Assert.True(order.Touched);
    }

    [Fact]
    public void A_live_orders_clock_is_the_walls()
    {
        var order = Saved(JustPlaced(Mode.Live, ALine()));
        Expect.Refused("live_clock", order, () => order.AdvanceClock(TimeSpan.FromHours(1)));
    }

    [Fact]
    public void A_clock_never_goes_back() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AnUnpaidOrder().AdvanceClock(TimeSpan.FromTicks(-1)));

    [Fact]
    public void The_calendar_looks_at_an_unpaid_order_by_the_wall()
    {
        var order = AnUnpaidOrder();
        order.StopReminders(Noon);
        order.AdvanceClock(TimeSpan.FromDays(30));
        order.ScheduleNext();
        Assert.Equal(Noon.AddDays(60), order.NextDueAt);
    }

    [Fact]
    public void The_log_counts_from_one_without_gaps()
    {
        var order = AnUnpaidOrder();
        Assert.Equal([1, 2, 3], Enumerable.Range(0, 3).Select(_ => order.TakeSequence()));
        Assert.Equal(3, order.EventSequence);
    }

    [Fact]
    public void A_long_reason_is_cut_and_never_within_a_character()
    {
        var order = AnUnpaidOrder();
        order.Cancel(new string('x', 499) + "😀 and so on", returnMoney: false, Noon);
        Assert.Equal(new string('x', 499), order.Timeline[^1].Detail);
    }

    [Fact]
    public void A_rule_speaks_in_words()
    {
        var broken = Assert.Throws<RuleBroken>(() => AnUnpaidOrder().Reopen("why not", Noon));
        Assert.Equal("An order that is not paid cannot be reopened.", broken.Message);
    }
}
