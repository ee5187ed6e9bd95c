using System.Data;
using System.Data.Common;
using Keytill.Core.Catalog;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Server.Hosting;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Keytill.Server.Persistence;

/// <summary>The database of its own, for any number of nodes: pooled connections in parallel, rows locked one by one.</summary>
internal sealed class PostgresDialect : Dialect
{
    /// <summary>The column that holds the writing transaction's number.</summary>
    internal const string Transaction = "Transaction";

    private const long MigrationLock = 0x6B657974696C6C; // "keytill"
    private const string Channel = "keytill";

    /// <summary>What the driver takes when nobody has said anything.</summary>
    private const int DriversPoolSize = 100;

    private readonly string connectionString;
    private readonly NpgsqlDataSource writers;
    private readonly NpgsqlDataSource readers;
    private readonly SemaphoreSlim hinting = new(1);
    private NpgsqlConnection? hints;
    private bool hasEnded;

    public PostgresDialect(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString)
        {
            // Statements are the same few all day. Sessions keep no state that a reset would have to clear.
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            Enlist = false,
        };
        if (given.MaxPoolSize == DriversPoolSize) given.MaxPoolSize = StorageOptions.WriteConnectionsDefault;
        if (string.IsNullOrEmpty(given.ApplicationName)) given.ApplicationName = "keytill";
        this.connectionString = given.ConnectionString;
        writers = NpgsqlDataSource.Create(With(given, "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"));
        readers = NpgsqlDataSource.Create(With(given, $"-c default_transaction_read_only=on -c statement_timeout={ReadSecondsMax}s"));
    }

    public override string Name => "postgres";

    public override bool HasOtherNodes => true;

    public override void Reading(DbContextOptionsBuilder<KeytillDb> options) => options.UseNpgsql().AddInterceptors(new ConnectionsFrom(readers));

    public void Writing(DbContextOptionsBuilder<KeytillDb> options) => options.UseNpgsql().AddInterceptors(new ConnectionsFrom(writers));

    public override async Task<IAsyncDisposable> BeginSnapshot(KeytillDb db, CancellationToken cancel) =>
        await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);

    public override async Task<DbConnection> Connect(CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancel);
        return connection;
    }

    public override async Task CountOn(DbConnection connection, DbTransaction transaction, string table, string column, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), (SELECT MAX({column}) FROM {table})) FROM {table} LIMIT 1";
        await command.ExecuteNonQueryAsync(cancel);
    }

    public override async Task LockForMigration(DbConnection connection, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT pg_advisory_lock({MigrationLock})";
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>
    /// Waits for the row. What was read before a wait is old afterwards: parts are therefore read by later statements, each
    /// with a snapshot of its own, never joined to this one.
    /// </summary>
    public override IQueryable<Order> Lock(KeytillDb db, string orderId) =>
        db.Set<Order>().FromSql($"SELECT * FROM orders WHERE id = {orderId} FOR UPDATE").AsSplitQuery();

    public override IQueryable<KeyPool> LockPool(KeytillDb db, string poolId) =>
        db.Set<KeyPool>().FromSql($"SELECT * FROM license_pools WHERE id = {poolId} FOR UPDATE");

    public override IQueryable<Coupon> LockCoupon(KeytillDb db, string couponId) =>
        db.Set<Coupon>().FromSql($"SELECT * FROM coupons WHERE id = {couponId} FOR UPDATE");

    /// <summary>A key that another sale has in its hands is passed over, not waited for.</summary>
    public override async Task<string?> ClaimKey(KeytillDb db, string poolId, string requestId, string orderId, DateTimeOffset now)
    {
        var claimed = await db.Database.SqlQuery<string>($"""
            UPDATE license_keys SET request_id = {requestId}, order_id = {orderId}, sold_at = {now.ToUnixTimeMilliseconds()}
            WHERE position = (
              SELECT position FROM license_keys
              WHERE pool_id = {poolId} AND request_id IS NULL AND set_aside_at IS NULL
              ORDER BY position LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING key_text AS "Value"
            """).ToListAsync();
        return claimed.SingleOrDefault();
    }

    public override Task<List<WorkItem>> Claim(KeytillDb db, Claim claim)
    {
        string[] lanes = [.. claim.FullLanes];
        return db.Set<WorkItem>().FromSql($"""
            WITH due AS MATERIALIZED (
              SELECT id FROM work_items
              WHERE buried_at IS NULL AND due_at <= {claim.Now.ToUnixTimeMilliseconds()}
                AND ({claim.OrderId}::text IS NULL OR order_id = {claim.OrderId})
                AND lane <> ALL ({lanes}) AND NOT ({claim.HooksAreFull} AND lane LIKE 'hook:%')
              ORDER BY due_at LIMIT {claim.Max} FOR UPDATE SKIP LOCKED)
            UPDATE work_items SET lease = {claim.Token} || '.' || work_items.id, due_at = {claim.LeaseUntil.ToUnixTimeMilliseconds()}, attempts = attempts + 1
            FROM due WHERE work_items.id = due.id
            RETURNING work_items.*
            """).AsNoTracking().ToListAsync();
    }

    /// <summary>
    /// A transaction takes its number when it first writes, and commits later: ordered by anything else, a reader passes an
    /// event that is not there yet. Below the oldest transaction still under way nothing can appear any more.
    /// </summary>
    public override IQueryable<EventRow> Feed(KeytillDb db) =>
        db.Set<EventRow>().FromSql($"SELECT * FROM events WHERE transaction < pg_snapshot_xmin(pg_current_snapshot())")
            .OrderBy(row => EF.Property<ulong>(row, Transaction)).ThenBy(row => row.Position);

    public override IQueryable<EventRow> FeedAfter(KeytillDb db, EventRow seen) =>
        db.Set<EventRow>().FromSql($"""
            SELECT * FROM events WHERE transaction < pg_snapshot_xmin(pg_current_snapshot())
              AND (transaction, position) > (SELECT transaction, position FROM events WHERE position = {seen.Position})
            """)
            .OrderBy(row => EF.Property<ulong>(row, Transaction)).ThenBy(row => row.Position);

    public override bool IsConflict(Exception failure) => WithCauses(failure).Any(e => e
        is DbUpdateConcurrencyException
        or PostgresException
        {
            SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable
        });

    public override bool IsConnectionLost(Exception failure) => WithCauses(failure).Any(e => e switch
    {
        PostgresException p => p.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow,
        NpgsqlException n => n.IsTransient,
        _ => false,
    });

    public override async Task Listen(Action<string> heard, CancellationToken cancel)
    {
        await using var listener = (NpgsqlConnection)await Connect(cancel);
        listener.Notification += (_, hint) => heard(hint.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", listener)) await listen.ExecuteNonQueryAsync(cancel);
        while (!cancel.IsCancellationRequested) await listener.WaitAsync(cancel);
    }

    /// <summary>
    /// On a connection of its own, outside every business transaction: the commit of a transaction that notifies waits for
    /// a lock of the whole server. A hint needs no disk.
    /// </summary>
    public override async Task Hint(string text, CancellationToken cancel)
    {
        await hinting.WaitAsync(cancel);
        try
        {
            ObjectDisposedException.ThrowIf(hasEnded, this);
            if (hints is not { State: ConnectionState.Open })
            {
                if (hints is not null) await hints.DisposeAsync();
                hints = (NpgsqlConnection)await Connect(cancel);
                await using var lazily = new NpgsqlCommand("SET synchronous_commit = off", hints);
                await lazily.ExecuteNonQueryAsync(cancel);
            }

            await using var notify = new NpgsqlCommand("SELECT pg_notify($1, $2)", hints) { Parameters = { new() { Value = Channel }, new() { Value = text } } };
            await notify.ExecuteNonQueryAsync(cancel);
        }
        finally
        {
            hinting.Release();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        // A connection that is closed under its own command waits for an answer that the command has taken: at times for ever.
        await hinting.WaitAsync();
        hasEnded = true;
        hinting.Release();
        if (hints is not null) await hints.DisposeAsync();
        await writers.DisposeAsync();
        await readers.DisposeAsync();
    }

    private static string With(NpgsqlConnectionStringBuilder given, string settings) =>
        new NpgsqlConnectionStringBuilder(given.ConnectionString) { Options = $"{given.Options} {settings}".Trim() }.ConnectionString;
}
