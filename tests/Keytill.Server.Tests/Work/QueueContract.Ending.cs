using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Work;

/// <summary>How the end of a try is written: once, by who holds the lease, and many together.</summary>
public abstract partial class QueueContract
{
    [Fact]
    public async Task Who_has_lost_the_lease_changes_nothing()
    {
        await using var database = await TestDatabase.Create(kind);
        StoreHost? host = null;
        var slow = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var outcomes = new List<Exception?>();
        var job = new ScriptedJob("slow", async (item, _) =>
        {
            if (item.Attempts == 1)
            {
                begun.SetResult();
                await slow.Task;
            }

            var outcome = await Record.ExceptionAsync(() => host!.Store.Write("finish slowly", Scope.Everything, async write =>
            {
                write.Db.Add(new StoredKey { Name = $"by try {item.Attempts}", Xml = "<key/>", CreatedAt = write.Now });
                await write.Complete(item);
            }));
            lock (outcomes) outcomes.Add(outcome);
            if (outcome is not null) throw outcome;
            return new JobResult.Done();
        });
        await using (host = await StoreHost.Start(database, add: job.Added))
        {
            await Enqueue(host, host.Item("slow", "it"));
            await begun.Task;
            await AdvanceAwaited(host, WorkQueue.LeaseTime + Worker.PollEvery);
            while (job.Tries.Count < 2 || await Count(host) > 0) await StoreHost.Moment();
            slow.SetResult();
            await host.Worker.WhenIdle();
            Assert.Equal([null, typeof(LostLease)], outcomes.Select(o => o?.GetType()));
            Assert.Equal(["by try 2"], await Notes(host));
        }
    }

    [Fact]
    public async Task A_batch_that_one_has_lost_is_written_for_all_others()
    {
        await using var database = await TestDatabase.Create(kind);
        var gate = new TaskCompletionSource();
        var job = new ScriptedJob("send", async (item, _) =>
        {
            await gate.Task;
            return new JobResult.Sent(new Note(item.Payload));
        });
        await using var host = await StoreHost.Start(database, add: job.Added);
        await Enqueue(host, [.. Enumerable.Range(0, 10).Select(i => host.Item("send", $"mail {i}"))]);
        await host.Store.Write("steal", Scope.Everything, write => write.Db.Set<WorkItem>().Where(w => w.Payload == "mail 3")
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.Lease, "somebody else's")));
        gate.SetResult();
        while (await Count(host) > 1) await StoreHost.Moment();
        Assert.Equal(Enumerable.Range(0, 10).Where(i => i != 3).Select(i => $"mail {i}"), await Notes(host));
        Assert.Equal("somebody else's", (await Only(host)).Lease);
    }

    [Fact]
    public async Task Finished_sendings_share_their_writes_and_one_that_spoils_them_stands_alone()
    {
        await using var database = await TestDatabase.Create(kind);
        var job = new ScriptedJob("send", item => new JobResult.Sent(new Note(item.Payload, spoilt: item.Payload == "mail 07")));
        await using var host = await StoreHost.Start(database, add: job.Added);
        await Enqueue(host, [.. Enumerable.Range(0, 200).Select(i => host.Item("send", $"mail {i:D2}", lane: "order"))]);
        while (await Count(host) > 1) await StoreHost.Moment();
        Assert.Equal(199, (await Notes(host)).Count);
        Assert.Equal("mail 07", (await Only(host)).Payload);
        Assert.InRange(host.Meter.WritesByAct["complete work"], 1, 199);
    }
}
