namespace Keytill.Core.Orders;

/// <summary>Where an order stands with its money.</summary>
public enum OrderStatus
{
    NotPaid,
    Paid,

    /// <summary>All that was applied has gone back.</summary>
    Refunded,

    /// <summary>Ended by support before it was paid.</summary>
    Cancelled,

    /// <summary>Ended by time before it was paid.</summary>
    Deleted,
}

public static class OrderStatusWords
{
    /// <summary>As a sentence names it.</summary>
    public static string Words(this OrderStatus status) => status switch
    {
        OrderStatus.NotPaid => "not paid",
        OrderStatus.Paid => "paid",
        OrderStatus.Refunded => "refunded",
        OrderStatus.Cancelled => "cancelled",
        OrderStatus.Deleted => "deleted",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };
}

/// <summary>What can befall an order's status.</summary>
public enum OrderVerb
{
    /// <summary>Money covers what is due.</summary>
    Pay,

    /// <summary>Money comes that does not cover what is due.</summary>
    ReceiveLess,
    Cancel,
    Expire,
    Reopen,

    /// <summary>Everything applied has been refunded or charged back.</summary>
    AllGoesBack,
}

public enum Verdict
{
    /// <summary>The status changes to the rule's <see cref="OrderRule.Next"/>.</summary>
    Change,

    /// <summary>Already so: a repeated act, no error.</summary>
    Nothing,

    /// <summary>Forbidden: throws, raises nothing, changes nothing.</summary>
    Refused,

    /// <summary>The part is applied; the status stays.</summary>
    ApplyPart,

    /// <summary>The money is recorded and stays unapplied.</summary>
    LeaveUnapplied,

    /// <summary>Reopens and pays where the money came in time; otherwise it stays unapplied.</summary>
    ReopenIfInTime,
}

public readonly record struct OrderRule(Verdict Verdict, OrderStatus Next);

/// <summary>The one table of what an order may become. Nothing else decides it.</summary>
public static class OrderTransitions
{
    public static OrderRule For(OrderStatus status, OrderVerb verb) => (status, verb) switch
    {
        (OrderStatus.NotPaid, OrderVerb.Pay) => Become(OrderStatus.Paid),
        (OrderStatus.NotPaid, OrderVerb.ReceiveLess) => Stay(status, Verdict.ApplyPart),
        (OrderStatus.NotPaid, OrderVerb.Cancel) => Become(OrderStatus.Cancelled),
        (OrderStatus.NotPaid, OrderVerb.Expire) => Become(OrderStatus.Deleted),

        (OrderStatus.Paid, OrderVerb.AllGoesBack) => Become(OrderStatus.Refunded),

        (OrderStatus.Cancelled, OrderVerb.Cancel) => Stay(status, Verdict.Nothing),
        (OrderStatus.Cancelled, OrderVerb.Reopen) => Become(OrderStatus.NotPaid),

        (OrderStatus.Deleted, OrderVerb.Pay) => Stay(status, Verdict.ReopenIfInTime),
        (OrderStatus.Deleted, OrderVerb.Expire) => Stay(status, Verdict.Nothing),
        (OrderStatus.Deleted, OrderVerb.Reopen) => Become(OrderStatus.NotPaid),

        (_, OrderVerb.Pay or OrderVerb.ReceiveLess) => Stay(status, Verdict.LeaveUnapplied),
        (_, OrderVerb.AllGoesBack) => Stay(status, Verdict.Nothing),
        (_, OrderVerb.Cancel or OrderVerb.Expire or OrderVerb.Reopen) => Stay(status, Verdict.Refused),
        _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, null),
    };

    private static OrderRule Become(OrderStatus next) => new(Verdict.Change, next);

    private static OrderRule Stay(OrderStatus status, Verdict verdict) => new(verdict, status);
}

/// <summary>How much of an order is delivered; derived from its lines, never set.</summary>
public enum OrderDelivery
{
    NotDelivered,
    PartiallyDelivered,
    Delivered,
}

public enum LineStatus
{
    /// <summary>Not begun, or something is missing that will come by itself.</summary>
    Waiting,
    InProgress,

    /// <summary>Every unit has its licence.</summary>
    Delivered,

    /// <summary>Not to be delivered for now: a refund was asked.</summary>
    Held,

    /// <summary>Will not go on by itself: the vendor or support must act.</summary>
    NeedsPerson,

    /// <summary>Never to be delivered: its money goes back.</summary>
    Stopped,
}
