using System.Threading.Channels;
using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Work;

/// <summary>
/// Writes how tries ended: what piles up while one write is under way goes into the next one together, so that a sale does
/// not pay a commit for each of its mails and webhooks.
/// </summary>
internal sealed class Completer : IAsyncDisposable
{
    /// <summary>Endings in one write.</summary>
    public const int BatchMax = 64;

    private const int QueueMax = 1_000;
    private const int ErrorCharsMax = 500;
    private readonly Store store;
    private readonly ILogger<Completer> log;
    private readonly Channel<Pending> queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(QueueMax) { SingleReader = true });
    private readonly Task serving;

    public Completer(Store store, ILogger<Completer> log)
    {
        (this.store, this.log) = (store, log);
        using (ExecutionContext.SuppressFlow()) serving = Task.Run(Serve);
    }

    /// <summary>Ends when the ending was written, or could not be: then the lease runs out and the item is tried again.</summary>
    public async Task Write(Ending ending)
    {
        var pending = new Pending(ending);
        await queue.Writer.WriteAsync(pending);
        await pending.Settled.Task;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await serving;
    }

    private async Task Serve()
    {
        var batch = new List<Pending>(BatchMax);
        while (await queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < BatchMax && queue.Reader.TryRead(out var next)) batch.Add(next);
            if (!await TryWrite(batch) && batch.Count > 1)
            {
                // One of them spoils the write for all; each alone shows which.
                foreach (var one in batch) await TryWrite([one]);
            }

            foreach (var pending in batch) pending.Settled.TrySetResult();
        }
    }

    private async Task<bool> TryWrite(IReadOnlyList<Pending> batch)
    {
        try
        {
            await store.Write("complete work", Scope.Everything, async write =>
            {
                foreach (var (ending, _) in batch)
                {
                    if (ending.Outcome is { } outcome) await outcome.Record(write);
                }

                await Remove(write, [.. batch.Select(p => p.Ending).OfType<Ending.Remove>().Select(e => e.Item)]);
                foreach (var (ending, _) in batch) await Move(write, ending);
            });
            return true;
        }
        catch (Exception e) when (e is LostLease or Crashed)
        {
            log.LogDebug("An ending was not written: {Why}", e.Message);
        }
        catch (Exception e)
        {
            log.LogError(e, "{Count} endings could not be written.", batch.Count);
        }

        return false;
    }

    private static async Task Remove(WriteContext write, WorkItem[] items)
    {
        if (items.Length == 0) return;
        string[] leases = [.. items.Select(item => item.Lease!)];
        int removed = await write.Db.Set<WorkItem>().Where(w => leases.Contains(w.Lease)).ExecuteDeleteAsync();
        if (removed != items.Length) throw new LostLease(string.Join(", ", items.Select(item => item.Id)));
    }

    private static async Task Move(WriteContext write, Ending ending)
    {
        var held = write.Db.Set<WorkItem>().Where(w => w.Id == ending.Item.Id && w.Lease == ending.Item.Lease);
        int moved = ending switch
        {
            Ending.Later later => await MoveLater(held, later, write.Now + later.After),
            Ending.Bury bury => await held.ExecuteUpdateAsync(set => set
                .SetProperty(w => w.Lease, (string?)null)
                .SetProperty(w => w.BuriedAt, (DateTimeOffset?)write.Now)
                .SetProperty(w => w.LastError, Cut(bury.Reason))),
            _ => 1,
        };
        if (moved != 1) throw new LostLease(ending.Item.Id);
    }

    private static Task<int> MoveLater(IQueryable<WorkItem> held, Ending.Later later, DateTimeOffset due)
    {
        int attempts = later.Counts ? later.Item.Attempts : later.Item.Attempts - 1;
        return held.ExecuteUpdateAsync(set => set
            .SetProperty(w => w.Lease, (string?)null)
            .SetProperty(w => w.DueAt, due)
            .SetProperty(w => w.Attempts, attempts)
            .SetProperty(w => w.LastError, Cut(later.Reason)));
    }

    private static string Cut(string reason) => reason.Length <= ErrorCharsMax ? reason : reason[..ErrorCharsMax];

    private sealed record Pending(Ending Ending, TaskCompletionSource Settled)
    {
        public Pending(Ending ending)
            : this(ending, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
        {
        }
    }
}
