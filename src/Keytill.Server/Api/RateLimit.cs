using System.Collections.Concurrent;

namespace Keytill.Server.Api;

/// <summary>
/// How often a key may call: a bucket for each, filled at a steady rate. It holds on each node by itself, in memory: a limit against
/// programs that run away, and nothing that anybody is billed by.
/// </summary>
internal sealed class RateLimit(ApiOptions options, TimeProvider clock)
{
    /// <summary>Full buckets are thrown away from here on: they are as good as new ones.</summary>
    private const int BucketsMax = 10_000;

    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);
    private readonly TimeSpan perCall = TimeSpan.FromSeconds(1) / options.RequestsPerSecond;

    /// <summary>Takes one call out of the key's bucket.</summary>
    /// <returns>Null where there was one; else how long it takes until there is.</returns>
    public TimeSpan? Take(string keyId)
    {
        var now = clock.GetUtcNow();
        if (buckets.Count > BucketsMax)
            ThrowAwayFull(now);
        return buckets.GetOrAdd(keyId, _ => new Bucket()).Take(now, perCall, perCall * options.RequestsBurst);
    }

    private void ThrowAwayFull(DateTimeOffset now)
    {
        foreach (var (key, bucket) in buckets)
            if (bucket.IsFull(now))
                buckets.TryRemove(key, out _);
    }

    /// <summary>Knows one instant: when it will be full again.</summary>
    private sealed class Bucket
    {
        private readonly Lock guard = new();
        private DateTimeOffset fullAt;

        public bool IsFull(DateTimeOffset now)
        {
            lock (guard)
                return fullAt <= now;
        }

        public TimeSpan? Take(DateTimeOffset now, TimeSpan perCall, TimeSpan whole)
        {
            lock (guard)
            {
                var next = (fullAt > now ? fullAt : now) + perCall;
                if (next - now > whole)
                    return next - now - whole;
                fullAt = next;
                return null;
            }
        }
    }
}
