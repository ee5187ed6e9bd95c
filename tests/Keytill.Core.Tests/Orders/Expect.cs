using Keytill.Core.Orders;

namespace Keytill.Core.Tests.Orders;

/// <summary>What an act must not do, said of the whole aggregate.</summary>
internal static partial class Expect
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

    private static string[] WithoutTimeline(Order order) =>
        [.. Snapshot.Of(order).Where(l => !l.StartsWith(".timeline", StringComparison.Ordinal) && !l.StartsWith(".Touched", StringComparison.Ordinal))];
}
