using Keytill.Core;
using Keytill.Core.Refunds;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;

namespace Keytill.Server.Refunds;

/// <summary>Support gives money back of its own accord: asked for and approved in one act. Above the limit it waits for the second person.</summary>
public sealed class RefundOrder(Store store)
{
    /// <param name="by">Who does it: the id of a person.</param>
    /// <returns>The refunds, one for each receipt. The same request again gives them again.</returns>
    /// <exception cref="OrderNotFound">The scope does not see it.</exception>
    /// <exception cref="RuleBroken">As <see cref="Core.Orders.Order.RequestRefund(RefundAsk, DateTimeOffset)"/>.</exception>
    public Task<IReadOnlyList<Refund>> Run(Scope scope, string orderId, RefundAsk ask, string by, CancellationToken cancel) =>
        store.Write("refund order", scope, async write =>
        {
            var order = await write.LockOrder(orderId) ?? throw new OrderNotFound(orderId);
            if (order.Refunds.Any(r => r.RequestId == ask.Id))
                return order.RequestRefund(ask, order.TimeAt(write.Now));
            var asked = order.RequestRefund(ask, order.TimeAt(write.Now));
            order.ApproveRefund(ask.Id, by, order.TimeAt(write.Now));
            return asked;
        }, cancel);
}
