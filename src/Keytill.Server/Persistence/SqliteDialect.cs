using System.Data.Common;
using System.Text.Json;
using Keytill.Core.Catalog;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Server.Hosting;
using Keytill.Server.Work;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Persistence;

/// <summary>The embedded database: one file, one node, one writer at a time, readers beside it.</summary>
internal sealed class SqliteDialect(string folder) : Dialect
{
    private const int UniqueViolated = 2067;
    private const int PrimaryKeyViolated = 1555;

    private string FilePath => Path.Combine(folder, "keytill.db");

    public override string Name => "sqlite";

    public override bool HasOtherNodes => false;

    public override void Reading(DbContextOptionsBuilder<KeytillDb> options) =>
        options.UseSqlite(new SqliteConnectionStringBuilder { DataSource = FilePath, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = ReadSecondsMax }.ConnectionString);

    public override async Task<IAsyncDisposable> BeginSnapshot(KeytillDb db, CancellationToken cancel)
    {
        await db.Database.OpenConnectionAsync(cancel);
        var transaction = ((SqliteConnection)db.Database.GetDbConnection()).BeginTransaction(deferred: true);
        await db.Database.UseTransactionAsync(transaction, cancel);
        return new Snapshot(db, transaction);
    }

    /// <summary>It remembers the highest number by itself.</summary>
    public override Task CountOn(DbConnection connection, DbTransaction transaction, string table, string column, CancellationToken cancel) => Task.CompletedTask;

    public override async Task<DbConnection> Connect(CancellationToken cancel) => await OpenWriter(cancel);

    /// <summary>
    /// A connection that may write. <c>synchronous=FULL</c> is what makes a commit last: with NORMAL, which some builds
    /// take by default in WAL mode, a power loss took every acknowledged commit since the last checkpoint.
    /// </summary>
    public async Task<SqliteConnection> OpenWriter(CancellationToken cancel)
    {
        OwnFolder.Create(folder);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = FilePath, Pooling = false, ForeignKeys = true }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA journal_size_limit=67108864;";
            await command.ExecuteNonQueryAsync(cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The lock of the folder, taken before, keeps every other process out.</summary>
    public override Task LockForMigration(DbConnection connection, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>The transaction already holds the lock of the whole database.</summary>
    public override IQueryable<Order> Lock(KeytillDb db, string orderId) => db.Set<Order>().Where(order => order.Id == orderId);

    public override IQueryable<KeyPool> LockPool(KeytillDb db, string poolId) => db.Set<KeyPool>().Where(pool => pool.Id == poolId);

    public override IQueryable<Coupon> LockCoupon(KeytillDb db, string couponId) => db.Set<Coupon>().Where(coupon => coupon.Id == couponId);

    public override async Task<string?> ClaimKey(KeytillDb db, string poolId, string requestId, string orderId, DateTimeOffset now)
    {
        var claimed = await db.Database.SqlQuery<string>($"""
            UPDATE license_keys SET request_id = {requestId}, order_id = {orderId}, sold_at = {now.ToUnixTimeMilliseconds()}
            WHERE position = (
              SELECT position FROM license_keys
              WHERE pool_id = {poolId} AND request_id IS NULL AND set_aside_at IS NULL
              ORDER BY position LIMIT 1)
            RETURNING key_text AS "Value"
            """).ToListAsync();
        return claimed.SingleOrDefault();
    }

    public override Task<List<WorkItem>> Claim(KeytillDb db, Claim claim)
    {
        string lanes = JsonSerializer.Serialize(claim.FullLanes);
        return db.Set<WorkItem>().FromSql($"""
            UPDATE work_items SET lease = {claim.Token} || '.' || id, due_at = {claim.LeaseUntil.ToUnixTimeMilliseconds()}, attempts = attempts + 1
            WHERE id IN (
              SELECT id FROM work_items
              WHERE buried_at IS NULL AND due_at <= {claim.Now.ToUnixTimeMilliseconds()}
                AND ({claim.OrderId} IS NULL OR order_id = {claim.OrderId})
                AND lane NOT IN (SELECT value FROM json_each({lanes})) AND NOT ({claim.HooksAreFull} AND lane LIKE 'hook:%')
              ORDER BY due_at LIMIT {claim.Max})
            RETURNING *
            """).AsNoTracking().ToListAsync();
    }

    /// <summary>One writer at a time: rows are numbered in the order of their commits.</summary>
    public override IQueryable<EventRow> Feed(KeytillDb db) => db.Set<EventRow>().OrderBy(row => row.Position);

    public override IQueryable<EventRow> FeedAfter(KeytillDb db, EventRow seen) => Feed(db).Where(row => row.Position > seen.Position);

    public override bool IsConflict(Exception failure) => WithCauses(failure).Any(e => e
        is DbUpdateConcurrencyException
        or SqliteException { SqliteExtendedErrorCode: UniqueViolated or PrimaryKeyViolated });

    public override bool IsConnectionLost(Exception failure) => false;

    public override Task Listen(Action<string> heard, CancellationToken cancel) => Task.CompletedTask;

    public override Task Hint(string text, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Closes this file's idle readers; those of other hosts in this process are none of ours.</summary>
    public override ValueTask DisposeAsync()
    {
        var options = new DbContextOptionsBuilder<KeytillDb>();
        Reading(options);
        using var db = new KeytillDb(options.Options);
        SqliteConnection.ClearPool((SqliteConnection)db.Database.GetDbConnection());
        return ValueTask.CompletedTask;
    }

    /// <summary>What was opened by name is closed by name: a context that is dropped because enough are kept would not give it back.</summary>
    private sealed class Snapshot(KeytillDb db, SqliteTransaction transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await db.Database.CloseConnectionAsync();
        }
    }
}
