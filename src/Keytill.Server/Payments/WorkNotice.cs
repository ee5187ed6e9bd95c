using Keytill.Core.Vendors;
using Keytill.Server.Refunds;
using Keytill.Server.Work;

namespace Keytill.Server.Payments;

/// <summary>
/// Works on a stored notice by asking the gateway how the thing stands now: so late, repeated and reordered notices all end
/// in the same state, and nothing is believed for being in a notice.
/// </summary>
public sealed class WorkNotice(RecordPayment payments, RecordRefund refunds) : IJob
{
    public const string WorkKind = "work_notice";

    /// <summary>Before the payment's id, where money went back of it that we did not send.</summary>
    private const string RefundsOf = "refunds_of:";

    /// <summary>So often is a gateway asked that answers with what cannot be of this payment; then a person looks.</summary>
    private const int LooksMax = 5;

    private static readonly Backoff Retry = Backoff.OfGateway(triesMax: 200);

    public string Kind => WorkKind;

    public static WorkItem Item(string id, NoticeReading.Genuine notice, DateTimeOffset now) => new()
    {
        Id = id,
        Kind = WorkKind,
        Lane = "order",
        VendorId = "",
        Mode = Mode.Test,
        Payload = notice.IsForeignRefund ? RefundsOf + notice.PaymentId : notice.RefundId ?? notice.PaymentId!,
        DueAt = now,
        CreatedAt = now,
    };

    public TimeSpan? RetryAfter(int attempts) => Retry.After(attempts);

    public async Task<JobResult> Run(WorkItem item, CancellationToken cancel)
    {
        if (item.Payload.StartsWith("ref_", StringComparison.Ordinal))
            await refunds.Run(item.Payload, cancel);
        else if (item.Payload.StartsWith(RefundsOf, StringComparison.Ordinal))
            return await LookForRefunds(item, cancel);
        else
            await payments.Run(item.Payload, cancel);
        return new JobResult.Finished();
    }

    /// <summary>Of a payment that has succeeded nobody asks again: what is not learnt here is never learnt.</summary>
    private async Task<JobResult> LookForRefunds(WorkItem item, CancellationToken cancel)
    {
        if (await payments.Run(item.Payload[RefundsOf.Length..], cancel, isForRefunds: true))
            return new JobResult.Finished();
        const string why = "Money is said to have gone back of a payment, and what the gateway says of that payment cannot be of it.";
        return item.Attempts < LooksMax ? new JobResult.Failed(why) : new JobResult.Bury(why);
    }
}
