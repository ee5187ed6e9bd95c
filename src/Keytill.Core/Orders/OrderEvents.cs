using Keytill.Core.Licenses;

namespace Keytill.Core.Orders;

/// <summary>Something that happened to an order.</summary>
public abstract record OrderEvent(DateTimeOffset At) : DomainEvent(At);

/// <summary>An event that the vendor is told of: it enters the event log and takes the order's next sequence number.</summary>
public abstract record PublicOrderEvent(DateTimeOffset At) : OrderEvent(At)
{
    /// <summary>The public name, as in webhooks.</summary>
    public abstract string Type { get; }

    public virtual string? PaymentId => null;

    public virtual string? LineId => null;

    public virtual string? RefundId => null;

    public virtual IReadOnlyList<string> LicenseIds => [];
}

public sealed record OrderCreated(DateTimeOffset At) : PublicOrderEvent(At)
{
    public override string Type => "order.created";
}

public sealed record OrderCancelled(DateTimeOffset At) : PublicOrderEvent(At)
{
    public override string Type => "order.cancelled";
}

public sealed record OrderDeleted(DateTimeOffset At) : PublicOrderEvent(At)
{
    public override string Type => "order.deleted";
}

public sealed record OrderReopened(DateTimeOffset At) : PublicOrderEvent(At)
{
    public override string Type => "order.reopened";
}

/// <summary>Every line is delivered, or stopped while another is delivered.</summary>
public sealed record OrderDelivered(DateTimeOffset At) : PublicOrderEvent(At)
{
    public override string Type => "order.delivered";
}

public sealed record PaymentProcessing(DateTimeOffset At, string Payment) : PublicOrderEvent(At)
{
    public override string Type => "payment.processing";

    public override string? PaymentId => Payment;
}

/// <summary>What was due is covered: the order is paid.</summary>
/// <param name="Payment">The attempt whose money covered it; null for bank money that no attempt awaited.</param>
public sealed record PaymentSucceeded(DateTimeOffset At, string? Payment) : PublicOrderEvent(At)
{
    public override string Type => "payment.succeeded";

    public override string? PaymentId => Payment;
}

/// <summary>A refusal or an error; not a customer who left, nor an attempt that ran out or that we closed.</summary>
/// <param name="WasProcessing">The customer had been told to wait: he is told at once.</param>
public sealed record PaymentFailed(DateTimeOffset At, string Payment, bool WasProcessing) : PublicOrderEvent(At)
{
    public override string Type => "payment.failed";

    public override string? PaymentId => Payment;
}

public sealed record ProductDelivered(DateTimeOffset At, string Line, IReadOnlyList<string> Licenses) : PublicOrderEvent(At)
{
    public override string Type => "product.delivered";

    public override string? LineId => Line;

    public override IReadOnlyList<string> LicenseIds => Licenses;
}

/// <summary>A line will not go on by itself, or the replacement of one of its licences will not.</summary>
/// <param name="Replaced">The id of the licence that was to be replaced; null where it is the line that does not go on.</param>
/// <param name="Replacement">What was asked for in its place.</param>
public sealed record ProductDeliveryFailed(DateTimeOffset At, string Line, string? Replaced = null, UnitRequest? Replacement = null) : PublicOrderEvent(At)
{
    public override string Type => "product.delivery_failed";

    public override string? LineId => Line;

    public override IReadOnlyList<string> LicenseIds => Replaced is null ? [] : [Replaced];
}

public sealed record RefundRequested(DateTimeOffset At, string Refund) : PublicOrderEvent(At)
{
    public override string Type => "refund.requested";

    public override string? RefundId => Refund;
}

public sealed record RefundSucceeded(DateTimeOffset At, string Refund) : PublicOrderEvent(At)
{
    public override string Type => "refund.succeeded";

    public override string? RefundId => Refund;
}

/// <summary>Support has said no.</summary>
public sealed record RefundDeclined(DateTimeOffset At, string Refund) : PublicOrderEvent(At)
{
    public override string Type => "refund.declined";

    public override string? RefundId => Refund;
}

