using System.Data;
using System.Data.Common;
using System.Text;
using System.Text.Json;
using Keytill.Core.Vendors;

namespace Keytill.Server.Persistence.Moving;

/// <summary>
/// Writes the whole database, as it stands at one instant, into a file that <see cref="ImportDatabase"/> reads into an empty one of either
/// kind: a line of JSON that says which schema it is of, then one for each row. It holds every secret that the database holds.
/// </summary>
internal sealed class ExportDatabase(Store store, Dialect dialect, Migrator migrator)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <param name="path">Must not exist yet.</param>
    /// <returns>How many rows were written.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task<long> Run(string path, CancellationToken cancel)
    {
        var tables = await store.Read(Scope.Everything, db => Task.FromResult(MovedTable.All(db.Model)), cancel);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        await using var connection = await dialect.Connect(cancel);
        await using var instant = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        await using var file = new StreamWriter(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), options);
        await file.WriteLineAsync(JsonSerializer.Serialize(new MovedHead(MovedHead.Present, migrator.ScriptNames)));
        long rows = 0;
        foreach (var table in tables)
            rows += await Write(connection, instant, table, file, cancel);
        return rows;
    }

    private static async Task<long> Write(DbConnection connection, DbTransaction instant, MovedTable table, StreamWriter file, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = instant;
        command.CommandText = $"SELECT {string.Join(", ", table.Columns.Select(c => c.Name))} FROM {table.Name} ORDER BY {string.Join(", ", table.Key)}";
        await using var reader = await command.ExecuteReaderAsync(cancel);
        long rows = 0;
        for (; await reader.ReadAsync(cancel); rows++)
        {
            var values = new object?[table.Columns.Count];
            for (int i = 0; i < values.Length; i++)
                values[i] = reader.IsDBNull(i) ? null : Value(reader, i, table.Columns[i].Kind);
            await file.WriteLineAsync(JsonSerializer.Serialize(new MovedRow(table.Name, values)));
        }

        return rows;
    }

    private static object Value(DbDataReader reader, int column, MovedKind kind) => kind switch
    {
        MovedKind.Text => reader.GetString(column),
        MovedKind.Number => reader.GetInt64(column),
        MovedKind.Flag => reader.GetBoolean(column),
        MovedKind.Bytes => reader.GetFieldValue<byte[]>(column),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}

/// <summary>The file's first line.</summary>
/// <param name="Keytill">The file's form.</param>
/// <param name="Scripts">The schema that its rows are of.</param>
internal sealed record MovedHead(int Keytill, IReadOnlyList<string> Scripts)
{
    public const int Present = 1;
}

/// <param name="T">The table.</param>
/// <param name="V">The values, in the order of its columns.</param>
internal sealed record MovedRow(string T, object?[] V);
