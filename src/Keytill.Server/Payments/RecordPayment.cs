using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Payments;

/// <summary>
/// Learns how a payment stands and takes note of it: the one act behind the customer's return, the gateway's notice and our
/// own asking. Whoever comes second finds it done.
/// </summary>
public sealed class RecordPayment(Store store, PaymentGateways gateways, TimeProvider clock)
{
    /// <summary>Asks the gateway, then records.</summary>
    /// <param name="isForRefunds">Ask also about a payment that has succeeded: money may have gone back of it.</param>
    /// <returns>False when the answer was not believed.</returns>
    /// <exception cref="GatewayUnreachable">The gateway gave no answer; nothing has changed.</exception>
    public async Task<bool> Run(string paymentId, CancellationToken cancel, bool isForRefunds = false)
    {
        if (await Find(paymentId, cancel) is not { } known || (known.Status == PaymentStatus.Succeeded && !isForRefunds))
            return true;
        var report = await gateways.Get(known.Method).Ask(paymentId, known.GatewayReference, cancel);
        return report is null || await Record(known.OrderId, known.Method, report);
    }

    /// <summary>Records what a gateway has said, and takes <paramref name="work"/> away with it.</summary>
    /// <returns>False when it was not believed: then the work is left, for a person must look.</returns>
    public Task<bool> Record(string orderId, string method, PaymentReport report, WorkItem? work = null)
    {
        string receiptId = Ids.New("rcp", clock.GetUtcNow());
        return store.Write("record payment", Scope.Everything, async write =>
        {
            bool isBelieved = await write.LockOrder(orderId) is not { } order
                || order.Record(report, receiptId, gateways.Get(method).Account, order.TimeAt(write.Now));
            if (work is not null && isBelieved)
                await write.Complete(work);
            return isBelieved;
        });
    }

    private Task<KnownPayment?> Find(string paymentId, CancellationToken cancel) =>
        store.Read(Scope.Everything, db => db.Set<Payment>()
            .Where(p => p.Id == paymentId)
            .Select(p => new KnownPayment(EF.Property<string>(p, "OrderId"), p.Method, p.GatewayReference, p.Status))
            .FirstOrDefaultAsync(cancel), cancel);

    private sealed record KnownPayment(string OrderId, string Method, string? GatewayReference, PaymentStatus Status);
}
