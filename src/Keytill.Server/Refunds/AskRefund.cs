using Keytill.Core;
using Keytill.Core.Refunds;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;

namespace Keytill.Server.Refunds;

/// <summary>A customer, his vendor or support asks for money back. Support decides.</summary>
public sealed class AskRefund(Store store)
{
    /// <returns>The refunds that are asked for, one for each receipt. The same request again gives them again.</returns>
    /// <exception cref="OrderNotFound">The scope does not see it.</exception>
    /// <exception cref="RuleBroken">As <see cref="Core.Orders.Order.RequestRefund(RefundAsk, DateTimeOffset)"/>.</exception>
    public Task<IReadOnlyList<Refund>> Run(Scope scope, string orderId, RefundAsk ask, CancellationToken cancel, Alongside<IReadOnlyList<Refund>>? alongside = null) =>
        store.Write("ask refund", scope, async write =>
        {
            var order = await write.LockOrder(orderId) ?? throw new OrderNotFound(orderId);
            return order.RequestRefund(ask, order.TimeAt(write.Now));
        }, cancel, alongside);
}
