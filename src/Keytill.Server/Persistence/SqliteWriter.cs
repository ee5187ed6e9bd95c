using System.Threading.Channels;
using Keytill.Server.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Keytill.Server.Persistence;

/// <summary>
/// The one writer of the embedded database. Bodies that wait together share one transaction and one flush to the disk, each
/// between its own savepoint; callers hear of their body only after the commit of all.
/// </summary>
internal sealed class SqliteWriter : Writer
{
    /// <summary>Bodies in one transaction.</summary>
    public const int GroupMax = 32;

    private const int QueueMax = 1_000;
    private const string Savepoint = "body";
    private readonly SqliteDialect dialect;
    private readonly Channel<PendingWrite> queue = Channel.CreateBounded<PendingWrite>(new BoundedChannelOptions(QueueMax) { SingleReader = true });
    private readonly Task serving;
    private SqliteConnection? connection;
    private PooledDbContextFactory<KeytillDb>? contexts;
    private volatile bool isHealthy = true;

    public SqliteWriter(SqliteDialect dialect, WriterParts parts)
        : base(parts)
    {
        this.dialect = dialect;
        // The loop belongs to nobody's flow: it must not inherit the guard or the trace of whoever made it.
        using (ExecutionContext.SuppressFlow()) serving = Task.Run(Serve);
    }

    public override bool IsHealthy => isHealthy;

    public override int Waiting => queue.Reader.Count;

    public override async Task Run(PendingWrite pending, CancellationToken cancel)
    {
        await queue.Writer.WriteAsync(pending, cancel);
        await using var gone = cancel.Register(() => pending.Withdraw(cancel));
        await pending.Settled;
    }

    public override async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await serving;
        Close();
    }

    private async Task Serve()
    {
        var group = new List<PendingWrite>(GroupMax);
        while (await queue.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < GroupMax && queue.Reader.TryRead(out var next))
            {
                if (next.TryBegin()) group.Add(next);
            }

            if (group.Count > 0) await CommitOrFail(group);
        }
    }

    /// <summary>Whatever happens, every caller hears, and the loop goes on: without it nothing would ever be written again.</summary>
    private async Task CommitOrFail(List<PendingWrite> group)
    {
        try
        {
            await Commit(group);
        }
        catch (Exception e)
        {
            isHealthy = false;
            Parts.Log.LogCritical(e, "The writer failed outside of any body.");
            Close();
            foreach (var pending in group) pending.Fail(e);
        }
    }

    /// <summary>
    /// Some errors (disk full, I/O) end the whole transaction and not the body's savepoint alone. Then nothing of the group
    /// was kept, and everybody but the culprit gets a second run, alone.
    /// </summary>
    private async Task Commit(List<PendingWrite> group)
    {
        if (await TryCommit(group) is not { } loss) return;
        Parts.Log.LogError(loss.Failure, "A transaction of {Count} writes was lost and is run again one by one.", group.Count);
        foreach (var pending in group)
        {
            if (pending == loss.Culprit || group.Count == 1) pending.Fail(loss.Failure);
            else if (await TryCommit([pending]) is { } again) pending.Fail(again.Failure);
        }
    }

    /// <returns>Null when the transaction was committed and every caller was told; otherwise nothing of it was kept and nobody was told.</returns>
    private async Task<Loss?> TryCommit(List<PendingWrite> group)
    {
        var outcomes = new List<(PendingWrite Pending, WriteContext? Write, Exception? Failure)>(group.Count);
        PendingWrite? culprit = null;
        SqliteTransaction? transaction = null;
        try
        {
            connection ??= await Open();
            transaction = connection.BeginTransaction(deferred: false);
            foreach (var pending in group)
            {
                culprit = pending;
                outcomes.Add(await RunInSavepoint(pending, transaction));
            }

            culprit = null;
            Parts.Crossings.ThrowIfCrashed("commit");
            if (outcomes.Any(o => o.Write is not null)) transaction.Commit();
            else transaction.Rollback();
        }
        catch (Exception e)
        {
            foreach (var outcome in outcomes) outcome.Write?.Abandon();
            await DropQuietly(transaction);
            if (e is not Crashed)
            {
                isHealthy = false;
                if (IsConnectionDoubtful(e)) Close();
                return new Loss(culprit, e);
            }

            foreach (var pending in group) pending.Fail(e);
            return null;
        }

        await transaction.DisposeAsync();
        isHealthy = true;
        Tell(outcomes);
        return null;
    }

    /// <exception cref="Exception">The body took the whole transaction with it.</exception>
    private async Task<(PendingWrite, WriteContext?, Exception?)> RunInSavepoint(PendingWrite pending, SqliteTransaction transaction)
    {
        try
        {
            await transaction.SaveAsync(Savepoint);
            if (Parts.Rehearses)
            {
                (await Run(pending, transaction)).Abandon();
                await transaction.RollbackAsync(Savepoint);
            }

            var write = await Run(pending, transaction);
            await transaction.ReleaseAsync(Savepoint);
            return (pending, write, null);
        }
        catch (Exception e) when (IsAlive(transaction) && !IsConnectionDoubtful(e))
        {
            await transaction.RollbackAsync(Savepoint);
            await transaction.ReleaseAsync(Savepoint);
            return (pending, null, e);
        }
    }

    private async Task<WriteContext> Run(PendingWrite pending, SqliteTransaction transaction)
    {
        await using var db = await contexts!.CreateDbContextAsync();
        await db.Database.UseTransactionAsync(transaction);
        return await RunOnce(pending, db);
    }

    /// <summary>After some errors SQLite has already rolled everything back; only the connection itself knows.</summary>
    private static bool IsAlive(SqliteTransaction transaction) =>
        transaction.Connection is { } open && SQLitePCL.raw.sqlite3_get_autocommit(open.Handle) == 0;

    private void Tell(List<(PendingWrite Pending, WriteContext? Write, Exception? Failure)> outcomes)
    {
        if (outcomes.Any(o => o.Write is not null)) Parts.Meter.CountCommit();
        foreach (var (pending, write, failure) in outcomes)
        {
            if (failure is not null)
            {
                pending.Fail(failure);
                continue;
            }

            Parts.Meter.CountWrite(pending.Act);
            pending.Succeed(write!);
        }
    }

    private async Task<SqliteConnection> Open()
    {
        var opened = await dialect.OpenWriter(CancellationToken.None);
        contexts = new PooledDbContextFactory<KeytillDb>(
            new DbContextOptionsBuilder<KeytillDb>().UseSqlite(opened).AddInterceptors(new StatementCounter(Parts.Meter)).Options, GroupMax);
        return opened;
    }

    private void Close()
    {
        connection?.Dispose();
        connection = null;
        contexts = null;
    }

    /// <summary>I/O errors, damage, or no file: what this connection believes of the file may be wrong. The next transaction opens it anew.</summary>
    private static bool IsConnectionDoubtful(Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (e is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CANTOPEN })
                return true;
        }

        return false;
    }

    private static async Task DropQuietly(SqliteTransaction? transaction)
    {
        if (transaction is null) return;
        try
        {
            await transaction.DisposeAsync();
        }
        catch (Exception e) when (e is SqliteException or InvalidOperationException)
        {
            // It is already gone, which is what was wanted.
        }
    }

    /// <param name="Culprit">Whose body took the transaction with it; null when beginning or committing failed.</param>
    private sealed record Loss(PendingWrite? Culprit, Exception Failure);
}
