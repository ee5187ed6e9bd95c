using Keytill.Core.Orders;

namespace Keytill.Core.Tests.Orders;

/// <summary>The table of what an order may become, written a second time by hand. Each of its cells is driven in <see cref="OrderStatusTests"/>.</summary>
public sealed class OrderTransitionTests
{
    private static readonly OrderVerb[] Columns =
        [OrderVerb.Pay, OrderVerb.ReceiveLess, OrderVerb.Cancel, OrderVerb.Expire, OrderVerb.Reopen, OrderVerb.AllGoesBack];

    private static readonly Dictionary<OrderStatus, string[]> Table = new()
    {
        //                      pay             receive less  cancel       expire     reopen      all goes back
        [OrderStatus.NotPaid] = ["Paid", "part", "Cancelled", "Deleted", "refused", "nothing"],
        [OrderStatus.Paid] = ["unapplied", "unapplied", "refused", "refused", "refused", "Refunded"],
        [OrderStatus.Refunded] = ["unapplied", "unapplied", "refused", "refused", "refused", "nothing"],
        [OrderStatus.Cancelled] = ["unapplied", "unapplied", "nothing", "refused", "NotPaid", "nothing"],
        [OrderStatus.Deleted] = ["if in time", "unapplied", "refused", "nothing", "NotPaid", "nothing"],
    };

    public static TheoryData<OrderStatus, OrderVerb, string> Cells()
    {
        var cells = new TheoryData<OrderStatus, OrderVerb, string>();
        foreach (var (status, row) in Table)
            for (int i = 0; i < Columns.Length; i++)
                cells.Add(status, Columns[i], row[i]);
        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void The_code_says_what_the_table_says(OrderStatus status, OrderVerb verb, string expected) =>
        Assert.Equal(expected, Say(OrderTransitions.For(status, verb), status));

    [Fact]
    public void The_table_has_every_status_and_every_verb()
    {
        Assert.Equal(Enum.GetValues<OrderStatus>(), Table.Keys.Order());
        Assert.Equal(Enum.GetValues<OrderVerb>(), Columns.Order());
        Assert.All(Table.Values, row => Assert.Equal(Columns.Length, row.Length));
    }

    [Fact]
    public void An_unknown_verb_is_a_bug_and_not_a_rule() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => OrderTransitions.For(OrderStatus.Paid, (OrderVerb)99));

    private static string Say(OrderRule rule, OrderStatus from)
    {
        if (rule.Verdict == Verdict.Change)
            return rule.Next.ToString();
        Assert.Equal(from, rule.Next);
        return rule.Verdict switch
        {
            Verdict.Nothing => "nothing",
            Verdict.Refused => "refused",
            Verdict.ApplyPart => "part",
            Verdict.LeaveUnapplied => "unapplied",
            Verdict.ReopenIfInTime => "if in time",
            _ => throw new ArgumentOutOfRangeException(nameof(rule)),
        };
    }
}
