namespace Keytill.Server.Tests.Crash;

/// <summary>
/// The lives of one server on the same data. What goes out of it, a webhook or a mail, may go out once in each life, and again in
/// a later one only where the life before died without having noted that it was out: it was in flight.
/// </summary>
internal sealed class Lives
{
    private readonly Lock guard = new();
    private readonly List<(DateTimeOffset At, IReadOnlySet<string> Unnoted)> deaths = [];

    /// <summary>How many have ended, which is the number of the one that lives, counted from 0.</summary>
    public int Ended
    {
        get
        {
            lock (guard)
                return deaths.Count;
        }
    }

    /// <param name="at">By the clock whose instants <see cref="LifeAt"/> is asked for.</param>
    /// <param name="unnoted">The ids of all that the data still calls unsent.</param>
    public void End(DateTimeOffset at, IReadOnlySet<string> unnoted)
    {
        lock (guard)
            deaths.Add((at, unnoted));
    }

    /// <summary>Which life sent what bears this instant. A new life must begin in a later second than the last one ended in.</summary>
    public int LifeAt(DateTimeOffset sent)
    {
        lock (guard)
            return deaths.Count(death => death.At < sent);
    }

    /// <summary>Finds each repetition that no death excuses.</summary>
    /// <returns>How many excused ones there were.</returns>
    public int JudgeRepetitions(IEnumerable<(string Id, int Life)> sent, string where)
    {
        int repetitions = 0;
        foreach (var thing in sent.GroupBy(s => s.Id))
        {
            int[] senders = [.. thing.Select(s => s.Life).Order()];
            repetitions += senders.Length - 1;
            foreach (var (earlier, later) in senders.Zip(senders.Skip(1)))
            {
                Assert.True(earlier < later, $"{where}: {thing.Key} went out twice in life {earlier}.");
                Assert.True(
                    Enumerable.Range(earlier, later - earlier).All(death => deaths[death].Unnoted.Contains(thing.Key)),
                    $"{where}: {thing.Key} went out in life {earlier} and again in life {later}, although it had been noted as sent.");
            }
        }

        return repetitions;
    }
}
