using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Keytill.Server.Tests.Support;

/// <summary>Looks into the tables themselves, past the server that owns them, alive or dead.</summary>
internal static class Tables
{
    public static Task<List<T>> Read<T>(TestDatabase database, string sql, Func<DbDataReader, T> row) => database.Kind == DatabaseKind.Postgres
        ? Read(new NpgsqlConnection(database.ConnectionString), sql, row)
        : ReadFile(new SqliteConnectionStringBuilder(database.ConnectionString).DataSource, sql, row);

    public static Task<List<T>> ReadFile<T>(string file, string sql, Func<DbDataReader, T> row) => Read(
        new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString), sql, row);

    private static async Task<List<T>> Read<T>(DbConnection connection, string sql, Func<DbDataReader, T> row)
    {
        await using (connection)
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<T>();
            while (await reader.ReadAsync())
                rows.Add(row(reader));
            return rows;
        }
    }
}
