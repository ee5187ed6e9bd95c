namespace Keytill.Server.Tests.Support;

/// <summary>
/// A clock that stands until a test moves it. Timers fire on the way, each at its own instant, on the test's thread:
/// what they wake may still be running when <see cref="Advance"/> returns. Who looks every second would look 600,000 times in a
/// week: after <see cref="RingsMax"/> rings on one way the rest of it is one step.
/// </summary>
internal sealed class TestClock : TimeProvider
{
    private const int RingsMax = 50;

    private readonly Lock guard = new();
    private readonly List<Alarm> alarms = [];
    private DateTimeOffset now;

    public TestClock(DateTimeOffset? start = null) => now = start ?? new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (guard)
            return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    public void Advance(TimeSpan by) => AdvanceTo(GetUtcNow() + by);

    public void AdvanceTo(DateTimeOffset target)
    {
        for (int rings = 0; Next(target, isLastStep: rings >= RingsMax) is { } alarm; rings++)
            alarm.Ring();
    }

    /// <summary>Moves to the next alarm by then and takes it off, or to the target.</summary>
    private Alarm? Next(DateTimeOffset target, bool isLastStep)
    {
        lock (guard)
        {
            Alarm? next = alarms.Where(alarm => alarm.Due <= target).MinBy(alarm => alarm.Due);
            now = Later(now, next is null || isLastStep ? target : next.Due);
            if (next is not null)
                next.Due = next.Period > TimeSpan.Zero ? now + next.Period : DateTimeOffset.MaxValue;
            return next;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private sealed class Alarm(TestClock clock, Action ring) : ITimer
    {
        public DateTimeOffset Due { get; set; } = DateTimeOffset.MaxValue;

        public TimeSpan Period { get; private set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.guard)
            {
                Period = period;
                Due = dueTime > TimeSpan.Zero ? clock.now + dueTime : DateTimeOffset.MaxValue;
                if (!clock.alarms.Contains(this))
                    clock.alarms.Add(this);
            }

            // Due now: nobody has to move the clock for it.
            if (dueTime == TimeSpan.Zero)
                Task.Run(ring);

            return true;
        }

        public void Dispose()
        {
            lock (clock.guard)
                clock.alarms.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
