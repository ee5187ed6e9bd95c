using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Keytill.Server.Tests.Support;

/// <summary>
/// A throw-away PostgreSQL of this machine's own binaries: a private folder, a private Unix socket, no TCP port.
/// It ends with this process, whatever ends the process, and its folder is removed then or by the next start.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    /// <summary>Room for every test class at once, each with a reading and a writing pool.</summary>
    private const int ConnectionsMax = 400;
    public const int PoolSizeMax = 8;
    private const string FolderPrefix = "keytill-pg-";

    // A Unix socket's path has at most 107 bytes, so the folder is short and directly under /tmp.
    private const string ShortRoot = "/tmp";
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Task<PostgresCluster>> SharedCluster = new(() => Start());
    private static int named;

    private readonly PostgresBinaries binaries;
    private readonly string folder;
    private readonly bool durable;
    private PostgresProcess process;

    private PostgresCluster(PostgresBinaries binaries, string folder, bool durable, PostgresProcess process)
    {
        (this.binaries, this.folder, this.durable, this.process) = (binaries, folder, durable, process);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove();
    }

    /// <summary>The one cluster of this test run, started by its first user.</summary>
    public static Task<PostgresCluster> Shared => SharedCluster.Value;

    /// <param name="durable">
    /// False for tests: without fsync a crash of processes loses nothing, only a crash of the machine would.
    /// True where speed is measured: everything as an operator runs it.
    /// </param>
    public static async Task<PostgresCluster> Start(bool durable = false)
    {
        var binaries = PostgresBinaries.Find();
        RemoveLeftovers();
        string folder = Path.Combine(ShortRoot, $"{FolderPrefix}{Environment.ProcessId}-{Interlocked.Increment(ref named)}");
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        binaries.HandOver(folder);
        binaries.RunToEnd("initdb", "-D", Path.Combine(folder, "data"), "-U", "keytill", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        var process = await PostgresProcess.Start(binaries, ServerArguments(folder, durable), StartMax);
        return new PostgresCluster(binaries, folder, durable, process);
    }

    /// <summary>A connection string for a database of this cluster, for tests with a small pool.</summary>
    public string ConnectionString(string database, bool pooling = true) => new NpgsqlConnectionStringBuilder
    {
        Host = folder,
        Username = "keytill",
        Database = database,
        Pooling = pooling,
        MaxPoolSize = PoolSizeMax,
        ConnectionIdleLifetime = 5,
        ConnectionPruningInterval = 5,
        IncludeErrorDetail = true,
    }.ConnectionString;

    /// <summary>Makes an empty database, or a copy of <paramref name="template"/>, to which nobody may be connected.</summary>
    /// <returns>Its name, unique in this cluster.</returns>
    public async Task<string> CreateDatabase(string prefix = "test", string? template = null)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{prefix}_{Interlocked.Increment(ref named)}");
        await Execute(template is null ? $"CREATE DATABASE {name}" : $"CREATE DATABASE {name} TEMPLATE {template}");
        return name;
    }

    public async Task DropDatabase(string name) => await Execute($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    /// <summary>Cuts every connection of one client, as a crash of that client would: open transactions are rolled back.</summary>
    public Task Disconnect(string applicationName) =>
        Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", applicationName);

    /// <summary>Kills the server at once, without a checkpoint, and starts it on the same data.</summary>
    public async Task CrashAndRestart()
    {
        process.Kill();
        process = await PostgresProcess.Start(binaries, ServerArguments(folder, durable), StartMax);
    }

    public ValueTask DisposeAsync()
    {
        Remove();
        return ValueTask.CompletedTask;
    }

    private static string[] ServerArguments(string folder, bool durable)
    {
        string[] always =
        [
            "-D", Path.Combine(folder, "data"), "-k", folder,
            "-c", "listen_addresses=", "-c", $"max_connections={ConnectionsMax}", "-c", "shared_buffers=128MB",
            "-c", "log_min_messages=log", "-c", "logging_collector=off", "-c", "timezone=UTC",
        ];
        return durable ? always : [.. always, "-c", "fsync=off", "-c", "full_page_writes=off"];
    }

    private static void RemoveLeftovers()
    {
        foreach (string left in Directory.GetDirectories(ShortRoot, FolderPrefix + "*"))
        {
            string owner = Path.GetFileName(left)[FolderPrefix.Length..].Split('-')[0];
            if (!Directory.Exists($"/proc/{owner}"))
                TryDelete(left);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another run clears the same folder, or it is another user's: whoever may, will.
        }
    }

    private void Remove()
    {
        process.Kill();
        TryDelete(folder);
    }

    private async Task Execute(string sql, params string[] values)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres", pooling: false));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (string value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
