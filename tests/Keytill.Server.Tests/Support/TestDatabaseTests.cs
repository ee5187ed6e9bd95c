using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Keytill.Server.Tests.Support;

public sealed class TestDatabaseTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Two_databases_share_nothing(DatabaseKind kind)
    {
        await using var one = await TestDatabase.Create(kind);
        await using var other = await TestDatabase.Create(kind);
        await Execute(one, "CREATE TABLE only_here (x int)");
        await Execute(other, "CREATE TABLE only_here (x int)");
        Assert.NotEqual(one.ConnectionString, other.ConnectionString);
    }

    [Fact]
    public async Task PostgreSQL_listens_on_no_address()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Postgres, migrated: false);
        Assert.Equal("", await Scalar(database, "SHOW listen_addresses"));
    }

    [Fact]
    public async Task What_was_committed_outlives_a_crash_of_PostgreSQL()
    {
        await using var cluster = await PostgresCluster.Start();
        string name = await cluster.CreateDatabase();
        await Execute(cluster.ConnectionString(name, pooling: false), "CREATE TABLE kept (x int); INSERT INTO kept VALUES (7)");
        await cluster.CrashAndRestart();
        await using var connection = new NpgsqlConnection(cluster.ConnectionString(name, pooling: false));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT x FROM kept", connection);
        Assert.Equal(7, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_cluster_leaves_no_process_and_no_folder()
    {
        var cluster = await PostgresCluster.Start();
        string socket = new NpgsqlConnectionStringBuilder(cluster.ConnectionString("postgres")).Host!;
        Assert.True(Directory.Exists(socket));
        await cluster.DisposeAsync();
        Assert.False(Directory.Exists(socket));
        Assert.DoesNotContain(Process.GetProcessesByName("postgres"), p => File.ReadAllText($"/proc/{p.Id}/cmdline").Contains(socket, StringComparison.Ordinal));
    }

    private static Task Execute(TestDatabase database, string sql) => database.Kind == DatabaseKind.Sqlite
        ? ExecuteSqlite(database.ConnectionString, sql)
        : Execute(database.ConnectionString, sql);

    private static async Task ExecuteSqlite(string connectionString, string sql)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new SqliteCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string?> Scalar(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync();
    }
}
