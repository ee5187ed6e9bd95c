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
    /// <summary>Where other nodes may be at work, its lease has to end first. Where none can be, customers need not wait.</summary>
    [Fact]
    public async Task The_work_of_a_dead_node_is_taken_over_when_nobody_else_can_hold_it()
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
        if (kind == DatabaseKind.Postgres)
        {
            Assert.NotNull((await Only(host)).Lease);
            Assert.Empty(job.Tries);
            await AdvanceAwaited(host, WorkQueue.LeaseTime + Worker.PollEvery);
        }

        await host.Worker.WhenIdle();
        Assert.Equal(["it"], job.Tries);
        Assert.Equal(0, await Count(host));
    }

    [Fact]
    public async Task A_start_frees_only_what_was_held_and_leaves_what_waits_or_is_buried()
    {
        await using var database = await TestDatabase.Create(kind);
        var clock = new TestClock();
        DateTimeOffset later = clock.GetUtcNow().AddHours(1);
        var never = new ScriptedJob("never", _ => new JobResult.Bury("a person must look"));
        await using (var first = await StoreHost.Start(database, clock: clock, add: never.Added))
        {
            await Enqueue(first, first.Item("never", "buried"));
            await Enqueue(first, first.Item("never", "waits", due: later));
            await first.Worker.WhenIdle();
        }

        await using var host = await StoreHost.Start(database, clock: clock, add: never.Added);
        await host.Worker.WhenIdle();
        Assert.Equal(["buried"], never.Tries);
        var left = await host.Store.Read(Scope.Everything, db => db.Set<WorkItem>().OrderBy(w => w.Payload).ToListAsync());
        Assert.Equal(("buried", true), (left[0].Payload, left[0].BuriedAt is not null));
        Assert.Equal(("waits", later, 0), (left[1].Payload, left[1].DueAt, left[1].Attempts));
        Assert.DoesNotContain("free work of the dead", host.Meter.WritesByAct.Keys);
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
            // The start itself begins what the last death left, where no other node can hold it.
            var started = new TaskCompletionSource();
            var waiting = new ScriptedJob("deadly", async (item, cancel) =>
            {
                await started.Task;
                return await deadly.Run(item, cancel);
            });
            await using (dying = await StoreHost.Start(database, clock: clock, add: waiting.Added))
            {
                started.SetResult();
                if (death == 0) await Enqueue(dying, dying.Item("deadly", "it"));
                else if (kind == DatabaseKind.Postgres) await AdvanceAwaited(dying, WorkQueue.LeaseTime + Worker.PollEvery);
                while (deadly.Tries.Count == 0) await StoreHost.Moment();
            }
        }

        var job = new ScriptedJob("deadly", _ => new JobResult.Finished());
        await using var host = await StoreHost.Start(database, clock: clock, add: job.Added);
        if (kind == DatabaseKind.Postgres) await AdvanceAwaited(host, WorkQueue.LeaseTime + Worker.PollEvery);
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
