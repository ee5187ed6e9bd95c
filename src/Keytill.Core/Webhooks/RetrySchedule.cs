namespace Keytill.Core.Webhooks;

/// <summary>
/// When a webhook that failed is tried again: quickly at first, because most failures are a restart or a deployment, then
/// every eight hours until seven days have gone by, so that a receiver that was down over a weekend loses nothing.
/// </summary>
public static class RetrySchedule
{
    /// <summary>The longest pause, and the last ones.</summary>
    public static readonly TimeSpan LastingPause = TimeSpan.FromHours(8);
    private const int LastingPauses = 19;

    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1),
        TimeSpan.FromHours(2), TimeSpan.FromHours(3), TimeSpan.FromHours(4), TimeSpan.FromHours(6),
        .. Enumerable.Repeat(LastingPause, LastingPauses),
    ];

    /// <summary>The first attempt and one after each pause.</summary>
    public static int AttemptsMax => Pauses.Length + 1;

    /// <summary>A receiver's own Retry-After counts up to this; beyond it we come back unasked.</summary>
    public static readonly TimeSpan RetryAfterMax = TimeSpan.FromHours(24);

    /// <summary>The pause after this many failed attempts (from 1), without jitter; null when the last has failed.</summary>
    public static TimeSpan? After(int failedAttempts) =>
        failedAttempts < 1 ? TimeSpan.Zero : failedAttempts <= Pauses.Length ? Pauses[failedAttempts - 1] : null;
}
