using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Keytill.Server.Persistence;

/// <summary>Counts at the door what the database is asked for. The cost of a sale is held against these figures.</summary>
public sealed class StoreMeter
{
    private readonly ConcurrentDictionary<string, long> writesByAct = new(StringComparer.Ordinal);
    private long writes;
    private long commits;
    private long reads;
    private long statements;

    /// <summary>Bodies that were committed, whether alone or in a group.</summary>
    public long Writes => Interlocked.Read(ref writes);

    /// <summary>Transactions that reached the disk: on SQLite up to 32 writes share one.</summary>
    public long Commits => Interlocked.Read(ref commits);

    public long Reads => Interlocked.Read(ref reads);

    /// <summary>Commands sent, without BEGIN, COMMIT and savepoints.</summary>
    public long Statements => Interlocked.Read(ref statements);

    public IReadOnlyDictionary<string, long> WritesByAct => writesByAct;

    internal void CountWrite(string act)
    {
        Interlocked.Increment(ref writes);
        writesByAct.AddOrUpdate(act, 1, (_, count) => count + 1);
    }

    internal void CountCommit() => Interlocked.Increment(ref commits);

    internal void CountRead() => Interlocked.Increment(ref reads);

    internal void CountStatement() => Interlocked.Increment(ref statements);
}

/// <summary>Tells the meter of each command.</summary>
internal sealed class StatementCounter(StoreMeter meter) : DbCommandInterceptor
{
    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) => Count(result);

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result) => Count(result);

    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result) => Count(result);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) => new(Count(result));

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) => new(Count(result));

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default) => new(Count(result));

    private InterceptionResult<T> Count<T>(InterceptionResult<T> result)
    {
        meter.CountStatement();
        return result;
    }
}
