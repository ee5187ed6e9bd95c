using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Server.Orders;
using Keytill.Server.Payments;
using Keytill.Server.Work;

namespace Keytill.Server.Refunds;

/// <summary>
/// Sends an approved refund through its gateway, and follows it until it is final. An unanswered call is repeated with the
/// same key only within the gateway's own memory; after that it is looked up. One that was begun at the gateway itself is followed alone.
/// </summary>
public sealed class SendRefund(OrderQueries orders, PaymentGateways gateways, RecordRefund record, RecordPayment payments, TimeProvider clock) : IJob
{
    public const string WorkKind = "send_refund";

    /// <summary>How long after a refund was seen under way it is looked at again.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromHours(6);

    private static readonly Backoff Retry = Backoff.OfGateway(triesMax: 100);

    public string Kind => WorkKind;

    public TimeSpan? RetryAfter(int attempts) => Retry.After(attempts);

    public async Task<JobResult> Run(WorkItem item, CancellationToken cancel)
    {
        if (await orders.ByRefund(item.Scope, item.Payload, cancel) is not { } order)
            return new JobResult.Bury("The refund's order is gone.");
        var refund = order.Refund(item.Payload);
        if (refund.Origin == RefundOrigin.Gateway)
            return await Follow(refund, cancel);
        var gateway = gateways.Get(refund.Method);
        var age = order.TimeAt(clock.GetUtcNow()) - (refund.ApprovedAt ?? refund.RequestedAt);
        RefundReport? report = refund.Status switch
        {
            RefundStatus.Approved when age < gateway.IdempotencyMemory => await gateway.Refund(Request(order, refund), cancel),
            RefundStatus.Approved or RefundStatus.Processing => await gateway.AskRefund(refund.Id, cancel),
            _ => null,
        };
        if (report is null)
            return refund.IsUnderWay ? new JobResult.Bury("The gateway does not know this refund: a person decides.") : new JobResult.Finished();

        bool isFinal = report.State != ReportedRefundState.Pending;
        // Where it was refused, somebody may have sent the money at the gateway itself. Nobody asks for that later.
        if (report.State == ReportedRefundState.Failed && !await payments.Run(refund.PaymentId!, cancel, isForRefunds: true))
            return new JobResult.Failed("The gateway refused this refund, and what it says of the payment cannot be of it.");
        if (!await record.Record(order.Id, report, isFinal ? item : null))
            return new JobResult.Bury("What the gateway says of this refund is not what was asked of it: a person decides.");
        return isFinal ? new JobResult.Done() : new JobResult.Again(LookAgain, "awaits the refund's outcome");
    }

    private async Task<JobResult> Follow(Refund refund, CancellationToken cancel)
    {
        if (!refund.IsUnderWay)
            return new JobResult.Finished();
        await payments.Run(refund.PaymentId!, cancel, isForRefunds: true);
        return new JobResult.Again(LookAgain, "awaits the refund's outcome");
    }

    private static RefundRequest Request(Core.Orders.Order order, Refund refund)
    {
        var payment = order.Payment(refund.PaymentId!);
        return new RefundRequest(refund.Id, payment.Id, payment.GatewayReference!, refund.Amount, order.Mode);
    }
}
