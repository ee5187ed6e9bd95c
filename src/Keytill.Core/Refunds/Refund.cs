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

    /// <summary>Unapplied money goes back: nobody asks, nobody decides.</summary>
    internal Refund(string id, int position, Receipt receipt, Money amount, DateTimeOffset now)
        : this(id, position, new RefundAsk(id, "unapplied", RefundOrigin.Support), receipt, amount, [], now) => Purpose = RefundPurpose.Return;

    internal Refund(string id, int position, RefundAsk ask, Receipt receipt, Money amount, IReadOnlyList<RefundPart> parts, DateTimeOffset now)
    {
        Id = id;
        Position = position;
        RequestId = ask.Id;
        Origin = ask.Origin;
        Parts = parts;
        ReceiptId = receipt.Id;
        PaymentId = receipt.PaymentId;
        Method = receipt.Method;
        IsOnline = receipt.IsOnline;
        AmountMinor = amount.Minor;
        Currency = amount.Currency;
        Reason = PlainText.Cut(ask.Reason, RefundPolicy.ReasonCharsMax);
        RequestedAt = now;
        Status = RefundStatus.Requested;
    }

    /// <summary>Money that a gateway has sent back of its own. Nobody asked here and nobody decides; how it stands is told by reports.</summary>
    internal static Refund MadeThere(string id, int position, RefundPurpose purpose, Receipt receipt, Money amount, IReadOnlyList<RefundPart> parts, string gatewayReference, DateTimeOffset now)
    {
        var made = new Refund(id, position, new RefundAsk(id, "", RefundOrigin.Gateway), receipt, amount, parts, now) { Purpose = purpose, GatewayReference = gatewayReference };
        made.Approve(by: null, now);
        return made;
    }

    /// <summary>Also the idempotency key at the gateway, where we began it.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Counts them within the order, from 0: two may be of one millisecond.</summary>
    public int Position { get; private set; }

    /// <summary>The first refund of what was asked for together: money of several receipts goes back by several, which are decided as one.</summary>
    public string RequestId { get; private set; } = "";

    public RefundPurpose Purpose { get; private set; }

    public RefundOrigin Origin { get; private set; }

    public RefundStatus Status { get; private set; }

    public string ReceiptId { get; private set; } = "";

    public string? PaymentId { get; private set; }

    public string Method { get; private set; } = "";

    /// <summary>Goes back through the gateway by itself; otherwise a task for finance.</summary>
    public bool IsOnline { get; private set; }

    public Money Amount => new(AmountMinor, Currency);

    /// <summary>Adds up to the amount; less of it only where a gateway sent back more than the lines had left. Empty for a return.</summary>
    public IReadOnlyList<RefundPart> Parts { get; private set; } = [];

    /// <summary>Why it was asked for, in the words of who asked. Empty where nobody asked here.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Who approved what needs a second person; null where nobody did, or none was needed.</summary>
    public string? FirstApprovedBy { get; private set; }

    /// <summary>Who decided: approved, confirmed or declined. Null while nobody has, and where nobody had to.</summary>
    public string? DecidedBy { get; private set; }

    /// <summary>What the customer is told of a refusal.</summary>
    public string? DeclineReason { get; private set; }

    /// <summary>Whose account a transfer went to, as finance sent it.</summary>
    public string? SentToName { get; private set; }

    public string? SentToIban { get; private set; }

    public string? GatewayReference { get; private set; }

    public DateTimeOffset RequestedAt { get; private set; }

    /// <summary>From when on the gateway may have been asked, order time; null until then.</summary>
    public DateTimeOffset? ApprovedAt { get; private set; }

    /// <summary>When the outcome became known, order time.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The money is promised or gone: it cannot be promised twice.</summary>
    public bool IsUnderWay => Status is RefundStatus.Requested or RefundStatus.Approved or RefundStatus.Processing;

    /// <summary>What of the amount belongs to no line, minor units. Positive only for a return, and where a gateway sent back more than the lines had left.</summary>
    internal long MinorOfNoLine => AmountMinor - Parts.Sum(p => p.TotalMinor);

    internal long AmountMinor { get; private set; }

    internal Currency Currency { get; private set; } = Currency.Of("EUR");

    /// <summary>The money stays promised, or is gone for good as far as is known.</summary>
    internal bool Counts => IsUnderWay || Status == RefundStatus.Succeeded;

    /// <summary>The money has left as far as is known, or a gateway is sending it of its own. What we have under way may still be refused there.</summary>
    internal bool HasLeft => Status == RefundStatus.Succeeded || (Origin == RefundOrigin.Gateway && IsUnderWay);

    /// <summary>It was approved and has not failed: what was sold for it is taken back.</summary>
    internal bool IsDecided => Status is RefundStatus.Approved or RefundStatus.Processing or RefundStatus.Succeeded;

    internal void ApproveFirst(string by) => FirstApprovedBy = by;

    internal void Approve(string? by, DateTimeOffset now) => (Status, DecidedBy, ApprovedAt) = (RefundStatus.Approved, by, now);

    internal void Decline(string by, string reason, DateTimeOffset now) =>
        (Status, DecidedBy, DeclineReason, EndedAt) = (RefundStatus.Declined, by, PlainText.Cut(reason, RefundPolicy.ReasonCharsMax), now);

    internal void Withdraw(DateTimeOffset now) => (Status, EndedAt) = (RefundStatus.Withdrawn, now);

    internal void Sent(string toName, Iban to, string bankReference, DateTimeOffset now)
    {
        (SentToName, SentToIban, GatewayReference) = (toName, to.Electronic, bankReference);
        (Status, EndedAt) = (RefundStatus.Succeeded, now);
    }

    /// <summary>Forgets whose money it was.</summary>
    internal void Forget() => (Reason, DeclineReason, SentToName, SentToIban) = ("", null, null, null);

    /// <summary>Lines have become free for what had none.</summary>
    internal void Add(IEnumerable<RefundPart> more) =>
        Parts = [.. Parts.Concat(more).GroupBy(p => p.LineId).Select(of => new RefundPart(of.Key, of.Sum(p => p.NetMinor), of.Sum(p => p.TaxMinor)))];

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
