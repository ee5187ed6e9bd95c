using System.Reflection;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Keytill.Server.Tests.Support;

/// <summary>Puts the server's schema into a database of a test.</summary>
internal static class TestSchema
{
    /// <summary>Runs the server's embedded scripts for this database, in the order of their names.</summary>
    public static async Task Migrate(DatabaseKind kind, string connectionString)
    {
        await using System.Data.Common.DbConnection connection =
            kind == DatabaseKind.Sqlite ? new SqliteConnection(connectionString) : new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        foreach (string script in Scripts(kind))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = script;
            await command.ExecuteNonQueryAsync();
        }
    }

    private static IEnumerable<string> Scripts(DatabaseKind kind)
    {
        var assembly = typeof(Persistence.KeytillDb).Assembly;
        string folder = kind == DatabaseKind.Sqlite ? ".Persistence.Schema.sqlite." : ".Persistence.Schema.postgres.";
        return assembly.GetManifestResourceNames()
            .Where(name => name.Contains(folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name));
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
