using System.Data.Common;
using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Persistence;

/// <summary>The scripts make the database; the mappings say what the code believes of it. Both must be the same, down to each index.</summary>
public sealed class SchemaTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Scripts_and_mappings_make_the_same_database(DatabaseKind kind)
    {
        await using var scripted = await TestDatabase.Create(kind);
        await using var mapped = await TestDatabase.Create(kind, migrated: false);
        await using (var host = await StoreHost.Start(scripted))
            await Execute(mapped, await host.Store.Read(Scope.Everything, db => Task.FromResult(db.Database.GenerateCreateScript())));

        string[] byScripts = await Catalogue(scripted);
        string[] byMappings = await Catalogue(mapped);
        string[] differences =
        [
            .. byScripts.Except(byMappings).Select(line => $"only in the scripts:  {line}"),
            .. byMappings.Except(byScripts).Select(line => $"only in the mappings: {line}"),
        ];
        Assert.True(differences.Length == 0, "\n" + string.Join('\n', differences));
        Assert.Contains(byScripts, line => line.StartsWith("table work_items", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_differs_is_seen()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Sqlite);
        string[] before = await Catalogue(database);
        await Execute(database, "CREATE INDEX more ON work_items (kind)");
        Assert.Equal(["index work_items (kind)"], (await Catalogue(database)).Except(before));
    }

    private static async Task<string[]> Catalogue(TestDatabase database)
    {
        string[] lines = database.Kind == DatabaseKind.Sqlite ? await SqliteCatalogue(database) : await Query(database, PostgresCatalogue);
        return [.. lines.Where(line => !line.Contains("schema_scripts", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    private static async Task<string[]> SqliteCatalogue(TestDatabase database)
    {
        string[] indexes = await Query(database, """
            SELECT l.name || '|' || m.name || '|' || l."unique" || '|' || COALESCE(s.sql, '') || '|' ||
              (SELECT group_concat(c.name, ', ') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno) c)
            FROM sqlite_master m, pragma_index_list(m.name) l LEFT JOIN sqlite_master s ON s.name = l.name
            WHERE m.type = 'table' AND l.origin <> 'pk'
            """);
        return
        [
            .. await Query(database, """
                SELECT 'table ' || m.name || ' ' || c.name || ' ' || c.type || CASE WHEN c."notnull" THEN ' not null' ELSE '' END || ' pk ' || c.pk
                FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
                """),
            .. await Query(database, """
                SELECT 'reference ' || m.name || ' ' || f."from" || ' -> ' || f."table" || ' ' || f.on_delete
                FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
                """),
            .. indexes.Select(IndexLine),
        ];
    }

    private static string IndexLine(string row)
    {
        string[] parts = row.Split('|');
        int where = parts[3].IndexOf(" WHERE ", StringComparison.OrdinalIgnoreCase);
        string filter = where < 0 ? "" : " where " + parts[3][(where + 7)..].Replace("\"", "", StringComparison.Ordinal);
        return $"{(parts[2] == "1" ? "unique " : "")}index {parts[1]} ({parts[4]}){filter}";
    }

    private const string PostgresCatalogue = """
        SELECT 'table ' || c.relname || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
          || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
          || CASE WHEN a.attidentity <> '' THEN ' identity' ELSE '' END
          || COALESCE(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
        UNION ALL
        SELECT 'index ' || regexp_replace(indexdef, ' INDEX \S+ ON ', ' INDEX ON ') FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL
        SELECT 'reference ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE contype = 'f' AND connamespace = 'public'::regnamespace
        """;

    private static async Task<string[]> Query(TestDatabase database, string sql)
    {
        await using var dialect = DialectOf(database);
        await using var connection = await dialect.Connect(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return [.. lines];
    }

    private static Task Execute(TestDatabase database, string sql) => Query(database, sql);

    private static Dialect DialectOf(TestDatabase database) => Dialect.Of(new StorageOptions
    {
        Data = database.Folder,
        Database = database.Kind == DatabaseKind.Postgres ? database.ConnectionString : null,
    });
}
