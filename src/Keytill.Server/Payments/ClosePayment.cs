using Keytill.Server.Orders;
using Keytill.Server.Work;

namespace Keytill.Server.Payments;

/// <summary>Tells a gateway to take back the page of an attempt that we have closed; learns if it was too late.</summary>
public sealed class ClosePayment(OrderQueries orders, PaymentGateways gateways, RecordPayment record) : IJob
{
    public const string WorkKind = "close_payment";

    private static readonly Backoff Retry = Backoff.OfGateway(triesMax: 200);

    public string Kind => WorkKind;

    public TimeSpan? RetryAfter(int attempts) => Retry.After(attempts);

    public async Task<JobResult> Run(WorkItem item, CancellationToken cancel)
    {
        if (await orders.ByPayment(item.Payload, cancel) is not { } order)
            return new JobResult.Bury("The payment's order is gone.");
        var payment = order.Payment(item.Payload);
        var report = await gateways.Get(payment.Method).Close(payment.Id, payment.GatewayReference, cancel);
        if (report is null)
            return new JobResult.Finished();
        return await record.Record(order.Id, payment.Method, report, item)
            ? new JobResult.Done()
            : new JobResult.Bury("What the gateway says of this payment is not what was asked of it: a person decides.");
    }
}
