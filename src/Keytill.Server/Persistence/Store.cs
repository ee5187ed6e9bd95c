using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Keytill.Server.Persistence;

/// <summary>The one door to the database: many readers that cannot write, and one way to write.</summary>
public sealed class Store : IAsyncDisposable
{
    /// <summary>Runs of one body that others keep colliding with.</summary>
    public const int RunsMax = 5;

    private const int ReadContextsKept = 64;

    /// <summary>Doubled with each run: a database that restarts is back after a second or two. Real time.</summary>
    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromMilliseconds(100);

    private readonly PooledDbContextFactory<KeytillDb> readers;
    private readonly Writer writer;
    private readonly Dialect dialect;
    private readonly Crossings crossings;
    private readonly StoreMeter meter;
    private readonly ILogger<Store> log;

    public Store(Dialect dialect, StorageOptions options, SaveHooks hooks, Lanes lanes, Crossings crossings, StoreMeter meter, TimeProvider clock, ILogger<Store> log)
    {
        (this.dialect, this.crossings, this.meter, this.log) = (dialect, crossings, meter, log);
        var reading = new DbContextOptionsBuilder<KeytillDb>()
            .AddInterceptors(new StatementCounter(meter))
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTrackingWithIdentityResolution);
        dialect.Reading(reading);
        readers = new PooledDbContextFactory<KeytillDb>(reading.Options, ReadContextsKept);
        var parts = new WriterParts(dialect, hooks, lanes, crossings, meter, clock, options.RehearseWrites, log);
        writer = dialect switch
        {
            SqliteDialect sqlite => new SqliteWriter(sqlite, parts),
            PostgresDialect postgres => new PostgresWriter(postgres, parts),
            _ => throw new NotSupportedException($"No writer for {dialect.Name}."),
        };
    }

    /// <summary>False from a failure of the database itself until the next write that succeeds.</summary>
    public bool IsHealthy => writer.IsHealthy;

    /// <summary>How many writes wait for the embedded database's one writer. Zero on PostgreSQL, where the database itself holds them.</summary>
    public int WritesWaiting => writer.Waiting;

    /// <summary>
    /// Runs a query on a read-only context that sees what <paramref name="scope"/> may see, as it stood at one instant.
    /// At most <see cref="Dialect.ReadSecondsMax"/> seconds.
    /// </summary>
    public async Task<T> Read<T>(Scope scope, Func<KeytillDb, Task<T>> query, CancellationToken cancel = default)
    {
        WriteGuard.ThrowIfInside("read outside its transaction");
        await using var db = await readers.CreateDbContextAsync(cancel);
        db.SeeOnly(scope);
        meter.CountRead();
        await using var snapshot = await dialect.BeginSnapshot(db, cancel);
        return await query(db);
    }

    /// <summary>
    /// Runs <paramref name="body"/> in a transaction and saves once, after it. The body loads and creates everything inside,
    /// changes nothing captured, catches no database error, calls nothing outside and never nests: it may run again.
    /// Its first act asks whether it is already done, by a unique key fixed outside it.
    /// </summary>
    /// <param name="act">Names the write in traces and crash tests: imperative, as the use case.</param>
    /// <param name="cancel">May stop the queueing of the body, never a body that has begun.</param>
    /// <param name="alongside">What the use case's caller wants in the same transaction, before and after the body.</param>
    /// <exception cref="Conflict">Others were first in each of <see cref="RunsMax"/> runs.</exception>
    public async Task<T> Write<T>(string act, Scope scope, Func<WriteContext, Task<T>> body, CancellationToken cancel = default, Alongside<T>? alongside = null)
    {
        WriteGuard.ThrowIfInside($"write \"{act}\"");
        await crossings.Pass($"write:{act}:before");
        for (int run = 1; ; run++)
        {
            var pending = new PendingWrite<T>(act, scope, alongside?.Around(body) ?? body);
            try
            {
                await writer.Run(pending, cancel);
            }
            catch (Exception e) when (dialect.IsConflict(e))
            {
                if (run == RunsMax) throw new Conflict(act, e);
                continue;
            }
            catch (Exception e) when (run < RunsMax && dialect.IsConnectionLost(e))
            {
                // If it broke in the commit nobody knows the outcome: the next run's first act finds out.
                await Task.Delay(ReconnectAfter * (1 << run), TimeProvider.System, CancellationToken.None);
                continue;
            }

            await crossings.Pass($"write:{act}:after");
            HandOut(act, pending.Committed!);
            return pending.Result;
        }
    }

    /// <inheritdoc cref="Write{T}"/>
    public Task Write(string act, Scope scope, Func<WriteContext, Task> body, CancellationToken cancel = default) =>
        Write(act, scope, async write =>
        {
            await body(write);
            return true;
        }, cancel);

    public ValueTask DisposeAsync() => writer.DisposeAsync();

    /// <summary>The write has succeeded, whatever becomes of its signals.</summary>
    private void HandOut(string act, WriteContext committed)
    {
        try
        {
            committed.HandOut();
        }
        catch (Exception e)
        {
            log.LogError(e, "A signal after the write {Act} failed.", act);
        }
    }
}

/// <summary>Somebody else changed the same thing first, again and again. Nothing of the write remains; the caller may try later.</summary>
public sealed class Conflict(string act, Exception inner) : Exception($"The write \"{act}\" collided with others in each of {Store.RunsMax} runs.", inner);
