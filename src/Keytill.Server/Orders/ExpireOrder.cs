using System.Globalization;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;
using Keytill.Server.Payments;
using Keytill.Server.Work;

namespace Keytill.Server.Orders;

/// <summary>
/// Deletes an order whose time has run out. Asks the gateways about each of its attempts first: money that came unheard pays it.
/// An order with money on it, or under way, stays as it is, for support to look at; the calendar comes back to it every day.
/// </summary>
public sealed class ExpireOrder(OrderQueries orders, OrderActs acts, RecordPayment record, TimeProvider clock) : IJob
{
    public const string WorkKind = "expire_order";

    private static readonly Backoff Retry = Backoff.OfGateway();

    public string Kind => WorkKind;

    /// <summary>Which look this is: one that a later one has overtaken has nothing more to do.</summary>
    public static string Look(Order order) => order.ExpiryLookedAt!.Value.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>An unreachable gateway is asked until the next day's look takes over.</summary>
    public TimeSpan? RetryAfter(int attempts) => Retry.After(attempts);

    public async Task<JobResult> Run(WorkItem item, CancellationToken cancel)
    {
        if (await orders.ById(item.Scope, item.OrderId!, cancel) is not { } order)
            return new JobResult.Bury("The order is gone.");
        if (!order.IsOverdue(order.TimeAt(clock.GetUtcNow())) || Look(order) != item.Payload)
            return new JobResult.Finished();
        foreach (var payment in order.Payments.Where(p => p.IsOnline && p.Status != PaymentStatus.Succeeded))
            await record.Run(payment.Id, cancel);
        try
        {
            await acts.Expire(item.Scope, order.Id, cancel);
        }
        catch (Core.RuleBroken)
        {
            // It was paid, or given more time, while we asked.
        }

        return new JobResult.Finished();
    }
}