public sealed record RefundFailed(DateTimeOffset At, string Refund) : PublicOrderEvent(At)
{
    public override string Type => "refund.failed";

    public override string? RefundId => Refund;
}

/// <summary>Another licence has taken the place of this one.</summary>
public sealed record LicenseReplaced(DateTimeOffset At, string Line, string Before, string After) : PublicOrderEvent(At)
{
    public override string Type => "license.replaced";

    public override string? LineId => Line;

    public override IReadOnlyList<string> LicenseIds => [Before, After];
}

public sealed record LicenseRevoked(DateTimeOffset At, string Line, IReadOnlyList<string> Licenses) : PublicOrderEvent(At)
{
    public override string Type => "license.revoked";

    public override string? LineId => Line;

    public override IReadOnlyList<string> LicenseIds => Licenses;
}

// Facts that only Keytill itself acts on: they have follow-ups, but no place in the vendor's log.

public sealed record PaymentStarted(DateTimeOffset At, string Payment, bool IsOnline) : OrderEvent(At);

/// <summary>We closed an attempt without the gateway's word: it must be told.</summary>
public sealed record PaymentClosed(DateTimeOffset At, string Payment) : OrderEvent(At);

/// <summary>Nothing more is to be learnt about an attempt by asking.</summary>
public sealed record PaymentEnded(DateTimeOffset At, string Payment) : OrderEvent(At);

/// <summary>The customer has not paid, and is reminded of it.</summary>
public sealed record ReminderDue(DateTimeOffset At, Reminder Kind) : OrderEvent(At);

/// <summary>The order's time has run out: the gateways are asked once more, and then it is deleted.</summary>
public sealed record ExpiryDue(DateTimeOffset At) : OrderEvent(At);

/// <summary>Support has corrected the customer's address: he is told at the new one, and at the old one that it is so.</summary>
/// <param name="Before">The address that the order had.</param>
/// <param name="Count">How often it was corrected, this one included.</param>
public sealed record EmailCorrected(DateTimeOffset At, string Before, int Count) : OrderEvent(At)
{
    public override string ToString() => "***";
}

/// <summary>Money was applied that does not yet cover what is due.</summary>
public sealed record PartReceived(DateTimeOffset At, string Receipt) : OrderEvent(At);

/// <summary>Money came, or became, that belongs to no debt.</summary>
public sealed record MoneyUnapplied(DateTimeOffset At, string Receipt, bool IsOnline) : OrderEvent(At);

public sealed record RefundApproved(DateTimeOffset At, string Refund, bool IsOnline) : OrderEvent(At);

/// <summary>A refund that was begun at its gateway has no outcome yet: it is followed.</summary>
public sealed record GatewayRefundAwaited(DateTimeOffset At, string Refund) : OrderEvent(At);

/// <summary>A line has to wait, for the first time: if it still does in a while, customer and vendor are written to.</summary>
public sealed record DeliveryDelayed(DateTimeOffset At, string Line) : OrderEvent(At);

/// <summary>Some units of a line have their licences, and the rest has to wait: in a day they are mailed all the same.</summary>
/// <param name="Count">Licences of the line so far.</param>
public sealed record UnitsDelivered(DateTimeOffset At, string Line, int Count) : OrderEvent(At);

/// <summary>A line that had stopped going on by itself, or waits for keys, may go on.</summary>
public sealed record DeliveryResumed(DateTimeOffset At, string Line) : OrderEvent(At);

/// <summary>A licence is to be replaced, or its replacement may go on.</summary>
public sealed record ReplacementDue(DateTimeOffset At, UnitRequest Request) : OrderEvent(At);

/// <summary>A replacement has to wait, for the first time: told as the delay of a line is.</summary>
public sealed record ReplacementDelayed(DateTimeOffset At, UnitRequest Request) : OrderEvent(At);

/// <summary>The customer has written to support, and is told that it arrived.</summary>
public sealed record SupportAsked(DateTimeOffset At, string Message) : OrderEvent(At);

/// <summary>Support has written to the customer.</summary>
public sealed record SupportAnswered(DateTimeOffset At, string Message) : OrderEvent(At);
