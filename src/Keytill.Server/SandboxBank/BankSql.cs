using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Keytill.Server.SandboxBank;

/// <summary>One connection with its statements kept prepared. Used by one thread at a time.</summary>
internal sealed class BankSql(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> prepared = [];

    /// <summary>False after the few errors (disk full, I/O) by which SQLite ends the whole transaction, not just a savepoint.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(connection.Handle) == 0;

    /// <returns>How many rows changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values) => Bind(sql, values).ExecuteNonQuery();

    public List<T> List<T>(string sql, Func<BankRow, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var rows = new List<T>();
        using SqliteDataReader reader = Bind(sql, values).ExecuteReader();
        while (reader.Read())
            rows.Add(read(new BankRow(reader)));

        return rows;
    }

    public T? Single<T>(string sql, Func<BankRow, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using SqliteDataReader reader = Bind(sql, values).ExecuteReader();
        return reader.Read() ? read(new BankRow(reader)) : default;
    }

    public void Dispose()
    {
        foreach (SqliteCommand command in prepared.Values)
            command.Dispose();

        connection.Dispose();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!prepared.TryGetValue(sql, out SqliteCommand? command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            foreach ((string name, _) in values)
                command.Parameters.Add(new SqliteParameter { ParameterName = name });

            prepared.Add(sql, command);
        }

        for (int i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i].Value ?? DBNull.Value;

        return command;
    }
}

/// <summary>The row that a reader stands on, in the few types that the tables hold.</summary>
internal readonly struct BankRow(SqliteDataReader reader)
{
    public string Text(int column) => reader.GetString(column);

    public string? TextOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public long Whole(int column) => reader.GetInt64(column);

    public DateTimeOffset Instant(int column) => Instants.At(reader.GetInt64(column));

    public DateTimeOffset? InstantOrNull(int column) => reader.IsDBNull(column) ? null : Instant(column);
}
