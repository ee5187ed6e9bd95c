using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Work;

/// <summary>Lets an order's page wait for its next change instead of asking each second.</summary>
public sealed class OrderChanges(Store store, Dialect dialect, OrderSignals signals, IHostApplicationLifetime lifetime)
{
    /// <summary>How often a waiter looks for himself where another node may have made the change. Real time.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Waits until the order's version is higher than <paramref name="afterVersion"/>, at most <paramref name="timeout"/> of real time.</summary>
    /// <returns>False when nothing has changed by then, or the server stops. Throws nothing but cancellation by <paramref name="cancel"/>.</returns>
    public async Task<bool> WaitForChange(string orderId, long afterVersion, TimeSpan timeout, CancellationToken cancel)
    {
        using var subscription = signals.Subscribe(orderId, afterVersion);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel, lifetime.ApplicationStopping);
        enough.CancelAfter(timeout);
        while (true)
        {
            if (await Version(orderId) > afterVersion) return true;
            var look = Task.Delay(dialect.HasOtherNodes ? LookEvery : timeout, TimeProvider.System, enough.Token);
            if (await Task.WhenAny(subscription.Changed, look) == subscription.Changed) return true;
            cancel.ThrowIfCancellationRequested();
            if (enough.IsCancellationRequested) return false;
        }
    }

    private Task<long> Version(string orderId) =>
        store.Read(Scope.Everything, db => db.Set<Order>().Where(o => o.Id == orderId).Select(o => o.Version).FirstOrDefaultAsync());
}
