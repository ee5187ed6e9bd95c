using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Work;

/// <summary>What the queue promises on either database.</summary>
public abstract class QueueContract(DatabaseKind kind)
{
    [Fact]
    public async Task What_is_due_is_born_leased_and_handed_over_without_a_claim()
    {
        await using var database = await TestDatabase.Create(kind);
        var job = new ScriptedJob("note", _ => new JobResult.Finished());
        await using var host = await StoreHost.Start(database, add: job.Added);
        await Enqueue(host, host.Item("note", "now"));
        await host.Worker.WhenIdle();
        Assert.Equal(["now"], job.Tries);
        Assert.DoesNotContain("claim work", host.Meter.WritesByAct.Keys);
        Assert.Equal(0, await Count(host));
    }

    [Fact]
    public async Task What_is_due_later_waits_for_its_time()
    {
        await using var database = await TestDatabase.Create(kind);
        var job = new ScriptedJob("note", _ => new JobResult.Finished());
        await using var host = await StoreHost.Start(database, add: job.Added);
        await Enqueue(host, host.Item("note", "later", due: host.Clock.GetUtcNow().AddMinutes(10)));
        host.Clock.Advance(TimeSpan.FromMinutes(9));
        await host.Worker.WhenIdle();
        Assert.Empty(job.Tries);
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        await host.Worker.WhenIdle();
        Assert.Equal(["later"], job.Tries);
    }

    [Fact]
    public async Task What_was_rolled_back_never_runs_and_takes_no_room()
    {
        await using var database = await TestDatabase.Create(kind);
        var job = new ScriptedJob("note", _ => new JobResult.Finished());
        await using var host = await StoreHost.Start(database, add: job.Added);
        for (int i = 0; i < 200; i++)
        {
            await Assert.ThrowsAsync<InvalidTimeZoneException>(() => host.Store.Write("fail", Scope.Everything, write =>
            {
                write.Enqueue(host.Item("note", "never"));
                throw new InvalidTimeZoneException();
            }));
        }

        await Enqueue(host, host.Item("note", "now"));
        await host.Worker.WhenIdle();
        Assert.Equal(["now"], job.Tries);
        Assert.DoesNotContain("claim work", host.Meter.WritesByAct.Keys);
    }

    [Fact]
    public async Task A_failed_try_comes_again_later_and_later_until_the_item_is_buried()
    {
        await using var database = await TestDatabase.Create(kind);
        var job = new ScriptedJob("fail", item => throw new InvalidTimeZoneException($"try {item.Attempts}"));
        await using var host = await StoreHost.Start(database, add: job.Added);
        await Enqueue(host, host.Item("fail", "it"));
        await host.Worker.WhenIdle();
        for (int tries = 1; tries < ScriptedJob.Retry.TriesMax; tries++)
        {
            Assert.Equal(tries, job.Tries.Count);
            var item = await Only(host);
            var delay = item.DueAt - host.Clock.GetUtcNow();
            var least = TimeSpan.FromMinutes(1 << (tries - 1));
            Assert.InRange(delay, least, least * 1.1);
            Assert.Contains($"try {tries}", item.LastError, StringComparison.Ordinal);
            host.Clock.AdvanceTo(item.DueAt + Worker.PollEvery);
            await host.Worker.WhenIdle();
        }

        Assert.NotNull((await Only(host)).BuriedAt);
        host.Clock.Advance(TimeSpan.FromDays(1));
        await host.Worker.WhenIdle();
        Assert.Equal(ScriptedJob.Retry.TriesMax, job.Tries.Count);
        Assert.Single(await host.Queue.Buried(10));
        Assert.Equal(1, (await host.Queue.Look()).Buried);
    }

