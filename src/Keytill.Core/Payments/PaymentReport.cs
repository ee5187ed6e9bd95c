using Keytill.Core.Vendors;

namespace Keytill.Core.Payments;

/// <summary>How a payment stands at its gateway, as the gateway says. Believed only where amount, account and mode agree with ours.</summary>
/// <param name="GatewayReference">The gateway's own id of the payment; unique per gateway.</param>
/// <param name="PaymentId">Our id, which the gateway echoes.</param>
/// <param name="Account">The gateway's name of our account there.</param>
/// <param name="At">The gateway's own time of that state, in order time.</param>
/// <param name="Failure">Why, where <paramref name="State"/> is <see cref="ReportedState.Failed"/>.</param>
/// <param name="Refunds">All that went back of it or is on its way, whoever began it; null where nothing did.</param>
public sealed record PaymentReport(
    string GatewayReference, string PaymentId, ReportedState State, Money Amount, string Account, Mode Mode, DateTimeOffset At,
    FailureCode? Failure = null, IReadOnlyList<RefundReport>? Refunds = null);

public enum ReportedState
{
    /// <summary>The customer can act there.</summary>
    Open,

    /// <summary>The customer has acted; the outcome comes later.</summary>
    Processing,
    Succeeded,
    Failed,

    /// <summary>The customer's time to act ran out there.</summary>
    Expired,

    /// <summary>Closed at our wish.</summary>
    Closed,
}

/// <summary>How a refund stands at its gateway, as the gateway says.</summary>
/// <param name="GatewayReference">The gateway's own id of the refund; unique per gateway.</param>
/// <param name="RefundId">Our id, which the gateway echoes; null where the refund was begun at the gateway itself, in its dashboard.</param>
public sealed record RefundReport(string GatewayReference, string? RefundId, ReportedRefundState State, Money Amount, DateTimeOffset At, string? FailureReason = null);

public enum ReportedRefundState
{
    Pending,
    Succeeded,

    /// <summary>May come after <see cref="Succeeded"/>: a bank sent the money back.</summary>
    Failed,
}

/// <summary>Why an attempt failed: the closed list of <c>failure_code</c>. What the customer reads for each is in the texts.</summary>
public enum FailureCode
{
    CardDeclined,
    InsufficientFunds,
    ExpiredCard,
    IncorrectCvc,
    ProcessingError,
    StolenCard,
    LostCard,
    IncorrectNumber,
    AuthenticationFailed,
    MethodUnavailable,
    AmountNotSupported,
    GatewayUnreachable,
    AttemptLimit,
}
