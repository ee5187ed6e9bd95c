using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Keytill.Bench;

/// <summary>The measured database, looked at from outside the server.</summary>
internal sealed class Books(string? postgres, string folder)
{
    private const string SqliteFile = "keytill.db";

    public bool IsPostgres => postgres is not null;

    /// <summary>With full durability, as the server opens it for writing.</summary>
    public async Task<DbConnection> Connect()
    {
        DbConnection connection = IsPostgres
            ? new NpgsqlConnection(postgres)
            : new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, SqliteFile), Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        if (!IsPostgres)
            await Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;");
        return connection;
    }

    /// <summary>For each order that was paid since: when, and when its licence mail had been handed over.</summary>
    /// <param name="since">Unix milliseconds.</param>
    public async Task<Dictionary<string, (long PaidAt, long MailedAt)>> Mailed(long since)
    {
        await using var connection = await Connect();
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT o.number, o.paid_at, m.sent_at FROM orders o JOIN mails m ON m.order_id = o.id AND m.kind = 'license'
            WHERE m.sent_at IS NOT NULL AND o.paid_at >= {since.ToString(CultureInfo.InvariantCulture)}
            """;
        var mailed = new Dictionary<string, (long, long)>(StringComparer.Ordinal);
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            mailed[row.GetString(0)] = (row.GetInt64(1), row.GetInt64(2));
        return mailed;
    }

    /// <summary>Bytes of write-ahead log since the database was made; null where the database does not count them.</summary>
    public async Task<long?> WalBytes()
    {
        if (!IsPostgres)
            return null;
        await using var connection = await Connect();
        return Convert.ToInt64(await Scalar(connection, "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint"), CultureInfo.InvariantCulture);
    }

    /// <summary>Counts what the database's planner goes by.</summary>
    public async Task Analyze()
    {
        await using var connection = await Connect();
        await Execute(connection, "ANALYZE");
    }

    /// <summary>The size of the whole database on the disk.</summary>
    public async Task<long> Bytes()
    {
        await using var connection = await Connect();
        return Convert.ToInt64(
            await Scalar(connection, IsPostgres ? "SELECT pg_database_size(current_database())" : "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"), CultureInfo.InvariantCulture);
    }

    /// <summary>Processor time of the database's own processes; null where it runs inside the server's.</summary>
    public async Task<double?> CpuMs()
    {
        if (!IsPostgres)
            return null;
        await using var connection = await Connect();
        int backend = Convert.ToInt32(await Scalar(connection, "SELECT pg_backend_pid()"), CultureInfo.InvariantCulture);
        return ProcessTree.CpuMs(ProcessTree.ParentOf(backend));
    }

    public static async Task Execute(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object?> Scalar(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}

/// <summary>Linux's own figures of a process and its children.</summary>
internal static class ProcessTree
{
    /// <summary>The kernel's USER_HZ, the same on every Linux that .NET runs on.</summary>
    private const double MsPerTick = 10;

    // Positions in /proc/{pid}/stat, counted after the name in brackets.
    private const int Parent = 1;
    private const int UserTime = 11;
    private const int ChildrenSystemTime = 14;

    public static int ParentOf(int process) => int.Parse(Stat(process)![Parent], CultureInfo.InvariantCulture);

    /// <summary>Of the process, its living children, and those that have ended.</summary>
    public static double CpuMs(int process) => MsPerTick * Directory.GetDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
        .Where(id => id > 0)
        .Select(id => (Id: id, Stat: Stat(id)))
        .Where(known => known.Stat is not null && (known.Id == process || known.Stat[Parent] == process.ToString(CultureInfo.InvariantCulture)))
        .Sum(known => known.Stat![UserTime..(ChildrenSystemTime + 1)].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)));

    /// <returns>Null when it has just ended.</returns>
    private static string[]? Stat(int process)
    {
        try
        {
            string line = File.ReadAllText($"/proc/{process}/stat");
            return line[(line.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
