using Keytill.Core.Payments;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Work;

namespace Keytill.Server.Payments;

/// <summary>
/// Asks about an attempt whose outcome nobody has told us: the net under return and notice. Taken away when the attempt ends.
/// </summary>
public sealed class FollowPayment(OrderQueries orders, PaymentGateways gateways, OpenPayment open, RecordPayment record, TimeProvider clock) : IJob
{
    public const string WorkKind = "follow_payment";

    private static readonly Backoff Retry = Backoff.OfGateway();

    public string Kind => WorkKind;

    /// <summary>After the attempt's age; the first look comes a minute after it began.</summary>
    public static TimeSpan NextLook(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => TimeSpan.FromMinutes(1),
        { TotalMinutes: < 10 } => TimeSpan.FromMinutes(2),
        { TotalHours: < 1 } => TimeSpan.FromMinutes(10),
        { TotalDays: < 1 } => TimeSpan.FromHours(1),
        _ => TimeSpan.FromHours(6),
    };

    /// <summary>An unreachable gateway is asked for as long as an order lives.</summary>
    public TimeSpan? RetryAfter(int attempts) => Retry.After(attempts);

    public async Task<JobResult> Run(WorkItem item, CancellationToken cancel)
    {
        if (await orders.ByPayment(item.Payload, cancel) is not { } order)
            return new JobResult.Bury("The payment's order is gone.");
        var payment = order.Payment(item.Payload);
        if (!payment.IsAwaited)
            return new JobResult.Finished();
        var age = order.TimeAt(clock.GetUtcNow()) - payment.CreatedAt;
        bool mayBeUnknownThere = payment.Status == PaymentStatus.Created;
        if (mayBeUnknownThere && age < gateways.Get(payment.Method).IdempotencyMemory)
            await open.Run(order, payment, cancel);
        else
            await record.Run(payment.Id, cancel);
        return new JobResult.Again(NextLook(age), "awaits the outcome");
    }
}
