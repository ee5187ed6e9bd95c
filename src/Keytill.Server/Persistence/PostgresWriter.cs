using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Keytill.Server.Persistence;

/// <summary>Bodies run side by side, each in a transaction and on a connection of its own; the pool bounds how many.</summary>
internal sealed class PostgresWriter : Writer
{
    private const int ContextsKept = 64;
    private readonly PooledDbContextFactory<KeytillDb> contexts;
    private volatile bool isHealthy = true;

    public PostgresWriter(PostgresDialect dialect, WriterParts parts)
        : base(parts)
    {
        var options = new DbContextOptionsBuilder<KeytillDb>().AddInterceptors(new StatementCounter(parts.Meter));
        dialect.Writing(options);
        contexts = new PooledDbContextFactory<KeytillDb>(options.Options, ContextsKept);
    }

    public override bool IsHealthy => isHealthy;

    public override async Task Run(PendingWrite pending, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        // Waiting for a connection is still queueing: it may be given up. Nothing after it may.
        await db.Database.OpenConnectionAsync(cancel);
        try
        {
            if (pending.TryBegin()) await Run(pending, db);
        }
        finally
        {
            // What was opened by name is closed by name: a context that is dropped because enough are kept would not give it back.
            await db.Database.CloseConnectionAsync();
        }
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task Run(PendingWrite pending, KeytillDb db)
    {
        if (Parts.Rehearses)
        {
            await using (await db.Database.BeginTransactionAsync(CancellationToken.None))
                (await RunOnce(pending, db)).Abandon();
            db.ChangeTracker.Clear();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
        var write = await RunOnce(pending, db);
        try
        {
            Parts.Crossings.ThrowIfCrashed("commit");
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            write.Abandon();
            isHealthy = e is Hosting.Crashed;
            throw;
        }

        isHealthy = true;
        Parts.Meter.CountCommit();
        Parts.Meter.CountWrite(pending.Act);
        pending.Succeed(write);
    }
}
