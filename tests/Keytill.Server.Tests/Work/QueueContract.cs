using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Work;

/// <summary>What the queue promises on either database.</summary>
public abstract partial class QueueContract(DatabaseKind kind)
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

    [Fact]
    public async Task Who_gives_up_on_an_orders_items_stops_at_once_and_leaves_them_to_the_worker()
    {
        await using var database = await TestDatabase.Create(kind);
        using var patience = new CancellationTokenSource();
        var gaveUp = new TaskCompletionSource();
        var job = new ScriptedJob("step", async (_, cancel) =>
        {
            if (!gaveUp.Task.IsCompleted)
            {
                await patience.CancelAsync();
                cancel.ThrowIfCancellationRequested();
            }

            return new JobResult.Finished();
        });
        await using var host = await StoreHost.Start(database, add: job.Added);
        var later = host.Clock.GetUtcNow().AddDays(3);
        await Enqueue(host, host.Item("step", "mine", orderId: "ord_mine", due: later));
        await host.Store.Write("move clock", Scope.Everything, write => host.Queue.BringForward(write, "ord_mine", TimeSpan.FromDays(3)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Worker.RunDue("ord_mine", patience.Token).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System));

        gaveUp.SetResult();
        await AdvanceAwaited(host, Worker.PollEvery);
        await host.Worker.WhenIdle();
        Assert.Equal(0, await Count(host));
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

    /// <summary>Moves the clock when the worker waits on it. The way there wakes it, and it may look before the way is over: so it looks once more.</summary>
    private protected static async Task AdvanceAwaited(StoreHost host, TimeSpan by)
    {
        while (!host.Get<Lanes>().Bell.IsAwaited) await StoreHost.Moment();
        host.Clock.Advance(by);
        host.Get<Lanes>().Ring();
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
