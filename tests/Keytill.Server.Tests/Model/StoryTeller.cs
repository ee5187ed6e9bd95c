using FsCheck;
using FsCheck.Fluent;
using Keytill.Core.Orders;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Microsoft.FSharp.Core;

namespace Keytill.Server.Tests.Model;

/// <summary>
/// Draws stories and lives them through one after the other, each an order of its own in one installation. A story that fails is
/// told again shorter, in a fresh installation each time: what a failure left behind is nobody else's.
/// </summary>
/// <param name="rehearses">Every write runs twice, the first time rolled back.</param>
/// <param name="over">Another teller's story has failed: nothing more is begun.</param>
internal sealed class StoryTeller(DatabaseKind kind, int seed, bool rehearses, CancellationToken over) : IAsyncDisposable
{
    private Installation? here;

    public Tally Tally { get; } = new();

    /// <exception cref="Exception">A law was broken: the shortest story that breaks it, and its trail.</exception>
    public void Tell(int stories)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(stories).WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd((ulong)seed), FSharpOption<int>.None)));
        Check.One(config, Prop.ForAll(Story.Any, story => Live(story).GetAwaiter().GetResult()));
    }

    public async ValueTask DisposeAsync()
    {
        if (here is not null)
            await here.DisposeAsync();
        here = null;
    }

    public override string ToString() => $"On {kind}, seed {seed}";

    private async Task Live(Story story)
    {
        if (over.IsCancellationRequested)
            return;
        if (here is null)
        {
            here = await Installation.Start(kind, rehearses);
            await Shelf.Fill(here);
        }

        try
        {
            Tally.Add(story, await SaleRun.Of(here, story));
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }
}

/// <summary>What was lived through, for the figures of the proof.</summary>
internal sealed class Tally
{
    public int Stories { get; private set; }

    public int Refused { get; private set; }

    public Dictionary<Act, int> Moves { get; } = Enum.GetValues<Act>().ToDictionary(a => a, _ => 0);

    public Dictionary<OrderStatus, int> Seen { get; } = Enum.GetValues<OrderStatus>().ToDictionary(s => s, _ => 0);

    public static Tally Sum(IEnumerable<Tally> parts)
    {
        var sum = new Tally();
        foreach (var part in parts)
        {
            sum.Stories += part.Stories;
            sum.Refused += part.Refused;
            foreach (var (act, count) in part.Moves)
                sum.Moves[act] += count;
            foreach (var (status, count) in part.Seen)
                sum.Seen[status] += count;
        }

        return sum;
    }

    public void Add(Story story, SaleRun run)
    {
        Stories++;
        Refused += run.Refused;
        foreach (var move in story.AllMoves)
            Moves[move.Act]++;
        foreach (var status in run.Seen)
            Seen[status]++;
    }

    public override string ToString() =>
        $"{Stories} sequences, {Moves.Values.Sum()} steps ({string.Join(", ", Moves.Select(m => $"{m.Key} {m.Value}"))}), {Refused} refused by a rule; "
        + "orders came by " + string.Join(", ", Seen.Select(s => $"{s.Key} {s.Value}"));
}
