using Microsoft.Data.Sqlite;
using Npgsql;

namespace Keytill.Server.Tests.Support;

public enum DatabaseKind
{
    Sqlite,
    Postgres,
}

/// <summary>
/// A private database of one test or test class, with the schema already in it: a copy of a template that was migrated once in
/// this run. Takes a server's place on disk: <see cref="ServerArguments"/> start a server on it.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Dictionary<DatabaseKind, Lazy<Task<string>>> Templates = new()
    {
        [DatabaseKind.Sqlite] = new(MakeSqliteTemplate),
        [DatabaseKind.Postgres] = new(MakePostgresTemplate),
    };

    private readonly string? postgresName;

    private TestDatabase(DatabaseKind kind, string folder, string connectionString, string? postgresName) =>
        (Kind, Folder, ConnectionString, this.postgresName) = (kind, folder, connectionString, postgresName);

    /// <summary>For theories that run on both databases.</summary>
    public static TheoryData<DatabaseKind> Both => [DatabaseKind.Sqlite, DatabaseKind.Postgres];

    public DatabaseKind Kind { get; }

    /// <summary>The server's data folder: private to this database, removed with it. Holds the file where the database is SQLite.</summary>
    public string Folder { get; }

    public string ConnectionString { get; }

    /// <summary>What a server is started with to run on this database.</summary>
    public string[] ServerArguments =>
        Kind == DatabaseKind.Sqlite ? ["--data", Folder] : ["--data", Folder, "--database", ConnectionString];

    /// <param name="migrated">False for an empty database.</param>
    public static async Task<TestDatabase> Create(DatabaseKind kind, bool migrated = true)
    {
        string? template = migrated ? await Templates[kind].Value : null;
        string folder = TempFolder.Create();
        if (kind == DatabaseKind.Sqlite)
        {
            string file = Path.Combine(folder, SqliteFileName);
            if (template is not null)
                File.Copy(template, file);
            return new TestDatabase(kind, folder, SqliteConnectionString(file), null);
        }

        var cluster = await PostgresCluster.Shared;
        string name = await cluster.CreateDatabase(template: template);
        return new TestDatabase(kind, folder, cluster.ConnectionString(name), name);
    }

    public async ValueTask DisposeAsync()
    {
        if (postgresName is not null)
        {
            await using (var own = new NpgsqlConnection(ConnectionString))
                NpgsqlConnection.ClearPool(own);
            await (await PostgresCluster.Shared).DropDatabase(postgresName);
        }
        else
        {
            using var own = new SqliteConnection(ConnectionString);
            SqliteConnection.ClearPool(own);
        }

        TempFolder.Remove(Folder);
    }

    /// <summary>The name that the server gives its file in the data folder.</summary>
    private const string SqliteFileName = "keytill.db";

    private static string SqliteConnectionString(string file) => new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString;

    private static async Task<string> MakeSqliteTemplate()
    {
        string file = Path.Combine(TempFolder.Create(), SqliteFileName);
        await TestSchema.Migrate(Path.GetDirectoryName(file)!, postgres: null);

        // The copies take the one file, so nothing may be left in the write-ahead log beside it.
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var checkpoint = connection.CreateCommand();
        checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        await checkpoint.ExecuteNonQueryAsync();
        return file;
    }

    private static async Task<string> MakePostgresTemplate()
    {
        var cluster = await PostgresCluster.Shared;
        string name = await cluster.CreateDatabase("template");

        // No pool: nobody may be connected to a database that is copied.
        await TestSchema.Migrate("", cluster.ConnectionString(name, pooling: false));
        return name;
    }
}
