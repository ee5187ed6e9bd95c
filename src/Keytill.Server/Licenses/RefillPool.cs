using Keytill.Core;
using Keytill.Core.Licenses;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Licenses;

/// <summary>Keys have come: lets the lines that wait for them go on, the longest waiting first, as many as there are keys.</summary>
internal sealed class RefillPool(Store store) : IJob
{
    public const string WorkKind = "pool_refilled";
    private const int LinesPerRun = 100;
    private const int AttemptsMax = 20;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(30);

    /// <summary>How long the lines that were let go have for taking their keys, before the next ones are.</summary>
    private static readonly TimeSpan NextRunAfter = TimeSpan.FromSeconds(2);

    public string Kind => WorkKind;

    internal static WorkItem Item(KeyPool pool, DateTimeOffset now) => new()
    {
        Id = Ids.New("work", now),
        Kind = WorkKind,
        Lane = "order",
        VendorId = pool.VendorId,
        Mode = pool.Mode,
        Payload = pool.Id,
        DueAt = now,
        CreatedAt = now,
    };

    public TimeSpan? RetryAfter(int attempts) => attempts < AttemptsMax ? RetryDelay : null;

    public async Task<JobResult> Run(WorkItem item, CancellationToken cancel)
    {
        string poolId = item.Payload;
        var waits = await store.Read(new Scope(item.VendorId, item.Mode), async db =>
        {
            int unused = await PoolCount.Unused(db, poolId, LinesPerRun);
            return await db.Set<PoolWait>().Where(w => w.PoolId == poolId).OrderBy(w => w.SinceAt).ThenBy(w => w.LineId).Take(unused).ToListAsync(cancel);
        }, cancel);
        foreach (var wait in waits)
            await store.Write("resume delivery", new Scope(item.VendorId, item.Mode), write => Resume(write, wait), cancel);
        return waits.Count == 0 ? new JobResult.Finished() : new JobResult.Again(NextRunAfter, "lines_resumed");
    }

    private static async Task Resume(WriteContext write, PoolWait wait)
    {
        // A line that finds the pool empty once more notes itself anew.
        var order = await write.LockOrder(wait.OrderId);
        if (await write.Db.Set<PoolWait>().FirstOrDefaultAsync(w => w.LineId == wait.LineId) is not { } row)
            return;
        write.Db.Remove(row);
        order?.ResumeDelivery(wait.LineId, order.TimeAt(write.Now));
    }
}
