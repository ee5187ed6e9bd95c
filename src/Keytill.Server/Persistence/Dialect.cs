using System.Data.Common;
using Keytill.Core.Catalog;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Server.Hosting;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Keytill.Server.Persistence;

/// <summary>Everything that the two databases say differently, one member each. Nothing else in the server knows which one it runs on.</summary>
public abstract class Dialect : IAsyncDisposable
{
    /// <summary>Reads end after this: a reader that holds its snapshot longer keeps the log from being cut and dead rows from being cleared away.</summary>
    public const int ReadSecondsMax = 5;

    /// <summary>The connection string decides.</summary>
    public static Dialect Of(StorageOptions options) =>
        options.Database is { } connectionString ? new PostgresDialect(connectionString) : new SqliteDialect(options.Data);

    /// <summary>Columns that only one of the databases has, and the indexes over them.</summary>
    public static void Map(ModelBuilder model, DatabaseFacade database)
    {
        var row = model.Entity<EventRow>();
        if (database.IsNpgsql())
            row.Property<ulong>(PostgresDialect.Transaction).HasColumnType("xid8").HasDefaultValueSql("pg_current_xact_id()").ValueGeneratedOnAdd();
        string[] feed = database.IsNpgsql()
            ? [nameof(EventRow.VendorId), nameof(EventRow.Mode), PostgresDialect.Transaction, nameof(EventRow.Position)]
            : [nameof(EventRow.VendorId), nameof(EventRow.Mode), nameof(EventRow.Position)];
        row.HasIndex(feed).HasDatabaseName("events_of_vendor");
    }

    /// <summary>The folder of this database's schema scripts.</summary>
    public abstract string Name { get; }

    /// <summary>Whether other nodes may work on the same database.</summary>
    public abstract bool HasOtherNodes { get; }

    /// <summary>Configures contexts that cannot write.</summary>
    public abstract void Reading(DbContextOptionsBuilder<KeytillDb> options);

    /// <summary>Lets all queries of one read see the same instant.</summary>
    public abstract Task<IAsyncDisposable> BeginSnapshot(KeytillDb db, CancellationToken cancel);

    /// <summary>An open connection of its own for the migrator, outside all pools.</summary>
    public abstract Task<DbConnection> Connect(CancellationToken cancel);

    /// <summary>Held by at most one node at a time, until the connection closes.</summary>
    public abstract Task LockForMigration(DbConnection connection, CancellationToken cancel);

    /// <summary>The order, locked against every other writer until the end of the transaction. Its parts are read after that, by statements of their own.</summary>
    public abstract IQueryable<Order> Lock(KeytillDb db, string orderId);

    /// <summary>The pool, locked against every other writer until the end of the transaction. Taken after an order, where both are.</summary>
    public abstract IQueryable<KeyPool> LockPool(KeytillDb db, string poolId);

    /// <summary>The coupon, locked against every other writer until the end of the transaction: its uses can be counted.</summary>
    public abstract IQueryable<Coupon> LockCoupon(KeytillDb db, string couponId);

    /// <summary>Sells the pool's next unused key to this request, in one statement; buyers do not wait for each other. Null when none can be had.</summary>
    public abstract Task<string?> ClaimKey(KeytillDb db, string poolId, string requestId, string orderId, DateTimeOffset now);

    /// <summary>
    /// Leases overdue items in one statement: the longest overdue first, none whose lane is full, each with one more attempt.
    /// </summary>
    public abstract Task<List<WorkItem>> Claim(KeytillDb db, Claim claim);

    /// <summary>Events that no later commit can come before, in the order of their commits.</summary>
    public abstract IQueryable<EventRow> Feed(KeytillDb db);

    /// <summary>The part of <see cref="Feed"/> that comes after this event.</summary>
    public abstract IQueryable<EventRow> FeedAfter(KeytillDb db, EventRow seen);

    /// <summary>After rows came with their own numbers: the column that the database counts up goes on behind the highest.</summary>
    public abstract Task CountOn(DbConnection connection, DbTransaction transaction, string table, string column, CancellationToken cancel);

    /// <summary>Somebody else was first: the body may find that when it runs again from its first statement.</summary>
    public abstract bool IsConflict(Exception failure);

    /// <summary>The connection broke. Whether a commit on it took place is unknown.</summary>
    public abstract bool IsConnectionLost(Exception failure);

    /// <summary>Listens for hints of other nodes until cancelled; throws when the connection breaks.</summary>
    public abstract Task Listen(Action<string> heard, CancellationToken cancel);

    /// <summary>Sends a hint to all nodes. At most 7,900 ASCII characters.</summary>
    public abstract Task Hint(string text, CancellationToken cancel);

    public abstract ValueTask DisposeAsync();

    private protected static IEnumerable<Exception> WithCauses(Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException) yield return e;
    }
}

/// <summary>What to lease.</summary>
/// <param name="OrderId">Only the items of this order; null for everybody's.</param>
/// <param name="FullLanes">Lanes that take nothing more on this node.</param>
/// <param name="HooksAreFull">No lane of webhooks takes anything more on this node.</param>
public sealed record Claim(DateTimeOffset Now, DateTimeOffset LeaseUntil, string Token, int Max, string? OrderId, IReadOnlyList<string> FullLanes, bool HooksAreFull);
