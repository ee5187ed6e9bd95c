using Keytill.Server.SandboxBank;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.SandboxBank;

/// <summary>The bank's one writer: those who share a commit share nothing else.</summary>
public sealed class BankWriterTests : IAsyncLifetime
{
    private readonly string folder = TempFolder.Create();
    private BankDatabase database = null!;

    public ValueTask InitializeAsync()
    {
        database = new BankDatabase(Path.Combine(folder, "bank.db"));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        TempFolder.Remove(folder);
    }

    [Fact]
    public async Task What_one_throws_undoes_that_one_alone()
    {
        Task<bool>[] acts = [.. Enumerable.Range(0, 100).Select(i => database.Write(sql =>
        {
            Remember(sql, $"key_{i}");
            return i % 3 == 0 ? throw new InvalidOperationException($"act {i}") : true;
        }))];
        await Task.WhenAll(acts).ContinueWith(_ => { }, TaskScheduler.Default);

        for (int i = 0; i < acts.Length; i++)
            Assert.Equal(i % 3 == 0, acts[i].IsFaulted);
        Assert.Equal(Enumerable.Range(0, 100).Where(i => i % 3 != 0).Select(i => $"key_{i}").Order(), Remembered());
    }

    [Fact]
    public async Task Who_ends_the_whole_transaction_takes_nobody_down_with_him()
    {
        // Some errors of the database do just that: a full disk, a failed write.
        Task<bool>[] acts = [.. Enumerable.Range(0, 40).Select(i => database.Write(sql =>
        {
            Remember(sql, $"key_{i}");
            return i == 20 ? Lose(sql) : true;
        }))];
        await Task.WhenAll(acts).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.Equal([20], Enumerable.Range(0, 40).Where(i => acts[i].IsFaulted));
        Assert.Equal(39, Remembered().Count);
    }

    [Fact]
    public async Task What_was_acknowledged_is_in_the_file()
    {
        await database.Write(sql => Remember(sql, "key_1"));
        await database.DisposeAsync();
        database = new BankDatabase(Path.Combine(folder, "bank.db"));

        Assert.Equal(["key_1"], Remembered());
        // 2 is FULL: the write-ahead log reaches the disk with each commit.
        Assert.Equal(2, await database.Write(sql => sql.Single("pragma synchronous", row => row.Whole(0))));
        Assert.Equal("wal", await database.Write(sql => sql.Single("pragma journal_mode", row => row.Text(0))));
    }

    [Fact]
    public void Readers_cannot_write() => Assert.ThrowsAny<Exception>(() => database.Read(sql =>
    {
        Remember(sql, "key_1");
        return true;
    }));

    private static void Remember(BankSql sql, string key) =>
        IdempotencyKeys.Claim(sql, "account", key, "hash", "resource", DateTimeOffset.UnixEpoch.AddYears(1));

    private static bool Lose(BankSql sql)
    {
        sql.Execute("rollback");
        throw new IOException("The disk is full.");
    }

    private List<string> Remembered() => database.Read(sql => sql.List("select key from idempotency_keys order by key", row => row.Text(0)));
}
