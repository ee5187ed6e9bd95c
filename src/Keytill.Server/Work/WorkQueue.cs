using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Work;

/// <summary>The items that wait, and who holds them.</summary>
public sealed class WorkQueue(Store store, Dialect dialect, Lanes lanes, TimeProvider clock)
{
    /// <summary>Wall time for which an item belongs to who claimed it: far above the 10 s that the clocks of two nodes may differ.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(60);

    /// <summary>How long a claimed item waits when its lane turned out to be full.</summary>
    private static readonly TimeSpan SurplusWait = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Frees what this node held when it died, so that customers do not wait for leases of nobody. Only where no other node can
    /// hold anything, and before this one does; elsewhere a dead node's leases run out.
    /// </summary>
    internal async Task FreeWhatTheDeadHeld()
    {
        if (dialect.HasOtherNodes || !await store.Read(Scope.Everything, db => db.Set<WorkItem>().AnyAsync(w => w.Lease != null && w.BuriedAt == null))) return;
        await store.Write("free work of the dead", Scope.Everything, write => write.Db.Set<WorkItem>()
            .Where(w => w.Lease != null && w.BuriedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.Lease, (string?)null).SetProperty(w => w.DueAt, write.Now)));
    }

    /// <summary>Leases what is overdue and fits. Asks first, so that an idle node writes nothing.</summary>
    internal async Task<IReadOnlyList<WorkItem>> Claim(int max, Room room)
    {
        if (!await IsAnythingDue(room)) return [];
        return await Claim(null, max, room.FullLanes, room.HooksAreFull);
    }

    /// <summary>Leases everything of one order that is due, up to <paramref name="max"/>, whatever the lanes.</summary>
    internal Task<IReadOnlyList<WorkItem>> ClaimOfOrder(string orderId, int max) => Claim(orderId, max, [], false);

    /// <summary>Gives claimed items back that could not be begun: the try does not count.</summary>
    internal Task GiveBack(IReadOnlyList<WorkItem> items, bool atOnce)
    {
        if (items.Count == 0) return Task.CompletedTask;
        string[] leases = [.. items.Select(item => item.Lease!)];
        return store.Write("give work back", Scope.Everything, async write =>
        {
            var due = atOnce ? write.Now : write.Now + SurplusWait;
            await write.Db.Set<WorkItem>().Where(w => leases.Contains(w.Lease)).ExecuteUpdateAsync(set => set
                .SetProperty(w => w.Lease, (string?)null)
                .SetProperty(w => w.Attempts, w => w.Attempts - 1)
                .SetProperty(w => w.DueAt, due));
        });
    }

    /// <summary>When the first item of this order falls due, in wall time. Null: none waits. What runs just now is not counted.</summary>
    public Task<DateTimeOffset?> EarliestDue(string orderId, CancellationToken cancel = default) =>
        store.Read(Scope.Everything, db => db.Set<WorkItem>()
            .Where(w => w.OrderId == orderId && w.BuriedAt == null && w.Lease == null)
            .MinAsync(w => (DateTimeOffset?)w.DueAt, cancel), cancel);

    /// <summary>
    /// How many items of this order somebody holds, or is about to: while a claim commits, its item is locked and not yet held,
    /// so that one that is due counts too.
    /// </summary>
    internal Task<int> CountUnsettled(string orderId, CancellationToken cancel)
    {
        var now = Instants.Whole(clock.GetUtcNow());
        return store.Read(Scope.Everything, db => db.Set<WorkItem>()
            .CountAsync(w => w.OrderId == orderId && w.BuriedAt == null && (w.Lease != null || w.DueAt <= now), cancel), cancel);
    }

    internal Task<bool> IsAnythingDueOrHeld()
    {
        var now = Instants.Whole(clock.GetUtcNow());
        return store.Read(Scope.Everything, db => db.Set<WorkItem>().AnyAsync(w => w.BuriedAt == null && (w.DueAt <= now || w.Lease != null)));
    }

    /// <summary>
    /// For an order's clock as it moves ahead: brings everything of this order that waits nearer by as much, in the write
    /// that moves the clock. What runs just now keeps its lease, which is wall time.
    /// </summary>
    public Task BringForward(WriteContext write, string orderId, TimeSpan by)
    {
        long milliseconds = (long)by.TotalMilliseconds;
        return write.Db.Database.ExecuteSqlAsync(
            $"UPDATE work_items SET due_at = due_at - {milliseconds} WHERE order_id = {orderId} AND buried_at IS NULL AND lease IS NULL");
    }

    /// <summary>Makes due now what waits to be tried again, gives what is buried all its tries again, and leaves what runs just now.</summary>
    /// <param name="payloads">Of items of this kind.</param>
    internal async Task TryNow(WriteContext write, string kind, IReadOnlyList<string> payloads)
    {
        if (payloads.Count == 0) return;
        await write.Db.Set<WorkItem>()
            .Where(w => w.Kind == kind && payloads.Contains(w.Payload) && w.Lease == null && (w.DueAt > write.Now || w.BuriedAt != null))
            .ExecuteUpdateAsync(set => set
                .SetProperty(w => w.Attempts, w => w.BuriedAt == null ? w.Attempts : 0)
                .SetProperty(w => w.BuriedAt, (DateTimeOffset?)null)
                .SetProperty(w => w.DueAt, write.Now));
        write.AfterCommit(lanes.Ring);
    }

    /// <summary>Gives a buried item all its tries again, now.</summary>
    /// <returns>False when no buried item of the scope's mode has this id.</returns>
    public async Task<bool> RunAgain(WriteContext write, string itemId)
    {
        write.AfterCommit(lanes.Ring);
        return await write.Db.Set<WorkItem>()
            .Where(w => w.Id == itemId && w.BuriedAt != null && (write.Scope.AllModes || w.Mode == write.Scope.Mode))
            .ExecuteUpdateAsync(set => set
                .SetProperty(w => w.BuriedAt, (DateTimeOffset?)null)
                .SetProperty(w => w.Lease, (string?)null)
                .SetProperty(w => w.Attempts, 0)
                .SetProperty(w => w.DueAt, write.Now)) == 1;
    }

    /// <summary>How the queue stands: for the console, metrics and readiness.</summary>
    public Task<QueueState> Look(CancellationToken cancel = default) => store.Read(Scope.Everything, async db =>
    {
        var now = Instants.Whole(clock.GetUtcNow());
        var items = db.Set<WorkItem>();
        return new QueueState(
            await items.CountAsync(w => w.BuriedAt == null && w.Lease == null, cancel),
            await items.CountAsync(w => w.BuriedAt == null && w.Lease != null, cancel),
            await items.CountAsync(w => w.BuriedAt != null, cancel),
            await items.Where(w => w.BuriedAt == null && w.DueAt <= now).MinAsync(w => (DateTimeOffset?)w.DueAt, cancel) is { } oldest ? now - oldest : TimeSpan.Zero);
    }, cancel);

    /// <summary>Items of one mode that nobody will try again by himself, the latest first.</summary>
    public Task<List<WorkItem>> Buried(Mode mode, int max, CancellationToken cancel = default) =>
        store.Read(Scope.Everything, db => db.Set<WorkItem>().Where(w => w.BuriedAt != null && w.Mode == mode).OrderByDescending(w => w.BuriedAt).Take(max).ToListAsync(cancel), cancel);

    /// <summary>Items of one mode that failed and are tried again by themselves, the most tried first.</summary>
    public Task<List<WorkItem>> Failing(Mode mode, int max, CancellationToken cancel = default) =>
        store.Read(Scope.Everything, db => db.Set<WorkItem>()
            .Where(w => w.BuriedAt == null && w.LastError != null && w.Mode == mode)
            .OrderByDescending(w => w.Attempts).ThenBy(w => w.DueAt).Take(max).ToListAsync(cancel), cancel);

    private async Task<IReadOnlyList<WorkItem>> Claim(string? orderId, int max, IReadOnlyList<string> fullLanes, bool hooksAreFull) =>
        await store.Write("claim work", Scope.Everything, write => dialect.Claim(write.Db, new Claim(
            write.Now, write.Now + LeaseTime, Ids.New("lease", write.Now), max, orderId, fullLanes, hooksAreFull)));

    private Task<bool> IsAnythingDue(Room room)
    {
        var now = Instants.Whole(clock.GetUtcNow());
        return store.Read(Scope.Everything, db =>
        {
            var due = db.Set<WorkItem>().Where(w => w.BuriedAt == null && w.DueAt <= now);
            if (room.FullLanes.Count > 0) due = due.Where(w => !room.FullLanes.Contains(w.Lane));
            if (room.HooksAreFull) due = due.Where(w => !w.Lane.StartsWith("hook:"));
            return due.AnyAsync();
        });
    }
}

/// <param name="Waiting">Items that are due later, or wait for a node.</param>
/// <param name="Held">Items that a node holds just now.</param>
/// <param name="Buried">Items that wait for a person.</param>
/// <param name="Overdue">For how long the longest overdue item has waited.</param>
public sealed record QueueState(int Waiting, int Held, int Buried, TimeSpan Overdue);
