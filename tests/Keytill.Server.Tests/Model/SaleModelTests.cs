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
    private const int Tellers = 8;

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task Whatever_happens_in_whatever_order_the_books_agree_to_the_last_minor_unit(DatabaseKind kind)
    {
        int tellers = Proof.Runs(small: 2, full: Tellers);
        int runs = Proof.Runs(small: 26, full: 2_000);
        using var over = new CancellationTokenSource();
        var told = await Task.WhenAll(Enumerable.Range(0, tellers).Select(i => Task.Factory.StartNew(
            () => TellSome(new StoryTeller(kind, Proof.Seed + i, rehearses: i == 0, over.Token), (runs + tellers - 1) / tellers, over),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        var tally = Tally.Sum(told.Select(t => t.Tally));
        Proof.Say($"model on {kind}, seeds {Proof.Seed} to {Proof.Seed + tellers - 1}: {tally}");
        string[] failures = [.. told.Select(t => t.Failure).OfType<string>()];
        Assert.True(failures.Length == 0, string.Join("\n\n", failures));
        if (Proof.IsFull)
            Assert.All(tally.Seen, s => Assert.True(s.Value > 0, $"No order came by {s.Key}: the model is blind there."));
    }

    /// <returns>Where a law was broken: the shortest story that breaks it, and its trail.</returns>
    private static (Tally Tally, string? Failure) TellSome(StoryTeller teller, int stories, CancellationTokenSource over)
    {
        try
        {
            teller.Tell(stories);
            return (teller.Tally, null);
        }
        catch (Exception e)
        {
            over.Cancel();
            return (teller.Tally, $"{teller} (KEYTILL_SEED={Proof.Seed}):\n{e.Message}");
        }
        finally
        {
            teller.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
