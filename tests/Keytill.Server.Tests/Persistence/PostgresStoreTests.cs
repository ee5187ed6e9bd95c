using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Persistence;

public sealed class PostgresStoreTests() : StoreContract(DatabaseKind.Postgres)
{
    [Fact]
    public async Task A_commit_is_on_the_disk_before_anybody_hears_of_it()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Postgres);
        await using var host = await StoreHost.Start(database);
        Assert.Equal("on", await host.Store.Write("look", Scope.Everything, write => Setting(write.Db, "synchronous_commit")));
        Assert.Equal("5s", await host.Store.Read(Scope.Everything, db => Setting(db, "statement_timeout")));
    }

    [Fact]
    public async Task A_body_whose_connection_breaks_runs_again()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Postgres);
        await using var host = await StoreHost.Start(database, rehearses: false);
        int runs = 0;
        await host.Store.Write("break", Scope.Everything, async write =>
        {
            write.Db.Add(Row("once"));
            if (++runs == 1) await write.Db.Database.ExecuteSqlRawAsync("SELECT pg_terminate_backend(pg_backend_pid())");
        });
        Assert.Equal(2, runs);
        Assert.Equal(["once"], await Rows(host));
    }

    [Fact]
    public async Task A_crowd_of_writers_leaves_every_connection_to_those_who_come_after()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Postgres);
        await using var host = await StoreHost.Start(database, rehearses: false);
        for (int crowd = 0; crowd < 10; crowd++)
        {
            await Task.WhenAll(Enumerable.Range(0, 150).Select(_ => Task.Run(() =>
                host.Store.Write("crowd", Scope.Everything, write => write.Db.Database.ExecuteSqlRawAsync("SELECT 1"))))).WaitAsync(TimeSpan.FromSeconds(10));
        }

        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int holding = 0;
        await Task.WhenAll(Enumerable.Range(0, PostgresCluster.PoolSizeMax).Select(_ => host.Store.Write("hold", Scope.Everything, async _ =>
        {
            if (Interlocked.Increment(ref holding) == PostgresCluster.PoolSizeMax) all.SetResult();
            await all.Task;
        }))).WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Two_that_wait_for_each_other_both_get_through()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Postgres);
        await using var host = await StoreHost.Start(database, rehearses: false);
        await host.Store.Write("begin", Scope.Everything, async write =>
        {
            await write.TakeNumbers("a", 1);
            await write.TakeNumbers("b", 1);
        });
        using var both = new Barrier(2);
        int runs = 0;
        async Task Take(string first, string second) => await host.Store.Write("take both", Scope.Everything, async write =>
        {
            await write.TakeNumbers(first, 1);
            if (Interlocked.Increment(ref runs) <= 2) await Task.Run(both.SignalAndWait);
            await write.TakeNumbers(second, 1);
        });
        await Task.WhenAll(Take("a", "b"), Take("b", "a"));
        // Whoever was sent back may meet the other once more.
        Assert.True(runs > 2, "Nobody was in anybody's way.");
        Assert.Equal(4, await host.Store.Write("look", Scope.Everything, write => write.TakeNumbers("a", 1)));
    }

    [Fact]
    public async Task Nodes_that_start_together_on_an_empty_database_make_one_schema_and_one_key()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Postgres, migrated: false);
        var hosts = await Task.WhenAll(StoreHost.Start(database), StoreHost.Start(database), StoreHost.Start(database));
        Assert.Equal(1, await hosts[0].Store.Read(Scope.Everything, db => db.Set<StoredKey>().CountAsync()));
        foreach (var host in hosts) await host.DisposeAsync();
    }

    [Fact]
    public async Task A_node_that_ends_in_the_middle_of_a_hint_ends()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Postgres);
        var random = new SeededDraw(Proof.Seed);
        for (int run = 0; run < 60; run++)
        {
            var dialect = new PostgresDialect(database.ConnectionString);
            using var stop = new CancellationTokenSource();
            await dialect.Hint("the first opens the connection", stop.Token);
            var hint = Task.Run(() => dialect.Hint("nobody ord_1:1", stop.Token));
            Thread.SpinWait(random.Below(60_000));
            if (run % 4 == 0) await stop.CancelAsync();
            await dialect.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
            await Task.WhenAny(hint).WaitAsync(TimeSpan.FromSeconds(10));
        }
    }

    private static async Task<string> Setting(KeytillDb db, string name) =>
        (await db.Database.SqlQuery<string>($"SELECT current_setting({name}) AS \"Value\"").ToListAsync()).Single();
}
