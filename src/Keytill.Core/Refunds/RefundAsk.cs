namespace Keytill.Core.Refunds;

/// <summary>What somebody wants back of an order: all of it, lines of it, or an amount.</summary>
/// <param name="Id">Fixed before the transaction: asking again under it changes nothing.</param>
/// <param name="Amount">Split over the lines and their taxes; null for all that is left of them.</param>
/// <param name="Lines">Ids of the lines that it is about; null for all.</param>
/// <param name="NotAfter">Until when it may be asked for, order time; null where nobody has set an end.</param>
/// <param name="ReceiptId">The money that it is taken from; null for what came first, gateways' money before a bank's.</param>
public sealed record RefundAsk(
    string Id, string Reason, RefundOrigin Origin, Money? Amount = null, IReadOnlyList<string>? Lines = null, string? ReceiptId = null,
    DateTimeOffset? NotAfter = null);

/// <summary>Who asked for a refund.</summary>
public enum RefundOrigin
{
    /// <summary>On the order's page.</summary>
    Customer,

    /// <summary>Through the API or the dashboard.</summary>
    Vendor,
    Support,

    /// <summary>Nobody here: it was begun at the gateway itself, in its dashboard, and we heard of it.</summary>
    Gateway,
}