    [Fact]
    public async Task A_buried_item_can_be_run_again()
    {
        await using var database = await TestDatabase.Create(kind);
        bool mended = false;
        var job = new ScriptedJob("mend", _ => mended ? new JobResult.Finished() : new JobResult.Bury("broken"));
        await using var host = await StoreHost.Start(database, add: job.Added);
        var item = host.Item("mend", "it");
        string id = item.Id;
        await host.Store.Write("enqueue", Scope.Everything, write =>
        {
            write.Enqueue(item.Copy());
            return Task.CompletedTask;
        });
        await host.Worker.WhenIdle();
        Assert.False(await host.Queue.RunAgain("work_unknown"));
        mended = true;
        Assert.True(await host.Queue.RunAgain(id));
        await host.Worker.WhenIdle();
        Assert.Equal(0, await Count(host));
        Assert.Equal(2, job.Tries.Count);
    }

    [Fact]
    public async Task Not_yet_is_no_failure()
    {
        await using var database = await TestDatabase.Create(kind);
        var job = new ScriptedJob("wait", item => item.Attempts == 1 ? new JobResult.Again(TimeSpan.FromMinutes(5), "not yet") : new JobResult.Finished());
        await using var host = await StoreHost.Start(database, add: job.Added);
        await Enqueue(host, host.Item("wait", "it"));
        for (int look = 0; look < 10; look++)
        {
            await host.Worker.WhenIdle();
            host.Clock.Advance(TimeSpan.FromMinutes(6));
        }

        Assert.InRange(job.Tries.Count, 10, 11);
        Assert.Null((await Only(host)).BuriedAt);
    }

    [Fact]
    public async Task The_other_side_may_ask_for_more_time_but_not_for_ever()
    {
        await using var database = await TestDatabase.Create(kind);
        var job = new ScriptedJob("ask", item => new JobResult.Failed("busy", NotBefore: item.Attempts == 1 ? TimeSpan.FromHours(2) : TimeSpan.FromDays(900)));
        await using var host = await StoreHost.Start(database, add: job.Added);
        await Enqueue(host, host.Item("ask", "it"));
        await host.Worker.WhenIdle();
        var item = await Only(host);
        Assert.InRange(item.DueAt - host.Clock.GetUtcNow(), TimeSpan.FromHours(2), TimeSpan.FromHours(2.2));
        host.Clock.AdvanceTo(item.DueAt + Worker.PollEvery);
        await host.Worker.WhenIdle();
        Assert.InRange((await Only(host)).DueAt - host.Clock.GetUtcNow(), TimeSpan.FromDays(1), TimeSpan.FromDays(1.1));
    }

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

    [Fact]
    public async Task A_hanging_receiver_holds_up_nobody_else()
    {
        await using var database = await TestDatabase.Create(kind);
        var hang = new TaskCompletionSource();
        int hanging = 0;
        int mostHanging = 0;
        var job = new ScriptedJob("hook", async (item, _) =>
        {
            if (item.Lane == "hook:hanging")
            {
                mostHanging = Math.Max(mostHanging, Interlocked.Increment(ref hanging));
                await hang.Task;
                Interlocked.Decrement(ref hanging);
            }

            return new JobResult.Finished();
        });
        await using var host = await StoreHost.Start(database, add: job.Added);
        await Enqueue(host, [.. Enumerable.Range(0, 300).Select(i => host.Item("hook", $"hanging {i}", lane: "hook:hanging"))]);
        await Enqueue(host, [.. Enumerable.Range(0, 50).Select(i => host.Item("hook", $"quick {i}", lane: "hook:quick"))]);
        while (await Count(host) > 300) await StoreHost.Moment();
        Assert.Equal(50, job.Tries.Count(t => t.StartsWith("quick", StringComparison.Ordinal)));
        hang.SetResult();
        await Drain(host);
        Assert.Equal(350, job.Tries.Distinct().Count());
        Assert.InRange(mostHanging, 1, 12);
    }

    [Fact]
    public async Task More_than_memory_holds_is_done_once_each()
    {
        await using var database = await TestDatabase.Create(kind);
        var job = new ScriptedJob("many", _ => new JobResult.Finished());
        await using var host = await StoreHost.Start(database, add: job.Added);
        await Enqueue(host, [.. Enumerable.Range(0, Lanes.WaitingMax + 500).Select(i => host.Item("many", $"{i}"))]);
        await Drain(host);
        Assert.Equal(Lanes.WaitingMax + 500, job.Tries.Count);
        Assert.Equal(job.Tries.Count, job.Tries.Distinct().Count());
    }

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

