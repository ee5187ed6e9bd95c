namespace Keytill.Server.Work;

/// <summary>When a failed job comes again: each delay a multiple of the one before, up to a cap, for so many tries.</summary>
/// <param name="First">The delay after the first failed try.</param>
/// <param name="Factor">At least 1.</param>
/// <param name="TriesMax">After this many failed tries the item is buried.</param>
public sealed record Backoff(TimeSpan First, double Factor, TimeSpan Cap, int TriesMax)
{
    /// <summary>For who asks a gateway: two minutes at first, an hour in the end.</summary>
    /// <param name="triesMax">Left out: for as long as there is something to ask.</param>
    public static Backoff OfGateway(int triesMax = int.MaxValue) => new(TimeSpan.FromMinutes(2), Factor: 2, Cap: TimeSpan.FromHours(1), triesMax);

    /// <summary>The delay after this many failed tries, or null: no further one.</summary>
    public TimeSpan? After(int tries)
    {
        if (tries >= TriesMax) return null;
        double milliseconds = First.TotalMilliseconds * Math.Pow(Factor, Math.Max(0, tries - 1));
        return TimeSpan.FromMilliseconds(Math.Min(milliseconds, Cap.TotalMilliseconds));
    }
}
