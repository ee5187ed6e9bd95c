using System.Data.Common;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Keytill.Server.Persistence;

/// <summary>
/// Brings a database to this build's schema: numbered scripts, each applied once, in order, in a transaction of its own. A
/// script that was applied may never change afterwards: its checksum is kept.
/// </summary>
public sealed class Migrator(Dialect dialect, TimeProvider clock, ILogger<Migrator> log)
{
    /// <summary>Migrates, and keeps every other node from doing so until <paramref name="meanwhile"/> has ended too.</summary>
    /// <returns>How many scripts were new.</returns>
    /// <exception cref="SchemaMismatch">The database was made by another build than this one can serve.</exception>
    public async Task<int> Run(Func<Task> meanwhile, CancellationToken cancel)
    {
        await using var connection = await dialect.Connect(cancel);
        await dialect.LockForMigration(connection, cancel);
        int applied = await Apply(connection, cancel);
        await meanwhile();
        return applied;
    }

    /// <summary>This build's schema by its scripts' names, which are the same for both databases.</summary>
    public IReadOnlyList<string> ScriptNames => Scripts().ConvertAll(s => s.Name);

    public Task<int> Run(CancellationToken cancel) => Run(() => Task.CompletedTask, cancel);

    private async Task<int> Apply(DbConnection connection, CancellationToken cancel)
    {
        await Execute(connection, null, """
            CREATE TABLE IF NOT EXISTS schema_scripts (
              name VARCHAR(100) NOT NULL CONSTRAINT pk_schema_scripts PRIMARY KEY,
              checksum CHAR(64) NOT NULL,
              applied_at BIGINT NOT NULL
            )
            """, cancel);
        var known = await Known(connection, cancel);
        var scripts = Scripts();
        foreach (string stranger in known.Keys.Except(scripts.Select(s => s.Name)))
            throw new SchemaMismatch($"This database has the schema script {stranger}, which this build does not know. Start the newer build.");
        int applied = 0;
        foreach (var script in scripts)
        {
            if (known.TryGetValue(script.Name, out string? checksum))
            {
                if (checksum != script.Checksum) throw new SchemaMismatch($"The schema script {script.Name} has changed since it was applied to this database.");
                continue;
            }

            await using var transaction = await connection.BeginTransactionAsync(cancel);
            await Execute(connection, transaction, script.Text, cancel);
            await Execute(connection, transaction, $"INSERT INTO schema_scripts (name, checksum, applied_at) VALUES ('{script.Name}', '{script.Checksum}', {clock.GetUtcNow().ToUnixTimeMilliseconds()})", cancel);
            await transaction.CommitAsync(cancel);
            log.LogInformation("Applied the schema script {Name}.", script.Name);
            applied++;
        }

        return applied;
    }

    private static async Task<Dictionary<string, string>> Known(DbConnection connection, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, checksum FROM schema_scripts";
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel)) known.Add(reader.GetString(0), reader.GetString(1));
        return known;
    }

    private static async Task Execute(DbConnection connection, DbTransaction? transaction, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>This build's scripts for this database, in the order of their numbers.</summary>
    private List<Script> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        string folder = $".Persistence.Schema.{dialect.Name}.";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.Contains(folder, StringComparison.Ordinal))
            .Select(name => Read(assembly, name, name[(name.IndexOf(folder, StringComparison.Ordinal) + folder.Length)..]))
            .OrderBy(script => script.Name, StringComparer.Ordinal)];
    }

    private static Script Read(Assembly assembly, string resource, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        string text = reader.ReadToEnd();
        return new Script(name, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    private sealed record Script(string Name, string Text, string Checksum);
}

public sealed class SchemaMismatch(string sentence) : Exception(sentence);
