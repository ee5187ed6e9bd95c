using Keytill.Core.Payments;

namespace Keytill.Core.Refunds;

/// <summary>
/// Money on its way back, from one receipt. Either a refund of applied money (the sale is undone as far), or the return of
/// money that was never applied (double, surplus, late).
/// </summary>
public sealed class Refund
{
    private Refund()
    {
    }

    internal Refund(string id, int position, RefundPurpose purpose, Receipt receipt, Money amount, string reason, DateTimeOffset now)
    {
        Id = id;
        Position = position;
        Purpose = purpose;
        ReceiptId = receipt.Id;
        PaymentId = receipt.PaymentId;
        Method = receipt.Method;
        IsOnline = receipt.IsOnline;
        AmountMinor = amount.Minor;
        Currency = amount.Currency;
        Reason = reason;
        RequestedAt = now;
        Status = RefundStatus.Requested;
    }

    /// <summary>Also the idempotency key at the gateway.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Counts them within the order, from 0: two may be of one millisecond.</summary>
    public int Position { get; private set; }

    public RefundPurpose Purpose { get; private set; }

    public RefundStatus Status { get; private set; }

    public string ReceiptId { get; private set; } = "";

    public string? PaymentId { get; private set; }

    public string Method { get; private set; } = "";

    /// <summary>Goes back through the gateway by itself; otherwise a task for finance.</summary>
    public bool IsOnline { get; private set; }

    public Money Amount => new(AmountMinor, Currency);

    public string Reason { get; private set; } = "";

    public string? GatewayReference { get; private set; }

    public DateTimeOffset RequestedAt { get; private set; }

    /// <summary>From when on the gateway may have been asked, order time; null until then.</summary>
    public DateTimeOffset? ApprovedAt { get; private set; }

    /// <summary>When the outcome became known, order time.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The money is promised or gone: it cannot be promised twice.</summary>
    public bool IsUnderWay => Status is RefundStatus.Requested or RefundStatus.Approved or RefundStatus.Processing;

    internal long AmountMinor { get; private set; }

    internal Currency Currency { get; private set; } = Currency.Of("EUR");

    internal void Approve(DateTimeOffset now) => (Status, ApprovedAt) = (RefundStatus.Approved, now);

    /// <returns>False when this state has nothing to learn from the report.</returns>
    internal bool Follow(RefundReport report, DateTimeOffset now)
    {
        var next = (Status, report.State) switch
        {
            (RefundStatus.Approved, ReportedRefundState.Pending) => RefundStatus.Processing,
            (RefundStatus.Approved or RefundStatus.Processing, ReportedRefundState.Succeeded) => RefundStatus.Succeeded,
            (RefundStatus.Approved or RefundStatus.Processing or RefundStatus.Succeeded, ReportedRefundState.Failed) => RefundStatus.Failed,
            _ => Status,
        };
        if (next == Status)
            return false;
        Status = next;
        GatewayReference ??= report.GatewayReference;
        EndedAt = next is RefundStatus.Succeeded or RefundStatus.Failed ? now : null;
        return true;
    }
}

public enum RefundPurpose
{
    /// <summary>Applied money goes back; what was sold for it is taken back.</summary>
    Refund,

    /// <summary>Money that was never applied goes back; the sale is as it was.</summary>
    Return,
}

public enum RefundStatus
{
    Requested,
    Approved,

    /// <summary>The gateway has it and will tell the outcome.</summary>
    Processing,

    /// <summary>May still become <see cref="Failed"/>, weeks later.</summary>
    Succeeded,
    Failed,
    Declined,
    Withdrawn,
}
