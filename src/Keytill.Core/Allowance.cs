namespace Keytill.Core;

/// <summary>How often something may be done in any span of a given length, wherever that span begins.</summary>
/// <param name="Times">At least 1.</param>
public sealed record Allowance(int Times, TimeSpan Within)
{
    /// <param name="taken">When it was done before, the oldest first.</param>
    /// <returns>The same with <paramref name="now"/>, and without what no longer counts; null where it may not be done now.</returns>
    public IReadOnlyList<DateTimeOffset>? Take(IEnumerable<DateTimeOffset> taken, DateTimeOffset now)
    {
        var counted = taken.Where(at => at > now - Within).ToList();
        return counted.Count < Times ? [.. counted, now] : null;
    }
}
