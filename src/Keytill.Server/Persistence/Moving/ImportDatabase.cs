using System.Data.Common;
using System.Text.Json;
using Keytill.Core.Vendors;

namespace Keytill.Server.Persistence.Moving;

/// <summary>Reads what <see cref="ExportDatabase"/> wrote into an empty database, in one transaction: all of it, or nothing.</summary>
internal sealed class ImportDatabase(Store store, Dialect dialect, Migrator migrator)
{
    /// <summary>Made by the start itself, which needs one; the imported ones take its place, for they open what the others hold.</summary>
    private const string KeyTable = "data_protection_keys";

    /// <returns>How many rows were read.</returns>
    /// <exception cref="InvalidOperationException">The file is none of ours, or of another build; or the database is not empty.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<long> Run(string path, CancellationToken cancel)
    {
        var tables = await store.Read(Scope.Everything, db => Task.FromResult(MovedTable.All(db.Model)), cancel);
        using var file = new StreamReader(path);
        CheckHead(await file.ReadLineAsync(cancel));
        await using var connection = await dialect.Connect(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        foreach (var table in tables.Where(t => t.Name != KeyTable))
            if (await Ask(connection, transaction, $"SELECT COUNT(*) FROM {table.Name}", cancel) != 0)
                throw new InvalidOperationException($"The database is not empty: {table.Name} has rows. Import into a new one.");
        await Ask(connection, transaction, $"DELETE FROM {KeyTable}", cancel);
        long rows = await Read(file, tables, connection, transaction, cancel);
        foreach (var table in tables.Where(t => t.Counted is not null))
            await dialect.CountOn(connection, transaction, table.Name, table.Counted!, cancel);
        await transaction.CommitAsync(cancel);
        return rows;
    }

    private void CheckHead(string? line)
    {
        MovedHead? head = null;
        try
        {
            head = JsonSerializer.Deserialize<MovedHead>(line ?? "");
        }
        catch (JsonException)
        {
            // Said below.
        }

        if (head is not { Keytill: MovedHead.Present })
            throw new InvalidOperationException("This file was not written by \"export\".");
        if (!head.Scripts.SequenceEqual(migrator.ScriptNames))
            throw new InvalidOperationException("This file is of another build's schema: export and import with the same build.");
    }

    private static async Task<long> Read(StreamReader file, IReadOnlyList<MovedTable> tables, DbConnection connection, DbTransaction transaction, CancellationToken cancel)
    {
        var byName = tables.ToDictionary(t => t.Name, StringComparer.Ordinal);
        long rows = 0;
        DbCommand? insert = null;
        MovedTable? table = null;
        try
        {
            while (await file.ReadLineAsync(cancel) is { } line)
            {
                var row = JsonSerializer.Deserialize<MovedRow>(line) ?? throw new InvalidOperationException("The file has an empty row.");
                if (table?.Name != row.T)
                {
                    table = byName.GetValueOrDefault(row.T) ?? throw new InvalidOperationException($"The file has a table {row.T}, which this build does not know.");
                    if (insert is not null)
                        await insert.DisposeAsync();
                    insert = await Insert(connection, transaction, table, cancel);
                }

                for (int i = 0; i < table.Columns.Count; i++)
                    insert!.Parameters[i].Value = Value((JsonElement?)row.V[i], table.Columns[i].Kind);
                await insert!.ExecuteNonQueryAsync(cancel);
                rows++;
            }
        }
        finally
        {
            if (insert is not null)
                await insert.DisposeAsync();
        }

        return rows;
    }

    private static async Task<DbCommand> Insert(DbConnection connection, DbTransaction transaction, MovedTable table, CancellationToken cancel)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            $"INSERT INTO {table.Name} ({string.Join(", ", table.Columns.Select(c => c.Name))}) VALUES ({string.Join(", ", table.Columns.Select((_, i) => $"@p{i}"))})";
        for (int i = 0; i < table.Columns.Count; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            parameter.DbType = table.Columns[i].Kind switch
            {
                MovedKind.Text => System.Data.DbType.String,
                MovedKind.Number => System.Data.DbType.Int64,
                MovedKind.Flag => System.Data.DbType.Boolean,
                MovedKind.Bytes => System.Data.DbType.Binary,
                _ => throw new ArgumentOutOfRangeException(nameof(table)),
            };
            command.Parameters.Add(parameter);
        }

        await command.PrepareAsync(cancel);
        return command;
    }

    private static object Value(JsonElement? value, MovedKind kind) => value?.ValueKind switch
    {
        JsonValueKind.String when kind == MovedKind.Bytes => value.Value.GetBytesFromBase64(),
        JsonValueKind.String => value.Value.GetString()!,
        JsonValueKind.Number => value.Value.GetInt64(),
        JsonValueKind.True or JsonValueKind.False => value.Value.GetBoolean(),
        _ => DBNull.Value,
    };

    private static async Task<long> Ask(DbConnection connection, DbTransaction transaction, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(cancel) is { } value and not DBNull ? Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture) : 0;
    }
}
