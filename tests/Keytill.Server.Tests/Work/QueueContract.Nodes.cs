using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Work;

/// <summary>What becomes of work when its node dies, hangs or stops.</summary>
public abstract partial class QueueContract
{
    [Fact]
    public async Task The_work_of_a_dead_node_is_taken_over_when_its_lease_ends()
    {
        await using var database = await TestDatabase.Create(kind);
        var clock = new TestClock();
        StoreHost? dying = null;
        var deadly = new ScriptedJob("deadly", _ =>
        {
            dying!.Crossings.Crash();
            return new JobResult.Finished();
        });
        await using (dying = await StoreHost.Start(database, clock: clock, add: deadly.Added))
        {
            await Enqueue(dying, dying.Item("deadly", "it"));
            while (deadly.Tries.Count == 0) await StoreHost.Moment();
        }

        var job = new ScriptedJob("deadly", _ => new JobResult.Finished());
        await using var host = await StoreHost.Start(database, clock: clock, add: job.Added);
        Assert.NotNull((await Only(host)).Lease);
        Assert.Empty(job.Tries);
        await AdvanceAwaited(host, WorkQueue.LeaseTime + Worker.PollEvery);
        await host.Worker.WhenIdle();
        Assert.Equal(["it"], job.Tries);
        Assert.Equal(0, await Count(host));
    }

    [Fact]
    public async Task An_item_that_kills_its_process_is_buried_in_the_end()
    {
        await using var database = await TestDatabase.Create(kind);
        var clock = new TestClock();
        for (int death = 0; death < ScriptedJob.Retry.TriesMax; death++)
        {
            StoreHost? dying = null;
            var deadly = new ScriptedJob("deadly", _ =>
            {
                dying!.Crossings.Crash();
                throw new Crashed("job");
            });
            await using (dying = await StoreHost.Start(database, clock: clock, add: deadly.Added))
            {
                if (death == 0) await Enqueue(dying, dying.Item("deadly", "it"));
                else await AdvanceAwaited(dying, WorkQueue.LeaseTime + Worker.PollEvery);
                while (deadly.Tries.Count == 0) await StoreHost.Moment();
            }
        }

        var job = new ScriptedJob("deadly", _ => new JobResult.Finished());
        await using var host = await StoreHost.Start(database, clock: clock, add: job.Added);
        await AdvanceAwaited(host, WorkQueue.LeaseTime + Worker.PollEvery);
        await host.Worker.WhenIdle();
        Assert.Empty(job.Tries);
        Assert.Contains("never ended", (await Only(host)).LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_stops_ends_what_it_holds_and_gives_back_what_waits()
    {
        await using var database = await TestDatabase.Create(kind);
        var begun = new SemaphoreSlim(0);
        var gate = new TaskCompletionSource();
        var job = new ScriptedJob("slow", async (_, _) =>
        {
            begun.Release();
            await gate.Task;
            return new JobResult.Finished();
        });
        var host = await StoreHost.Start(database, add: job.Added);
        await Enqueue(host, [.. Enumerable.Range(0, 20).Select(i => host.Item("slow", $"{i}", lane: "hook:one"))]);
        for (int i = 0; i < 12; i++) await begun.WaitAsync();
        var lanes = host.Get<Lanes>();
        var stopping = host.DisposeAsync();
        while (lanes.Look().Free > 0) await StoreHost.Moment();
        gate.SetResult();
        await stopping;
        Assert.Equal(12, job.Tries.Count);

        var next = new ScriptedJob("slow", _ => new JobResult.Finished());
        await using var other = await StoreHost.Start(database, add: next.Added);
        await Drain(other);
        Assert.Equal(8, next.Tries.Count);
    }

    [Fact]
    public async Task The_server_still_answers_its_own_jobs_while_it_stops()
    {
        await using var database = await TestDatabase.Create(kind);
        StoreHost? host = null;
        var begun = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        int answered = 0;
        var job = new ScriptedJob("call_home", async (_, _) =>
        {
            begun.SetResult();
            await gate.Task;
            answered = (await host!.Ask("/healthz")).Status;
            return new JobResult.Finished();
        });
        host = await StoreHost.Start(database, add: job.Added);
        await Enqueue(host, host.Item("call_home", "it"));
        await begun.Task;
        var lanes = host.Get<Lanes>();
        var stopping = host.DisposeAsync();
        while (lanes.Look().Free > 0) await StoreHost.Moment();
        gate.SetResult();
        await stopping;
        Assert.Equal(200, answered);
    }
}
