using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keytill.Server.Tests.Persistence;

public sealed class MigratorTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Each_script_is_applied_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.Create(kind, migrated: false);
        Assert.NotEqual(0, await Migrate(database));
        Assert.Equal(0, await Migrate(database));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_database_of_another_build_is_refused(DatabaseKind kind)
    {
        await using var database = await TestDatabase.Create(kind);
        await Execute(database, "UPDATE schema_scripts SET checksum = 'other' WHERE name = '0004_work_and_events.sql'");
        await Assert.ThrowsAsync<SchemaMismatch>(() => Migrate(database));
        await Execute(database, "DELETE FROM schema_scripts WHERE name <> '0004_work_and_events.sql'");
        await Execute(database, "UPDATE schema_scripts SET name = '9999_of_next_year.sql'");
        await Assert.ThrowsAsync<SchemaMismatch>(() => Migrate(database));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_restart_signs_nobody_out(DatabaseKind kind)
    {
        await using var database = await TestDatabase.Create(kind);
        string session;
        await using (var host = await StoreHost.Start(database))
            session = host.Get<IDataProtectionProvider>().CreateProtector("session").Protect("somebody");
        await using var next = await StoreHost.Start(database);
        Assert.Equal("somebody", next.Get<IDataProtectionProvider>().CreateProtector("session").Unprotect(session));
        Assert.Equal(1, await next.Store.Read(Scope.Everything, db => db.Set<StoredKey>().CountAsync()));
    }

    private static async Task<int> Migrate(TestDatabase database)
    {
        await using var dialect = DialectOf(database);
        return await new Migrator(dialect, TimeProvider.System, NullLogger<Migrator>.Instance).Run(CancellationToken.None);
    }

    private static async Task Execute(TestDatabase database, string sql)
    {
        await using var dialect = DialectOf(database);
        await using var connection = await dialect.Connect(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static Dialect DialectOf(TestDatabase database) => Dialect.Of(new StorageOptions
    {
        Data = database.Folder,
        Database = database.Kind == DatabaseKind.Postgres ? database.ConnectionString : null,
    });
}
