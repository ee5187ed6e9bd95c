namespace Keytill.Core.Payments;

/// <summary>
/// One attempt to pay an order with one method. A part of its order: only the order's verbs change it.
/// A new try by the customer is a new payment with a new idempotency key.
/// </summary>
public sealed class Payment
{
    private Payment()
    {
    }

    internal Payment(string id, int position, string method, bool isOnline, Money amount, string? reference, DateTimeOffset now)
    {
        Id = id;
        Position = position;
        Method = method;
        IsOnline = isOnline;
        AmountMinor = amount.Minor;
        Currency = amount.Currency;
        IdempotencyKey = id;
        CustomerReference = reference;
        CreatedAt = now;
        Status = isOnline ? PaymentStatus.Created : PaymentStatus.Open;
    }

    public string Id { get; private set; } = "";

    /// <summary>Counts them within the order, from 0: two may be of one millisecond.</summary>
    public int Position { get; private set; }

    public string Method { get; private set; } = "";

    /// <summary>The customer pays on a gateway's page; otherwise by instructions, and money comes with a reference.</summary>
    public bool IsOnline { get; private set; }

    public PaymentStatus Status { get; private set; }

    public Money Amount => new(AmountMinor, Currency);

    /// <summary>Under which the gateway is asked, in every repetition of the same try.</summary>
    public string IdempotencyKey { get; private set; } = "";

    /// <summary>The gateway's id of this payment; null until it has answered.</summary>
    public string? GatewayReference { get; private set; }

    /// <summary>The gateway's page, while the payment is open.</summary>
    public string? RedirectUrl { get; private set; }

    /// <summary>What the customer writes on a bank transfer (ISO 11649).</summary>
    public string? CustomerReference { get; private set; }

    public FailureCode? Failure { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When the outcome became known, order time.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The customer may still act, or has not been sent there yet.</summary>
    public bool CanBeActedOn => Status is PaymentStatus.Created or PaymentStatus.Open;

    /// <summary>Its gateway may still have news that we do not know.</summary>
    public bool IsAwaited => IsOnline && Status is PaymentStatus.Created or PaymentStatus.Open or PaymentStatus.Processing;

    internal long AmountMinor { get; private set; }

    internal Currency Currency { get; private set; } = Currency.Of("EUR");

    internal void Opened(string gatewayReference, string redirectUrl)
    {
        GatewayReference ??= gatewayReference;
        RedirectUrl ??= redirectUrl;
        if (Status == PaymentStatus.Created)
            Status = PaymentStatus.Open;
    }

    /// <summary>Whether what the gateway says is about this very payment: a notice alone is never believed.</summary>
    internal bool Agrees(PaymentReport report) =>
        report.PaymentId == Id
        && report.Amount == Amount
        && (GatewayReference is null || GatewayReference == report.GatewayReference);

    /// <returns>False when this state has nothing to learn from the report.</returns>
    internal bool Follow(PaymentReport report, DateTimeOffset now)
    {
        var next = PaymentTransitions.Next(Status, report.State);
        if (next == Status)
            return false;
        GatewayReference ??= report.GatewayReference;
        Status = next;
        Failure = next == PaymentStatus.Failed ? report.Failure ?? FailureCode.ProcessingError : null;
        EndedAt = next.IsEnded() ? now : null;
        return true;
    }

    internal void Fail(FailureCode code, DateTimeOffset now) => End(PaymentStatus.Failed, now, code);

    internal void Close(DateTimeOffset now) => End(PaymentStatus.Closed, now, null);

    internal void Succeed(DateTimeOffset now) => End(PaymentStatus.Succeeded, now, null);

    private void End(PaymentStatus status, DateTimeOffset now, FailureCode? code) => (Status, EndedAt, Failure) = (status, now, code);
}
