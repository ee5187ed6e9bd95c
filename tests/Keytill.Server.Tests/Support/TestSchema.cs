using Keytill.Server.Hosting;
using Keytill.Server.Persistence;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keytill.Server.Tests.Support;

/// <summary>Puts the server's schema into a database of a test, as the server itself does at its start.</summary>
internal static class TestSchema
{
    /// <param name="folder">Holds the file where the database is SQLite.</param>
    public static async Task Migrate(string folder, string? postgres)
    {
        await using var dialect = Dialect.Of(new StorageOptions { Data = folder, Database = postgres });
        await new Migrator(dialect, TimeProvider.System, NullLogger<Migrator>.Instance).Run(CancellationToken.None);
    }
}
