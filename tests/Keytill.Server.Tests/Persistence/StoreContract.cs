using System.Collections.Concurrent;
using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Persistence;

/// <summary>What the store promises on either database.</summary>
public abstract partial class StoreContract(DatabaseKind kind)
{
    [Fact]
    public async Task A_body_that_fails_leaves_no_trace_and_takes_nobody_with_it()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        const int bodies = 60;
        var failures = new ConcurrentBag<int>();
        await Task.WhenAll(Enumerable.Range(0, bodies).Select(async i =>
        {
            try
            {
                await host.Store.Write("store row", Scope.Everything, async write =>
                {
                    long number = await write.TakeNumbers("row", 1);
                    write.Db.Add(Row($"row {number}"));
                    // Some fail of themselves, some only when they are saved.
                    if (i % 10 == 3) throw new InvalidTimeZoneException("by itself");
                    if (i % 10 == 7) write.Db.Add(new StoredKey { Name = $"broken {i}", Xml = null!, CreatedAt = default });
                });
            }
            catch (Exception e) when (e is InvalidTimeZoneException or DbUpdateException)
            {
                failures.Add(i);
            }
        }));

        Assert.Equal(12, failures.Count);
        var kept = await Rows(host);
        Assert.Equal(Enumerable.Range(1, bodies - 12).Select(n => $"row {n}").Order(StringComparer.Ordinal), kept);
    }

    [Fact]
    public async Task Bodies_are_rehearsed_and_only_the_second_run_counts()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database, rehearses: true);
        int runs = 0;
        int signals = 0;
        int answer = await host.Store.Write("store row", Scope.Everything, write =>
        {
            write.Db.Add(Row($"row {++runs}"));
            write.AfterCommit(() => signals++);
            return Task.FromResult(runs);
        });
        Assert.Equal((2, 1), (answer, signals));
        Assert.Equal(["row 2"], await Rows(host));
    }

    [Fact]
    public async Task Without_rehearsal_a_body_runs_once()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database, rehearses: false);
        int runs = 0;
        await host.Store.Write("count", Scope.Everything, _ => Task.FromResult(++runs));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Signals_follow_the_commit_and_nothing_else()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        var seen = new List<int>();
        await host.Store.Write("store row", Scope.Everything, write =>
        {
            write.Db.Add(Row("signalled"));
            write.AfterCommit(() => seen.Add(Rows(host).GetAwaiter().GetResult().Count));
            return Task.CompletedTask;
        });
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => host.Store.Write("fail", Scope.Everything, write =>
        {
            write.AfterCommit(() => seen.Add(-1));
            throw new InvalidTimeZoneException();
        }));
        Assert.Equal([1], seen);
    }

    [Fact]
    public async Task A_caller_that_goes_stops_a_body_that_waits_and_none_that_has_begun()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database, rehearses: false);
        var begun = new SemaphoreSlim(0);
        var open = new TaskCompletionSource();
        using var gone = new CancellationTokenSource();
        // As many as the database takes at once.
        int holders = kind == DatabaseKind.Sqlite ? 1 : PostgresCluster.PoolSizeMax;
        Task[] held = [.. Enumerable.Range(0, holders).Select(i => host.Store.Write("hold", Scope.Everything, async write =>
        {
            begun.Release();
            await open.Task;
            write.Db.Add(Row($"held {i}"));
        }, gone.Token))];
        for (int i = 0; i < holders; i++) await begun.WaitAsync();

        bool ran = false;
        var waits = host.Store.Write("wait", Scope.Everything, _ => Task.FromResult(ran = true), gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);
        open.SetResult();
        await Task.WhenAll(held);
        await host.Store.Write("go on", Scope.Everything, _ => Task.CompletedTask);
        Assert.False(ran);
        Assert.Equal(holders, (await Rows(host)).Count);
    }

    [Fact]
    public async Task One_press_that_comes_many_times_is_done_once()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database, rehearses: false);
        bool[] made = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => host.Store.Write("place once", Scope.Everything, async write =>
        {
            if (await write.Db.Set<StoredKey>().AnyAsync(row => row.Name == "row once")) return false;
            write.Db.Add(Row("row once"));
            return true;
        })));
        Assert.Single(made, true);
        Assert.Equal(["row once"], await Rows(host));
    }

    [Fact]
    public async Task What_collides_for_ever_is_a_conflict()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database, rehearses: false);
        await StoreRow(host, "row taken");
        int runs = 0;
        await Assert.ThrowsAsync<Conflict>(() => host.Store.Write("take again", Scope.Everything, write =>
        {
            runs++;
            write.Db.Add(Row("row taken"));
            return Task.CompletedTask;
        }));
        Assert.Equal(Store.RunsMax, runs);
    }

    [Fact]
    public async Task Blocks_of_numbers_never_overlap()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        long[] firsts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            host.Store.Write("take numbers", Scope.Everything, write => write.TakeNumbers("series", 100))));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => 1L + (100 * i)), firsts.Order());
    }

    [Fact]
    public async Task Crossings_are_passed_before_and_after_each_write()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        var passed = new ConcurrentQueue<string>();
        host.Crossings.At = crossing =>
        {
            passed.Enqueue(crossing);
            return Task.CompletedTask;
        };
        await StoreRow(host, "seen");
        Assert.Equal(["write:store row:before", "write:store row:after"], passed);
    }

    [Fact]
    public async Task What_was_not_committed_when_the_process_died_never_happened()
    {
        await using var database = await TestDatabase.Create(kind);
        bool told = false;
        await using (var host = await StoreHost.Start(database, rehearses: false))
        {
            await StoreRow(host, "before");
            await Assert.ThrowsAsync<Crashed>(() => host.Store.Write("die", Scope.Everything, write =>
            {
                write.Db.Add(Row("never"));
                write.AfterCommit(() => told = true);
                host.Crossings.Crash();
                return Task.CompletedTask;
            }));
            await Assert.ThrowsAsync<Crashed>(() => StoreRow(host, "after death"));
        }

        await using var next = await StoreHost.Start(database);
        Assert.Equal(["before"], await Rows(next));
        Assert.False(told);
    }

    [Fact]
    public async Task What_was_committed_when_the_process_died_is_there_though_nobody_heard_of_it()
    {
        await using var database = await TestDatabase.Create(kind);
        bool told = false;
        await using (var host = await StoreHost.Start(database))
        {
            host.Crossings.At = crossing =>
            {
                if (crossing == "write:store row:after") host.Crossings.Crash();
                return Task.CompletedTask;
            };
            await Assert.ThrowsAsync<Crashed>(() => host.Store.Write("store row", Scope.Everything, write =>
            {
                write.Db.Add(Row("committed"));
                write.AfterCommit(() => told = true);
                return Task.CompletedTask;
            }));
        }

        await using var next = await StoreHost.Start(database);
        Assert.Equal(["committed"], await Rows(next));
        Assert.False(told);
    }

    [Fact]
    public async Task The_meter_counts_at_the_door()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database, rehearses: false);
        await host.Worker.WhenIdle();
        var (writes, reads, statements) = (host.Meter.Writes, host.Meter.Reads, host.Meter.Statements);
        await StoreRow(host, "one");
        await Rows(host);
        Assert.Equal((1, 1, 2), (host.Meter.Writes - writes, host.Meter.Reads - reads, host.Meter.Statements - statements));
        Assert.Equal(1, host.Meter.WritesByAct["store row"]);
    }

    private protected static StoredKey Row(string name) => new() { Name = name, Xml = "<key/>", CreatedAt = DateTimeOffset.UnixEpoch };

    private protected static Task StoreRow(StoreHost host, string name) => host.Store.Write("store row", Scope.Everything, write =>
    {
        write.Db.Add(Row(name));
        return Task.CompletedTask;
    });

    /// <summary>The rows of the test, without the key that every installation has.</summary>
    private protected static Task<List<string>> Rows(StoreHost host) => host.Store.Read(Scope.Everything, async db =>
    {
        var names = await db.Set<StoredKey>().Where(row => row.Xml == "<key/>").Select(row => row.Name).ToListAsync();
        names.Sort(StringComparer.Ordinal);
        return names;
    });
}
