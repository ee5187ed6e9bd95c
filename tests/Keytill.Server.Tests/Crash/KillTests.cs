using System.Text.Json;
using Keytill.Server.Demo;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Crash;

/// <summary>
/// The real process, killed with <c>kill -9</c> at random moments while people buy, and started again on the same data. Nothing in
/// it knows that it is watched: the judges are a vendor's server outside, registered by the API, the bank's own tables, the stored
/// mails and the API.
/// </summary>
public sealed class KillTests
{
    private const int KillsInFull = 25;

    /// <summary>Webhooks of a life before its end is near: some twenty orders.</summary>
    private const int WebhooksMax = 100;

    /// <summary>So that the end comes at any point of a sale, and not always after a webhook.</summary>
    private const int MomentMsMax = 200;

    private static readonly TimeSpan PatienceMax = TimeSpan.FromMinutes(3);

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task A_server_that_is_killed_under_load_loses_and_doubles_nothing(DatabaseKind kind)
    {
        await using var database = await TestDatabase.Create(kind);
        await using var receiver = await VendorServer.Start(TimeProvider.System);
        using var server = new ServerProcess(database);
        await server.Start();
        using var program = new VendorProgram(server.Url, (await DemoFile.Read(database.Folder))!.Vendor.ApiKey!);
        var endpoint = await program.Post("/v1/webhook-endpoints", new { url = receiver.Url });
        receiver.Secret = Core.Webhooks.WebhookSecret.Parse(endpoint.GetProperty("secret").GetString()!);

        var lives = new Lives();
        var random = new SeededDraw(Proof.Seed + (int)kind);
        using var crowd = new Crowd(server, Proof.Seed);
        crowd.Start();
        int kills = Proof.Runs(small: 1, full: KillsInFull);
        for (int i = 0; i < kills; i++)
        {
            int enough = receiver.Heard.Count + 1 + random.Below(WebhooksMax);
            await Until(() => Task.FromResult(receiver.Heard.Count >= enough), server, "the crowd is at it");
            await Task.Delay(TimeSpan.FromMilliseconds(random.Below(MomentMsMax)), TimeProvider.System);
            server.Kill();
            await Rest(database, endpoint, lives);
            await server.Start();
        }

        await crowd.End();
        var judge = new KillJudge(program, receiver, lives, database, crowd.Purchases);
        await Until(judge.IsAllDone, server, "everything comes to its end", judge.Look);
        await judge.Hear();
        int errors = crowd.Purchases.Sum(p => p.Errors);
        Proof.Say($"{kind}: {kills} times kill -9 under load; {crowd.Purchases.Count} orders ({string.Join(", ", crowd.Purchases.CountBy(p => p.Intent).OrderBy(p => p.Key).Select(p => $"{p.Value} {p.Key}"))}), "
            + $"{errors} errors shown to buyers, {receiver.Events().Count} webhooks of which {judge.Repetitions} in flight came again; nothing lost, nothing doubled (seed {Proof.Seed}).");
    }

    /// <summary>Notes what the dead server had not noted, and lets a second begin: by the second, webhooks tell the lives apart.</summary>
    private static async Task Rest(TestDatabase database, JsonElement endpoint, Lives lives)
    {
        var died = TimeProvider.System.GetUtcNow();
        string sql = $"SELECT event_id FROM webhook_deliveries WHERE delivered_at IS NULL AND endpoint_id = '{endpoint.GetProperty("id").GetString()}'";
        lives.End(died, (await Tables.Read(database, sql, row => row.GetString(0))).ToHashSet());
        while (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() == died.ToUnixTimeSeconds())
            await StoreHost.Moment();
    }

    /// <summary>As <see cref="Installation.Until"/>, with the patience that leases in real time ask for.</summary>
    private static async Task Until(Func<Task<bool>> isSo, ServerProcess server, string what, Func<Task<string>>? look = null)
    {
        using var patience = new CancellationTokenSource(PatienceMax);
        while (!await isSo())
        {
            if (patience.IsCancellationRequested)
                Assert.Fail($"Waited in vain: {what}. {(look is null ? "" : await look())}\n{server.Log()}");
            await StoreHost.Moment();
        }
    }
}
