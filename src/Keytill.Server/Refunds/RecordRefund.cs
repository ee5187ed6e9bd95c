using Keytill.Core.Refunds;
using Keytill.Core.Vendors;
using Keytill.Server.Payments;
using Keytill.Server.Persistence;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Refunds;

/// <summary>Learns how a refund stands at its gateway and takes note of it. Whoever comes second finds it done.</summary>
public sealed class RecordRefund(Store store, PaymentGateways gateways)
{
    /// <summary>Asks the gateway, then records. Where nobody knows the refund here or there, nothing is to be learnt.</summary>
    /// <returns>False when the answer was not believed.</returns>
    /// <exception cref="GatewayUnreachable">The gateway gave no answer; nothing has changed.</exception>
    public async Task<bool> Run(string refundId, CancellationToken cancel)
    {
        if (await Find(refundId, cancel) is not var (orderId, method))
            return true;
        var report = await gateways.Get(method).AskRefund(refundId, cancel);
        return report is null || await Record(orderId, report);
    }

    /// <summary>Records what a gateway has said, and takes <paramref name="work"/> away with it.</summary>
    /// <returns>False when it was not believed: then the work is left, for a person must look.</returns>
    public Task<bool> Record(string orderId, Core.Payments.RefundReport report, WorkItem? work = null) =>
        store.Write("record refund", Scope.Everything, async write =>
        {
            bool isBelieved = await write.LockOrder(orderId) is not { } order || order.Record(report, order.TimeAt(write.Now));
            if (work is not null && isBelieved)
                await write.Complete(work);
            return isBelieved;
        });

    private async Task<(string OrderId, string Method)?> Find(string refundId, CancellationToken cancel) =>
        await store.Read(Scope.Everything, async db => await db.Set<Refund>()
            .Where(r => r.Id == refundId)
            .Select(r => new { OrderId = EF.Property<string>(r, "OrderId"), r.Method })
            .FirstOrDefaultAsync(cancel), cancel) is { } found ? (found.OrderId, found.Method) : null;
}
