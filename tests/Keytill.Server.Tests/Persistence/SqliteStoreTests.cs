using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace Keytill.Server.Tests.Persistence;

public sealed class SqliteStoreTests() : StoreContract(DatabaseKind.Sqlite)
{
    [Fact]
    public async Task A_commit_is_on_the_disk_before_anybody_hears_of_it()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Sqlite);
        await using var host = await StoreHost.Start(database);
        var (synchronous, journal) = await host.Store.Write("look", Scope.Everything, async write => (
            (await write.Db.Database.SqlQueryRaw<int>("SELECT synchronous AS \"Value\" FROM pragma_synchronous").ToListAsync()).Single(),
            (await write.Db.Database.SqlQueryRaw<string>("SELECT journal_mode AS \"Value\" FROM pragma_journal_mode").ToListAsync()).Single()));
        const int full = 2;
        Assert.Equal((full, "wal"), (synchronous, journal));
    }

    [Fact]
    public async Task Bodies_that_wait_together_share_a_commit()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Sqlite);
        await using var host = await StoreHost.Start(database);
        long commits = host.Meter.Commits;
        await InOneGroup(host, [.. Enumerable.Range(0, 31).Select(i => (Func<Task>)(() => StoreRow(host, $"row {i}")))]);
        Assert.Equal(31, (await Rows(host)).Count);
        Assert.Equal(2, host.Meter.Commits - commits);
    }

    [Fact]
    public async Task A_full_disk_fails_only_the_body_that_filled_it()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Sqlite);
        await using var host = await StoreHost.Start(database);
        await LimitPages(host, 40);
        Exception? failure = null;
        await InOneGroup(host,
        [
            .. Enumerable.Range(0, 10).Select(i => (Func<Task>)(() => StoreRow(host, $"row {i:D2}"))),
            async () => failure = await Record.ExceptionAsync(() => StoreFatRow(host)),
            .. Enumerable.Range(10, 10).Select(i => (Func<Task>)(() => StoreRow(host, $"row {i:D2}"))),
        ]);

        Assert.Contains("full", Assert.IsType<DbUpdateException>(failure, exactMatch: false).InnerException!.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"row {i:D2}"), await Rows(host));
        await LimitPages(host, 1_000_000);
        await StoreFatRow(host);
        Assert.True(host.Store.IsHealthy);
        Assert.Equal(21, (await Rows(host)).Count);
    }

    [Fact]
    public async Task After_an_error_of_the_disk_the_file_is_opened_anew_and_the_others_lose_nothing()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Sqlite);
        await using var host = await StoreHost.Start(database);
        Exception? failure = null;
        await InOneGroup(host,
        [
            .. Enumerable.Range(0, 5).Select(i => (Func<Task>)(() => StoreRow(host, $"row {i}"))),
            async () => failure = await Record.ExceptionAsync(() => host.Store.Write("meet bad disk", Scope.Everything, write =>
            {
                write.Db.Add(Row("never"));
                throw new SqliteException("disk I/O error", SQLitePCL.raw.SQLITE_IOERR);
            })),
            .. Enumerable.Range(5, 5).Select(i => (Func<Task>)(() => StoreRow(host, $"row {i}"))),
        ]);
        Assert.IsType<SqliteException>(failure);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"row {i}"), await Rows(host));
        Assert.True(host.Store.IsHealthy);
    }

    [Fact]
    public async Task A_node_whose_disk_fails_is_not_ready_until_a_write_succeeds()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Sqlite);
        await using var host = await StoreHost.Start(database);
        await Assert.ThrowsAsync<SqliteException>(() => host.Store.Write("meet bad disk", Scope.Everything, _ =>
            throw new SqliteException("disk I/O error", SQLitePCL.raw.SQLITE_IOERR)));
        Assert.Equal((503, "the last write failed\n"), await host.Ask("/readyz"));
        Assert.Equal((200, "alive\n"), await host.Ask("/healthz"));
        await StoreRow(host, "row");
        Assert.Equal((200, "ready\n"), await host.Ask("/readyz"));
        Assert.Contains("keytill_work_waiting 0\n", (await host.Ask("/metrics")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_folder_of_an_installation_is_nobody_elses_to_read()
    {
        string folder = Path.Combine(TempFolder.Create(), "data");
        await using (var server = KeytillServer.Build(["--data", folder, "--urls", "http://127.0.0.1:0", "--no-demo"], builder => builder.Logging.ClearProviders()))
        {
            await server.StartAsync();
            await server.StopAsync();
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        TempFolder.Remove(Path.GetDirectoryName(folder)!);
    }

    [Fact]
    public async Task A_folder_is_served_by_one_process()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Sqlite);
        await using (await StoreHost.Start(database))
        {
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => StoreHost.Start(database));
            Assert.Contains("Another Keytill", refusal.Message, StringComparison.Ordinal);
        }

        await using var next = await StoreHost.Start(database);
    }

    private static Task LimitPages(StoreHost host, int pages) => host.Store.Write("limit pages", Scope.Everything, async write =>
    {
        await using var command = write.Db.Database.GetDbConnection().CreateCommand();
        command.Transaction = write.Db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = $"PRAGMA max_page_count = {pages}";
        await command.ExecuteNonQueryAsync();
    });

    private static Task StoreFatRow(StoreHost host) => host.Store.Write("store fat row", Scope.Everything, write =>
    {
        write.Db.Add(new StoredKey { Name = "row fat", Xml = "<key/>", CreatedAt = DateTimeOffset.UnixEpoch });
        write.Db.Add(new StoredKey { Name = "fat", Xml = new string('x', 2_000_000), CreatedAt = DateTimeOffset.UnixEpoch });
        return Task.CompletedTask;
    });

    /// <summary>Holds the writer until all acts wait behind it.</summary>
    private static async Task InOneGroup(StoreHost host, IReadOnlyList<Func<Task>> acts)
    {
        var begun = new TaskCompletionSource();
        var open = new TaskCompletionSource();
        var holder = host.Store.Write("hold", Scope.Everything, async _ =>
        {
            begun.TrySetResult();
            await open.Task;
        });
        await begun.Task;
        Task[] waiting = [.. acts.Select(act => act())];
        open.SetResult();
        await Task.WhenAll([holder, .. waiting]);
    }
}
