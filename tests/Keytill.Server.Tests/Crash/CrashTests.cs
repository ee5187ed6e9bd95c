using System.Diagnostics;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Crash;

/// <summary>
/// Whatever crossing a server dies at, a new one on the same data brings the sale to its one right end: judged by the bank's
/// books, the vendor's server, the mail server and the pool of keys.
/// </summary>
public abstract class CrashTests(DatabaseKind kind)
{
    private const int DoubleCrashesPerWay = 10;

    /// <summary>How often a crossing is walked to: what comes by chance, such as a look of the worker, may stay away once.</summary>
    private const int WalksMax = 3;

    /// <summary>Crossings that a recovery has at the least, or nearly.</summary>
    private const int RecoveryMax = 12;

    public static TheoryData<string> Ways => [.. Way.All.Select(way => way.Name)];

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task A_server_that_dies_at_any_crossing_loses_and_doubles_nothing(string name)
    {
        long began = Stopwatch.GetTimestamp();
        var way = Way.All.Single(w => w.Name == name);
        var driver = await CrashDriver.Start(kind);
        await using var here = driver.Here;
        var crossings = await driver.Record(way);
        Proof.Say($"{kind}, {name}: {crossings.Count} crossings, before and after each: {Named(crossings)}");

        var random = new SeededDraw(Proof.Seed + (int)kind);
        var drawn = random.Some(crossings, Proof.Runs(small: 3, full: crossings.Count));
        var missed = new List<string>();
        int crashes = 0;
        foreach (string crossing in drawn)
        {
            int died = await WalkTo(driver, way, crossing);
            crashes += died;
            if (died == 0)
                missed.Add(crossing);
        }

        var (twice, more) = await CrashTwice(driver, way, random.Some(crossings, Proof.Runs(small: 1, full: DoubleCrashesPerWay)), random);
        crashes += more;
        Proof.Say($"{kind}, {name}: {crashes} crashes, {twice} walks with one more during recovery; {driver.Repetitions} webhooks and mails in flight came again; "
            + $"{missed.Count} of {drawn.Count} drawn crossings not reached{(missed.Count == 0 ? "" : ": " + string.Join(", ", missed))}; nothing lost, nothing doubled "
            + $"(seed {Proof.Seed}; {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s, of which {driver.Restarting.TotalSeconds:0} s for new starts).");
        Assert.True(crashes > 0, "No crash took place.");
        var unreached = missed.Select(NameOf).Except(drawn.Except(missed).Select(NameOf));
        Assert.True(!Proof.IsFull || !unreached.Any(), $"Never crashed at {string.Join(", ", unreached)}.");
    }

    /// <summary>Some acts are done once in an installation's life, such as making a key to sign with: for them a new one is set up.</summary>
    private async Task<int> WalkTo(CrashDriver driver, Way way, string crossing)
    {
        int crashes = await driver.Walk(way, crossing);
        for (int walks = 1; crashes == 0 && walks < WalksMax; walks++)
        {
            var fresh = await CrashDriver.Start(kind);
            await using var its = fresh.Here;
            crashes = await fresh.Walk(way, crossing);
        }

        return crashes;
    }

    /// <returns>How many walks had a second crash, and how many crashes there were in all.</returns>
    private static async Task<(int Twice, int Crashes)> CrashTwice(CrashDriver driver, Way way, IReadOnlyList<string> drawn, SeededDraw random)
    {
        int twice = 0, all = 0;
        foreach (string crossing in drawn)
        {
            int crashes = 0;
            // The later the second crossing was drawn, the more likely is the recovery over before it.
            int after = random.Below(RecoveryMax);
            for (int walks = 0; crashes < 2 && walks < WalksMax; walks++, after /= 4)
            {
                crashes = await driver.Walk(way, crossing, after);
                all += crashes;
            }

            twice += crashes >= 2 ? 1 : 0;
        }

        return (twice, all);
    }

    private static string NameOf(string crossing) => crossing[..crossing.LastIndexOf(" #", StringComparison.Ordinal)];

    /// <summary>The acts, each with how often it was passed where that is more than once.</summary>
    private static string Named(IEnumerable<string> crossings) => string.Join(", ", crossings
        .Select(NameOf)
        .Where(name => name.EndsWith(":before", StringComparison.Ordinal))
        .Select(name => name[..^":before".Length])
        .CountBy(name => name)
        .Select(act => act.Value == 1 ? act.Key : $"{act.Key} x{act.Value}"));
}

/// <inheritdoc/>
public sealed class SqliteCrashTests() : CrashTests(DatabaseKind.Sqlite);

/// <inheritdoc/>
public sealed class PostgresCrashTests() : CrashTests(DatabaseKind.Postgres);
