namespace Keytill.Core.Tests;

public sealed class AllowanceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void In_no_span_of_the_length_is_it_done_more_often()
    {
        var allowance = new Allowance(3, TimeSpan.FromHours(1));
        IReadOnlyList<DateTimeOffset> taken = [];
        var done = new List<DateTimeOffset>();
        for (int minute = 0; minute < 300; minute += 7)
        {
            var now = Noon.AddMinutes(minute);
            if (allowance.Take(taken, now) is not { } left)
                continue;
            taken = left;
            done.Add(now);
        }

        Assert.All(done, at => Assert.InRange(done.Count(other => other >= at && other < at.AddHours(1)), 1, 3));
        // As often as may be: the fourth comes an hour after the first.
        Assert.Equal([0, 7, 14, 63, 70, 77], done.Take(6).Select(at => (int)(at - Noon).TotalMinutes));
        Assert.True(taken.Count <= 3);
    }
}
