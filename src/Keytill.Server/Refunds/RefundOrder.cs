using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;

namespace Keytill.Server.Refunds;

/// <summary>Gives everything back that is kept for an order: asked for and approved in one act, one refund for each receipt.</summary>
public sealed class RefundOrder(Store store)
{
    /// <param name="requestId">Fixed by the caller: repeating the act under it changes nothing.</param>
    /// <exception cref="RuleBroken"><c>order_not_refundable</c>; <c>nothing_to_refund</c> where all is back or under way.</exception>
    public Task<IReadOnlyList<string>> Run(Scope scope, string orderId, string requestId, string reason, CancellationToken cancel) =>
        store.Write("refund order", scope, async write =>
        {
            var order = await write.LockOrder(orderId) ?? throw new OrderNotFound(orderId);
            var now = order.TimeAt(write.Now);
            string IdFor(int i) => i == 0 ? requestId : Ids.New("ref", write.Now);
            if (order.Refunds.Any(r => r.Id == requestId))
                return (IReadOnlyList<string>)[requestId];
            if (order.Status == OrderStatus.Paid && order.Refundable.IsZero)
                throw new RuleBroken("nothing_to_refund", "Everything that was paid is back or on its way.");

            var parts = order.Receipts
                .Where(r => r.Received.Currency == order.Currency && order.RefundableOf(r).IsPositive)
                .Select((receipt, i) => (Id: IdFor(i), receipt))
                .ToList();
            if (parts.Count == 0)
                throw new RuleBroken("order_not_refundable", $"An order that is {order.Status} has nothing to refund.");
            foreach (var (id, receipt) in parts)
                order.RequestRefund(id, receipt.Id, order.RefundableOf(receipt), reason, now);
            foreach (var (id, _) in parts)
                order.ApproveRefund(id, now);
            return [.. parts.Select(p => p.Id)];
        }, cancel);
}
