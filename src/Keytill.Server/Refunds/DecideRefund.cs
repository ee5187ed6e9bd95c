using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;

namespace Keytill.Server.Refunds;

/// <summary>What people decide about a refund that was asked for. Each act is one verb of the order.</summary>
/// <remarks>Each throws <see cref="OrderNotFound"/> where the scope sees no such order or the order has no such refund, and the verb's own <see cref="RuleBroken"/>.</remarks>
public sealed class DecideRefund(Store store)
{
    /// <summary>Above the limit it then waits for <see cref="Confirm"/>.</summary>
    public Task Approve(Scope scope, string orderId, string refundId, string by, CancellationToken cancel = default) =>
        Run("approve refund", scope, orderId, refundId, (order, now) => order.ApproveRefund(refundId, by, now), cancel);

    /// <summary>The second person agrees.</summary>
    public Task Confirm(Scope scope, string orderId, string refundId, string by, CancellationToken cancel = default) =>
        Run("confirm refund", scope, orderId, refundId, (order, now) => order.ConfirmRefund(refundId, by, now), cancel);

    /// <param name="reason">The customer reads it.</param>
    public Task Decline(Scope scope, string orderId, string refundId, string by, string reason, CancellationToken cancel = default) =>
        Run("decline refund", scope, orderId, refundId, (order, now) => order.DeclineRefund(refundId, by, reason, now), cancel);

    /// <summary>Who asked has changed his mind.</summary>
    public Task Withdraw(Scope scope, string orderId, string refundId, CancellationToken cancel = default) =>
        Run("withdraw refund", scope, orderId, refundId, (order, now) => order.WithdrawRefund(refundId, now), cancel);

    /// <summary>Finance has sent a bank's money back by hand.</summary>
    /// <param name="bankReference">The bank's own id of the transfer: the same one again changes nothing.</param>
    public Task ConfirmBankRefund(Scope scope, string orderId, string refundId, string toName, Iban to, string bankReference, string by, CancellationToken cancel = default) =>
        Run("confirm bank refund", scope, orderId, refundId, (order, now) => order.ConfirmBankRefund(refundId, toName, to, bankReference, by, now), cancel);

    /// <summary>Support decides about the licences of a line whose money went back.</summary>
    public Task DecideRevocation(Scope scope, string orderId, string lineId, bool revoke, string reason, CancellationToken cancel = default) =>
        Run("decide revocation", scope, orderId, refundId: null, (order, now) => order.DecideRevocation(lineId, revoke, reason, now), cancel);

    private Task Run(string act, Scope scope, string orderId, string? refundId, Action<Order, DateTimeOffset> verb, CancellationToken cancel) =>
        store.Write(act, scope, async write =>
        {
            var order = await write.LockOrder(orderId);
            if (order is null || (refundId is not null && order.Refunds.All(r => r.Id != refundId)))
                throw new OrderNotFound(orderId);
            verb(order, order.TimeAt(write.Now));
        }, cancel);
}
