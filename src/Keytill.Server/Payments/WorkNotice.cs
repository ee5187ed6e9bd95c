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

    /// <summary>So often is a gateway asked that answers with what cannot be of this payment or refund; then a person looks.</summary>
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

    /// <summary>Of what has ended nobody else asks again: what is not learnt here may never be learnt.</summary>
    public async Task<JobResult> Run(WorkItem item, CancellationToken cancel)
    {
        if (await Learn(item.Payload, cancel))
            return new JobResult.Finished();
        const string why = "The gateway gave notice, and what it says of the thing, asked for it, cannot be of the thing.";
        return item.Attempts < LooksMax ? new JobResult.Failed(why) : new JobResult.Bury(why);
    }

    /// <returns>False when the answer was not believed.</returns>
    private Task<bool> Learn(string subject, CancellationToken cancel)
    {
        if (subject.StartsWith("ref_", StringComparison.Ordinal))
            return refunds.Run(subject, cancel);
        return subject.StartsWith(RefundsOf, StringComparison.Ordinal)
            ? payments.Run(subject[RefundsOf.Length..], cancel, isForRefunds: true)
            : payments.Run(subject, cancel);
    }
}
