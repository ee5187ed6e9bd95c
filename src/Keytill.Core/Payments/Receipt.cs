namespace Keytill.Core.Payments;

/// <summary>
/// Money that came. That it came is a fact and is never refused; whether it is applied to the order is our decision.
/// Always: received = applied + unapplied + returned.
/// </summary>
public sealed class Receipt
{
    private Receipt()
    {
    }

    internal Receipt(string id, int position, string? paymentId, string method, bool isOnline, string reference, Money received, DateTimeOffset valueAt, DateTimeOffset now)
    {
        Id = id;
        Position = position;
        PaymentId = paymentId;
        Method = method;
        IsOnline = isOnline;
        Reference = reference;
        ReceivedMinor = received.Minor;
        UnappliedMinor = received.Minor;
        Currency = received.Currency;
        ValueAt = valueAt;
        ReceivedAt = now;
    }

    public string Id { get; private set; } = "";

    /// <summary>Counts them within the order, from 0: two may be of one millisecond.</summary>
    public int Position { get; private set; }

    /// <summary>The attempt that it came by; null for bank money that no attempt awaited.</summary>
    public string? PaymentId { get; private set; }

    public string Method { get; private set; } = "";

    public bool IsOnline { get; private set; }

    /// <summary>The gateway's or bank's own id of this money: the same money twice is known by it. Unique per order and method.</summary>
    public string Reference { get; private set; } = "";

    public Money Received => new(ReceivedMinor, Currency);

    public Money Applied => new(AppliedMinor, Currency);

    /// <summary>Negative only where a gateway has sent back more than there was.</summary>
    public Money Unapplied => new(UnappliedMinor, Currency);

    /// <summary>Unapplied money that went back to where it came from. Refunds of applied money are counted on their own.</summary>
    public Money Returned => new(ReturnedMinor, Currency);

    /// <summary>The bank's value date, or the gateway's own time of success.</summary>
    public DateTimeOffset ValueAt { get; private set; }

    public DateTimeOffset ReceivedAt { get; private set; }

    internal long ReceivedMinor { get; private set; }

    internal long AppliedMinor { get; private set; }

    internal long UnappliedMinor { get; private set; }

    internal long ReturnedMinor { get; private set; }

    internal Currency Currency { get; private set; } = Currency.Of("EUR");

    internal void Apply(Money part)
    {
        AppliedMinor += part.Minor;
        UnappliedMinor -= part.Minor;
    }

    internal void Unapply() => Unapply(Applied);

    internal void Unapply(Money part)
    {
        UnappliedMinor += part.Minor;
        AppliedMinor -= part.Minor;
    }

    internal void Return(Money part)
    {
        UnappliedMinor -= part.Minor;
        ReturnedMinor += part.Minor;
    }

    /// <summary>A return that failed at the bank: the money is with us again.</summary>
    internal void TakeBack(Money part)
    {
        UnappliedMinor += part.Minor;
        ReturnedMinor -= part.Minor;
    }
}
