using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence.Mapping;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Persistence;

/// <summary>What a body of <see cref="Store.Write{T}"/> works with. Never outlives the body.</summary>
public sealed class WriteContext
{
    private readonly Dialect dialect;
    private readonly Lanes lanes;
    private readonly HashSet<string> locked = new(StringComparer.Ordinal);
    private readonly List<WorkItem> handOver = [];
    private readonly List<Action> signals = [];

    internal WriteContext(KeytillDb db, Scope scope, DateTimeOffset now, Dialect dialect, Lanes lanes) =>
        (Db, Scope, Now, this.dialect, this.lanes) = (db, scope, now, dialect, lanes);

    public KeytillDb Db { get; }

    public Scope Scope { get; }

    /// <summary>Wall time at the body's start, whole milliseconds. An order's verbs take <c>order.TimeAt(write.Now)</c>.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>
    /// Locks and loads the order whole: the first statement of every body that changes one. Null when the scope does not see
    /// it. Whoever locks two takes them in the order of their ids.
    /// </summary>
    public async Task<Order?> LockOrder(string orderId)
    {
        if (Db.ChangeTracker.Entries<Order>().FirstOrDefault(e => e.Entity.Id == orderId) is { } known)
        {
            return IsLocked(known.Entity.Id) || known.State == EntityState.Added
                ? known.Entity
                : throw new InvalidOperationException($"Order {orderId} was read before it was locked: what was read may be old.");
        }

        var order = await dialect.Lock(Db, orderId).FirstOrDefaultAsync();
        if (order is null) return null;
        locked.Add(orderId);
        await Db.LoadParts(orderId);
        return order;
    }

    /// <summary>Adds work in this transaction. Due now: born leased to this node and handed to its worker after the commit.</summary>
    public void Enqueue(WorkItem item)
    {
        item.CreatedAt = Now;
        item.DueAt = item.DueAt < Now ? Now : Instants.Whole(item.DueAt);
        if (item.DueAt == Now)
        {
            if (lanes.TryReserve(item.Lane))
            {
                item.Lease = Ids.New("lease", Now);
                item.DueAt = Now + WorkQueue.LeaseTime;
                item.Attempts = 1;
                handOver.Add(item);
            }
            else
            {
                AfterCommit(lanes.Ring);
            }
        }

        Db.Add(item);
    }

    /// <summary>Takes the item away in this transaction, as it is saved.</summary>
    /// <remarks>Let <see cref="Store.Write{T}"/> throw <see cref="LostLease"/>: somebody else holds the item by now, and the whole body is rolled back.</remarks>
    public Task Complete(WorkItem item)
    {
        // A copy, so that the caller's item is in no change tracker when the body runs again.
        Db.Remove(item.Copy());
        return Task.CompletedTask;
    }

    /// <summary>
    /// Takes the next <paramref name="count"/> numbers of a series, and returns the first. Series begin at 1. The row stays
    /// locked until the commit: take blocks, in a write of their own.
    /// </summary>
    public async Task<long> TakeNumbers(string series, int count)
    {
        var taken = await Db.Database.SqlQuery<long>($"""
            INSERT INTO number_series (name, next) VALUES ({series}, 1 + {count})
            ON CONFLICT (name) DO UPDATE SET next = number_series.next + {count}
            RETURNING next - {count} AS "Value"
            """).ToListAsync();
        return taken.Single();
    }

    /// <summary>Runs after the commit, on this node, at most once; never when the body is rolled back.</summary>
    public void AfterCommit(Action signal) => signals.Add(signal);

    internal bool IsLocked(string orderId) => locked.Contains(orderId);

    /// <summary>The commit has succeeded: everybody may know.</summary>
    internal void HandOut()
    {
        foreach (var item in handOver) lanes.HandOver(item.Copy());
        foreach (var signal in signals) signal();
    }

    /// <summary>The run came to nothing: gives back the places that its work would have taken.</summary>
    internal void Abandon()
    {
        foreach (var item in handOver) lanes.Release(item.Lane);
        handOver.Clear();
        signals.Clear();
    }
}

public sealed class LostLease(string itemId) : Exception($"The lease of work item {itemId} is somebody else's by now.");
