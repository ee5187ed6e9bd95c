using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Model;

/// <summary>
/// Random sales on the whole product, from the first press to the last refund, in any order that people, banks, outages and time
/// can bring about. After each step the order is what the hand-written model says; at the end all books agree: ours, the banks',
/// the vendor's and the mail server's.
/// </summary>
public sealed class SaleModelTests
{
    /// <summary>Installations side by side: each waits for its disk and sockets most of the time.</summary>
    private const int Tellers = 4;

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task Whatever_happens_in_whatever_order_the_books_agree_to_the_last_minor_unit(DatabaseKind kind)
    {
        int tellers = Proof.Runs(small: 4, full: Tellers);
        int runs = Proof.Runs(small: 400, full: 2_000);
        var tallies = await Task.WhenAll(Enumerable.Range(0, tellers).Select(i => Task.Factory.StartNew(
            () => TellSome(kind, Proof.Seed + i, runs / tellers, rehearses: i == 0), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        var tally = Tally.Sum(tallies);
        Proof.Say($"model on {kind}, seeds {Proof.Seed} to {Proof.Seed + tellers - 1}: {tally}");
        Assert.All(tally.Seen, s => Assert.True(s.Value > 0, $"No order came by {s.Key}: the model is blind there."));
    }

    private static Tally TellSome(DatabaseKind kind, int seed, int stories, bool rehearses)
    {
        var teller = new StoryTeller(kind, seed, rehearses);
        try
        {
            teller.Tell(stories);
            return teller.Tally;
        }
        catch (Exception e)
        {
            // Its message has the shortest story and its trail; its own trace leads into the drawing of stories.
            throw new Xunit.Sdk.XunitException($"On {kind}, seed {seed} (KEYTILL_SEED={Proof.Seed}):\n{e.Message}");
        }
        finally
        {
            teller.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
