using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Work;

/// <summary>Somebody else has claimed an item that a slow try still holds in its hands, and works on it.</summary>
public sealed class LeaseTests
{
    private const string Theirs = "somebody else's";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_has_lost_the_lease_completes_nothing_while_another_works(DatabaseKind kind)
    {
        await using var database = await TestDatabase.Create(kind);
        StoreHost? host = null;
        var gate = new TaskCompletionSource();
        var refused = new TaskCompletionSource<Exception?>();
        var job = new ScriptedJob("slow", async (item, _) =>
        {
            await gate.Task;
            refused.SetResult(await Record.ExceptionAsync(() => host!.Store.Write("slow effect", Scope.Everything, async write =>
            {
                write.Db.Add(new StoredKey { Name = "effect", Xml = "<key/>", CreatedAt = write.Now });
                await write.Complete(item);
            })));
            return new JobResult.Done();
        });
        await using (host = await StoreHost.Start(database, add: job.Added))
        {
            await Enqueue(host, host.Item("slow", "it"));
            await LoseLeases(host);
            gate.SetResult();
            Assert.IsType<LostLease>(await refused.Task);
            Assert.Equal(Theirs, Assert.Single(await Items(host)).Lease);
            Assert.False(await host.Store.Read(Scope.Everything, db => db.Set<StoredKey>().AnyAsync(row => row.Name == "effect")));
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_has_lost_the_lease_neither_puts_off_nor_buries_what_another_works_on(DatabaseKind kind)
    {
        await using var database = await TestDatabase.Create(kind);
        var gate = new TaskCompletionSource();
        var job = new ScriptedJob("slow", async (item, _) =>
        {
            await gate.Task;
            return item.Payload == "later" ? new JobResult.Again(TimeSpan.FromMinutes(5), "not yet") : new JobResult.Bury("never");
        });
        // A host that has ended has written all that it was going to write.
        await using (var host = await StoreHost.Start(database, clock: new TestClock(), add: job.Added))
        {
            await Enqueue(host, host.Item("slow", "later"), host.Item("slow", "never"));
            while (job.Tries.Count < 2) await StoreHost.Moment();
            await LoseLeases(host);
            gate.SetResult();
        }

        // Looked at beside the store, because the next start may free what the dead have left.
        var left = await Tables.Read(database, "SELECT lease, buried_at IS NULL FROM work_items", row => (row.GetString(0), row.GetBoolean(1)));
        Assert.Equal([(Theirs, true), (Theirs, true)], left);
    }

    private static Task Enqueue(StoreHost host, params WorkItem[] items) => host.Store.Write("enqueue", Scope.Everything, write =>
    {
        foreach (var item in items) write.Enqueue(item.Copy());
        return Task.CompletedTask;
    });

    private static Task LoseLeases(StoreHost host) => host.Store.Write("claim all", Scope.Everything, write =>
        write.Db.Set<WorkItem>().ExecuteUpdateAsync(set => set.SetProperty(w => w.Lease, Theirs)));

    private static Task<List<WorkItem>> Items(StoreHost host) => host.Store.Read(Scope.Everything, db => db.Set<WorkItem>().ToListAsync());
}
