using Keytill.Core;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;

namespace Keytill.Server.Payments;

/// <summary>
/// One online way to be paid. An adapter translates; it decides nothing, stores nothing and never retries by itself.
/// Every member is called outside transactions, through the outgoing door, after the row it speaks of was committed.
/// Only <see cref="Refund"/> moves money; what the customer does on the gateway's page moves the other way.
/// </summary>
public interface IPaymentGateway
{
    /// <summary>The method's public name (spec: payment methods), also the notices' address: <c>/notices/{method}</c>.</summary>
    string Method { get; }

    /// <summary>The gateway's name of our account there: a report about another one is not believed.</summary>
    string Account { get; }

    /// <summary>Origins that the customer's browser is sent to; the order page's <c>form-action</c> lists them.</summary>
    IReadOnlyList<string> RedirectOrigins { get; }

    /// <summary>How long this gateway remembers an idempotency key. An unanswered call is repeated with the same key only within it.</summary>
    TimeSpan IdempotencyMemory { get; }

    /// <summary>Whether this gateway can take this amount from a customer of this country. Asked for each page view: answers from memory.</summary>
    bool Serves(Money amount, string country, Mode mode);

    /// <summary>Opens the gateway's page. Moves no money. Repeating it with the same payment gives the same page.</summary>
    Task<OpenAnswer> Open(OpenRequest request, CancellationToken cancel);

    /// <summary>
    /// Where the operator's people find this payment at the gateway, to look at it there or send its money back past us. They sign in there, or the
    /// address lets them in: it is for staff alone, and never logged. Calls nobody.
    /// </summary>
    /// <returns>Null where the gateway has no such pages.</returns>
    Uri? DashboardOf(string gatewayReference);

    /// <summary>
    /// Asks how the payment stands, by the gateway's reference, or by ours where that is unknown, and what has gone back of it: also what was begun
    /// at the gateway itself. Moves nothing.
    /// </summary>
    /// <returns>Null when the gateway knows no such payment.</returns>
    /// <exception cref="GatewayUnreachable">No answer, or none that can be read.</exception>
    Task<PaymentReport?> Ask(string paymentId, string? gatewayReference, CancellationToken cancel);

    /// <summary>Takes the gateway's page back, so that it cannot be paid any more. Moves nothing; too late is no error: the answer says how it stands.</summary>
    /// <exception cref="GatewayUnreachable">No answer, or none that can be read.</exception>
    Task<PaymentReport?> Close(string paymentId, string? gatewayReference, CancellationToken cancel);

    /// <summary>MOVES MONEY: sends a receipt's money back to where it came from. Repeating it with the same refund moves nothing more.</summary>
    /// <exception cref="GatewayUnreachable">No answer: the money may have moved. Repeat within <see cref="IdempotencyMemory"/>, then <see cref="AskRefund"/>.</exception>
    Task<RefundReport> Refund(RefundRequest request, CancellationToken cancel);

    /// <summary>Asks how a refund stands, by our id. Null when the gateway knows no such refund. Moves nothing.</summary>
    /// <exception cref="GatewayUnreachable">No answer, or none that can be read.</exception>
    Task<RefundReport?> AskRefund(string refundId, CancellationToken cancel);

    /// <summary>Verifies a notice's signature over its raw body and reads what it speaks of. Calls nobody.</summary>
    NoticeReading Read(IHeaderDictionary headers, ReadOnlyMemory<byte> body);
}

/// <param name="PaymentId">Our id of the attempt; the gateway shows it back as its reference to us.</param>
/// <param name="IdempotencyKey">Stored with the payment before this call.</param>
/// <param name="ReturnUrl">A GET address; the gateway leads the browser there, whatever the outcome.</param>
/// <param name="OrderTime">The order's own instant, ahead of wall time where its test clock was moved.</param>
public sealed record OpenRequest(
    string PaymentId, string IdempotencyKey, Money Amount, string OrderNumber, Mode Mode, string Locale, Uri ReturnUrl, Uri NoticeUrl,
    DateTimeOffset OrderTime);

public abstract record OpenAnswer
{
    private OpenAnswer()
    {
    }

    public sealed record Opened(string GatewayReference, Uri RedirectUrl) : OpenAnswer;

    /// <summary>The gateway understood and will not take this payment.</summary>
    public sealed record Refused(FailureCode Code) : OpenAnswer;

    /// <summary>Nothing readable came back: the page may or may not exist. Repeat with the same key.</summary>
    public sealed record NoAnswer(string Why) : OpenAnswer;
}

/// <param name="RefundId">Our id, committed before the call; also the idempotency key.</param>
public sealed record RefundRequest(string RefundId, string PaymentId, string GatewayReference, Money Amount, Mode Mode);

public abstract record NoticeReading
{
    private NoticeReading()
    {
    }

    /// <param name="NoticeId">The gateway's own unique id of the notice, the same in each repetition.</param>
    /// <param name="PaymentId">Our id of the payment it speaks of, or null: genuine but not ours.</param>
    /// <param name="RefundId">Our id of the refund it speaks of, if it does.</param>
    /// <param name="IsForeignRefund">It speaks of a refund that we did not begin, but somebody at the gateway itself: only the payment's id is ours.</param>
    public sealed record Genuine(string NoticeId, string? PaymentId, string? RefundId, bool IsForeignRefund = false) : NoticeReading;

    public sealed record Forged(string Why) : NoticeReading;
}

public sealed class GatewayUnreachable(string sentence, Exception? inner = null) : Exception(sentence, inner);
