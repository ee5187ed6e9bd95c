using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Keytill.Server.SandboxBank;

/// <summary>The bank's own SQLite file: one writer, any number of readers that cannot write.</summary>
internal sealed class BankDatabase : IAsyncDisposable
{
    /// <summary>In the order in which they are applied, each once.</summary>
    private static readonly string[] Scripts = ["0001_bank", "0002_refunds_in_time", "0003_refunds_by_staff"];

    private readonly string file;
    private readonly BankWriter writer;
    private readonly ConcurrentBag<BankSql> readers = [];

    public BankDatabase(string file)
    {
        this.file = file;
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
            Directory.CreateDirectory(folder);

        BankSql sql = Open(SqliteOpenMode.ReadWriteCreate);
        sql.Execute("pragma journal_mode = wal");
        // NORMAL would lose acknowledged commits when the power fails; a bank may not.
        sql.Execute("pragma synchronous = full");
        sql.Execute("pragma foreign_keys = on");
        Migrate(sql);
        writer = new BankWriter(sql);
    }

    /// <summary>Runs the body in a transaction that it may share with others; returns after the commit. It may run twice.</summary>
    public Task<T> Write<T>(Func<BankSql, T> body) => writer.Write(body);

    public Task Write(Action<BankSql> body) => writer.Write(sql =>
    {
        body(sql);
        return true;
    });

    /// <summary>Runs the query on one snapshot.</summary>
    public T Read<T>(Func<BankSql, T> query)
    {
        BankSql sql = readers.TryTake(out BankSql? idle) ? idle : Open(SqliteOpenMode.ReadOnly);
        sql.Execute("begin");
        try
        {
            return query(sql);
        }
        finally
        {
            sql.Execute("rollback");
            readers.Add(sql);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        while (readers.TryTake(out BankSql? reader))
            reader.Dispose();
    }

    private BankSql Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return new BankSql(connection);
    }

    private static void Migrate(BankSql sql)
    {
        sql.Execute("begin immediate");
        for (long version = sql.Single("pragma user_version", row => row.Whole(0)); version < Scripts.Length; version++)
        {
            using Stream stream = typeof(BankDatabase).Assembly.GetManifestResourceStream($"Keytill.Server.SandboxBank.Schema.{Scripts[version]}.sql")!;
            using var script = new StreamReader(stream);
            sql.Execute(script.ReadToEnd());
            sql.Execute($"pragma user_version = {version + 1}");
        }

        sql.Execute("commit");
    }
}
