using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Races;

/// <summary>Counts the runs of one race in which all sides were there, and who was first in them.</summary>
/// <param name="sides">All that run. Of two, each must have been first at least once in the full proof.</param>
internal sealed class Tally(Track track, string race, int sides)
{
    private readonly int wanted = Proof.Runs(small: 5, full: 200);
    private readonly Dictionary<string, int> first = new(StringComparer.Ordinal);
    private int tries;
    private int counted;

    public int Tries => tries;

    /// <summary>Runs that have counted so far.</summary>
    public int Counted => counted;

    /// <summary>Whether one more run is wanted. A run that did not count is repeated; at most as many as are wanted in all.</summary>
    public bool WantsMore()
    {
        if (counted == wanted)
            return false;
        Assert.True(tries < 2 * wanted, $"{race} on {track.Kind}: all sides were there in only {counted} of {tries} runs.");
        tries++;
        return true;
    }

    /// <param name="winner">By what is left of the race; where the sides are alike, by who was told first.</param>
    public void Count(Heat heat, string? winner = null)
    {
        if (!heat.AllThere)
            return;
        winner ??= heat.First!;
        if (track.HasOneWriter)
            Assert.Equal(heat.First, winner);
        counted++;
        first[winner] = first.GetValueOrDefault(winner) + 1;
    }

    public void Say()
    {
        string who = first.Count > 2
            ? $"{first.Count} different ones, none more than {first.Values.Max()} times"
            : string.Join(", ", first.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key} {f.Value}"));
        Proof.Say($"Race, {track.Kind}, {race}: {counted} runs with all {sides} sides at the line, of {tries} tries; first: {who} (seed {Proof.Seed}).");
        if (Proof.IsFull)
            Assert.True(first.Count > 1, $"{race} on {track.Kind}: always the same one was first, {who}.");
    }
}
