using Keytill.Core.Orders;
using Keytill.Server.Work;

namespace Keytill.Server.Persistence;

/// <summary>What a body of <see cref="Store.Write{T}"/> works with. Never outlives the body.</summary>
public sealed class WriteContext
{
    public KeytillDb Db => throw new NotSupportedException();

    /// <summary>Wall time at the body's start, whole milliseconds. An order's verbs take <c>order.TimeAt(write.Now)</c>.</summary>
    public DateTimeOffset Now => throw new NotSupportedException();

    /// <summary>Locks and loads the order whole: the first statement of every body that changes one. Null when the scope does not see it.</summary>
    public Task<Order?> LockOrder(string orderId) => throw new NotSupportedException();

    /// <summary>Adds work in this transaction. Due now: born leased to this node and handed to its worker after the commit.</summary>
    public void Enqueue(WorkItem item) => throw new NotSupportedException();

    /// <summary>Takes the item away in this transaction.</summary>
    /// <exception cref="LostLease">Somebody else holds it by now: the whole body is rolled back.</exception>
    public Task Complete(WorkItem item) => throw new NotSupportedException();

    /// <summary>Runs after the commit, on this node, at most once; never when the body is rolled back.</summary>
    public void AfterCommit(Action signal) => throw new NotSupportedException();
}

public sealed class LostLease(string itemId) : Exception($"The lease of work item {itemId} is somebody else's by now.");
