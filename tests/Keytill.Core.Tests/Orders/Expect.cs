using Keytill.Core.Orders;

namespace Keytill.Core.Tests.Orders;

/// <summary>What an act must not do, said of the whole aggregate.</summary>
internal static class Expect
{
    /// <summary>Throws the rule, raises nothing, changes nothing.</summary>
    public static void Refused(string code, Order order, Action act)
    {
        string[] before = Snapshot.Of(order);
        var broken = Assert.Throws<RuleBroken>(act);
        Assert.Equal(code, broken.Code);
        Assert.Equal(before, Snapshot.Of(order));
    }

    /// <summary>Raises nothing, changes nothing, throws nothing.</summary>
    public static void Nothing(Order order, Action act)
    {
        string[] before = Snapshot.Of(order);
        act();
        Assert.Equal(before, Snapshot.Of(order));
    }

    /// <summary>Enters one line into the timeline, and nothing else.</summary>
    public static void OnlyANote(string kind, Order order, Action act)
    {
        string[] before = WithoutTimeline(order);
        int notes = order.Timeline.Count;
        act();
        Assert.Equal(before, WithoutTimeline(order));
        Assert.Equal([kind], order.Notes().Skip(notes));
    }

    /// <summary>Money, per currency: received is applied, unapplied or returned, and nothing is negative.</summary>
    public static void MoneyAddsUp(Order order)
    {
        foreach (var receipt in order.Receipts)
        {
            Assert.Equal(receipt.Received, receipt.Applied + receipt.Unapplied + receipt.Returned);
            Assert.All([receipt.Applied, receipt.Unapplied, receipt.Returned], part => Assert.True(part.Minor >= 0, $"{receipt.Id}: {part}"));
        }

        Assert.Equal(order.Total - order.Applied - order.WrittenOff, order.Due);
        Assert.Equal(order.Applied - order.Refunded, order.Kept);
        Assert.All([order.Due, order.Kept, order.Refundable, order.WrittenOff], sum => Assert.True(sum.Minor >= 0, sum.ToString()));
    }

    private static string[] WithoutTimeline(Order order) =>
        [.. Snapshot.Of(order).Where(l => !l.StartsWith(".timeline", StringComparison.Ordinal) && !l.StartsWith(".Touched", StringComparison.Ordinal))];
}
