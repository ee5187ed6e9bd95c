using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Crash;

/// <summary>
/// Whatever crossing a server dies at, a new one on the same data brings the sale to its one right end: judged by the bank's
/// books, the vendor's server and the mail server, all of which outlive it.
/// </summary>
public sealed class CrashTests
{
    private const int DoubleCrashesPerWay = 10;

    public static TheoryData<DatabaseKind, string> Ways
    {
        get
        {
            var data = new TheoryData<DatabaseKind, string>();
            foreach (var kind in Enum.GetValues<DatabaseKind>())
                foreach (var way in Way.All)
                    data.Add(kind, way.Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task A_server_that_dies_at_any_crossing_loses_and_doubles_nothing(DatabaseKind kind, string name)
    {
        var way = Way.All.Single(w => w.Name == name);
        var driver = await CrashDriver.Start(kind);
        await using var here = driver.Here;
        var crossings = await driver.Record(way);
        Proof.Say($"{kind}, {name}: {crossings.Count} crossings: {string.Join(", ", crossings)}");

        var random = new SeededDraw(Proof.Seed + (int)kind);
        var drawn = random.Some(crossings, Proof.Runs(small: 3, full: crossings.Count));
        int crashes = 0;
        foreach (string crossing in drawn)
            crashes += await driver.Walk(way, crossing);
        foreach (string crossing in random.Some(crossings, Proof.Runs(small: 1, full: DoubleCrashesPerWay)))
            crashes += await driver.Walk(way, crossing, againAfter: random.Below(crossings.Count / 2));
        Proof.Say($"{kind}, {name}: {crashes} crashes, nothing lost and nothing doubled (seed {Proof.Seed}).");
        Assert.True(crashes > 0, "No crash took place.");
    }
}