    [Fact]
    public async Task An_unknown_kind_is_buried_and_named()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        await Enqueue(host, host.Item("of_next_year", "it"));
        await host.Worker.WhenIdle();
        Assert.Contains("of_next_year", (await Only(host)).LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_due_items_of_one_order_are_run_here_and_now_and_no_others()
    {
        await using var database = await TestDatabase.Create(kind);
        var job = new ScriptedJob("step", _ => new JobResult.Finished());
        await using var host = await StoreHost.Start(database, add: job.Added);
        var later = host.Clock.GetUtcNow().AddDays(3);
        await Enqueue(host,
            host.Item("step", "mine on day 3", orderId: "ord_mine", due: later),
            host.Item("step", "mine on day 5", orderId: "ord_mine", due: later.AddDays(2)),
            host.Item("step", "another's on day 3", orderId: "ord_other", due: later));
        Assert.Equal(later, await host.Queue.EarliestDue("ord_mine"));
        await host.Store.Write("move clock", Scope.Everything, write => host.Queue.BringForward(write, "ord_mine", TimeSpan.FromDays(3)));
        Assert.Equal(1, await host.Worker.RunDue("ord_mine"));
        Assert.Equal(["mine on day 3"], job.Tries);
        Assert.Equal(host.Clock.GetUtcNow().AddDays(2), await host.Queue.EarliestDue("ord_mine"));
        Assert.Equal(later, await host.Queue.EarliestDue("ord_other"));
    }

    private protected static Task Enqueue(StoreHost host, params WorkItem[] items) => host.Store.Write("enqueue", Scope.Everything, write =>
    {
        foreach (var item in items) write.Enqueue(item.Copy());
        return Task.CompletedTask;
    });

    /// <summary>Until nothing is left; what was given back for lack of room is due a second later.</summary>
    private protected static async Task Drain(StoreHost host)
    {
        await host.Worker.WhenIdle();
        while (await Count(host) > 0)
        {
            host.Clock.Advance(Worker.PollEvery);
            await host.Worker.WhenIdle();
        }
    }

    /// <summary>Moves the clock when the worker waits on it.</summary>
    private protected static async Task AdvanceAwaited(StoreHost host, TimeSpan by)
    {
        while (!host.Get<Lanes>().Bell.IsAwaited) await StoreHost.Moment();
        host.Clock.Advance(by);
    }

    private protected static Task<int> Count(StoreHost host) => host.Store.Read(Scope.Everything, db => db.Set<WorkItem>().CountAsync());

    private protected static Task<WorkItem> Only(StoreHost host) => host.Store.Read(Scope.Everything, db => db.Set<WorkItem>().SingleAsync());

    private protected static Task<List<string>> Notes(StoreHost host) => host.Store.Read(Scope.Everything, async db =>
    {
        var names = await db.Set<StoredKey>().Where(row => row.Xml == "<key/>").Select(row => row.Name).ToListAsync();
        names.Sort(StringComparer.Ordinal);
        return names;
    });
}

public sealed class SqliteQueueTests() : QueueContract(DatabaseKind.Sqlite);

public sealed class PostgresQueueTests() : QueueContract(DatabaseKind.Postgres)
{
    [Fact]
    public async Task Two_nodes_share_the_work_and_do_nothing_twice()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Postgres);
        var clock = new TestClock();
        var one = new ScriptedJob("share", _ => new JobResult.Finished());
        var other = new ScriptedJob("share", _ => new JobResult.Finished());
        await using var first = await StoreHost.Start(database, clock: clock, add: one.Added);
        await using var second = await StoreHost.Start(database, clock: clock, add: other.Added);
        var due = clock.GetUtcNow().AddMinutes(1);
        await Enqueue(first, [.. Enumerable.Range(0, 300).Select(i => first.Item("share", $"{i}", due: due))]);
        clock.AdvanceTo(due);
        await Drain(first);
        string[] done = [.. one.Tries, .. other.Tries];
        Assert.Equal(300, done.Length);
        Assert.Equal(300, done.Distinct().Count());
    }
}
