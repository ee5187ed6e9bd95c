using Keytill.Core.Webhooks;

namespace Keytill.Core.Tests.Webhooks;

public sealed class RetryScheduleTests
{
    private static readonly TimeSpan[] Pauses =
        [.. Enumerable.Range(1, RetrySchedule.AttemptsMax - 1).Select(failed => RetrySchedule.After(failed)!.Value)];

    [Fact]
    public void Tries_at_least_24_times_over_7_days_and_then_ends()
    {
        TimeSpan whole = Pauses.Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause);

        Assert.True(RetrySchedule.AttemptsMax >= 24);
        Assert.InRange(whole, TimeSpan.FromDays(7), TimeSpan.FromDays(7.5));
        Assert.Null(RetrySchedule.After(RetrySchedule.AttemptsMax));
        Assert.Null(RetrySchedule.After(int.MaxValue));
    }

    [Fact]
    public void Never_pauses_shorter_than_before_and_never_longer_than_eight_hours()
    {
        Assert.Equal(Pauses.Order(), Pauses);
        Assert.Equal(TimeSpan.FromHours(8), Pauses[^1]);
    }

    [Fact]
    public void Comes_back_within_seconds_after_the_first_failure() => Assert.Equal(TimeSpan.FromSeconds(5), RetrySchedule.After(1));
}
