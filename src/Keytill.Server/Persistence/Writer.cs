using System.Diagnostics;
using Keytill.Server.Hosting;
using Keytill.Server.Work;

namespace Keytill.Server.Persistence;

/// <summary>Brings bodies into transactions: each wholly or not at all.</summary>
internal abstract class Writer(WriterParts parts) : IAsyncDisposable
{
    private const int SlowBodyMs = 20;

    /// <summary>False from a failure of the database itself until the next commit.</summary>
    public abstract bool IsHealthy { get; }

    /// <summary>Bodies that wait for others to end. Zero where each has a transaction of its own.</summary>
    public virtual int Waiting => 0;

    protected WriterParts Parts => parts;

    /// <summary>Ends when the body is committed; throws what the body or the database threw, with nothing left of the body.</summary>
    public abstract Task Run(PendingWrite pending, CancellationToken cancel);

    public abstract ValueTask DisposeAsync();

    /// <summary>Runs the body in the transaction that <paramref name="db"/> stands in, and saves. What becomes of the transaction is the caller's.</summary>
    protected async Task<WriteContext> RunOnce(PendingWrite pending, KeytillDb db)
    {
        WriteGuard.Enter(pending.Act);
        db.SeeOnly(pending.Scope);
        // The writer holds a savepoint or a transaction of its own around each body.
        db.Database.AutoSavepointsEnabled = false;
        if (parts.Crossings.AtBody is { } visit) await visit(pending.Act);
        var write = new WriteContext(db, pending.Scope, Instants.Whole(parts.Clock.GetUtcNow()), parts.Dialect, parts.Lanes);
        long began = Stopwatch.GetTimestamp();
        try
        {
            await pending.RunBody(write);
            await parts.Hooks.Save(write);
            return write;
        }
        catch
        {
            write.Abandon();
            throw;
        }
        finally
        {
            var took = Stopwatch.GetElapsedTime(began);
            if (took.TotalMilliseconds > SlowBodyMs) parts.Log.LogDebug("The write {Act} took {Milliseconds} ms.", pending.Act, (long)took.TotalMilliseconds);
        }
    }
}

/// <summary>What every writer works with.</summary>
internal sealed record WriterParts(
    Dialect Dialect, SaveHooks Hooks, Lanes Lanes, Crossings Crossings, StoreMeter Meter, TimeProvider Clock, bool Rehearses, ILogger Log);
