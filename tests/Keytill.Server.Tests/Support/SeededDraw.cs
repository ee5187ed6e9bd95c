namespace Keytill.Server.Tests.Support;

/// <summary>Draws that a seed repeats: splitmix64.</summary>
internal sealed class SeededDraw(long seed)
{
    private ulong state = unchecked((ulong)seed);

    /// <summary>From 0 to one below <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)Math.Max(bound, 1));

    /// <summary>So many of them, each at most once, in their own order.</summary>
    public IReadOnlyList<T> Some<T>(IReadOnlyList<T> all, int count)
    {
        var indexes = Enumerable.Range(0, all.Count).OrderBy(_ => Next()).Take(count).Order();
        return [.. indexes.Select(i => all[i])];
    }

    private ulong Next()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            ulong z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
