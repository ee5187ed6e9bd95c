namespace Keytill.Core.Orders;

/// <summary>What falls due in an order's life, and when. Every day count of the calendar stands here.</summary>
public static class LifecyclePolicy
{
    /// <summary>An order that nobody pays is deleted this long after its creation.</summary>
    public static readonly TimeSpan PayWithin = TimeSpan.FromHours(90 * 24);

    /// <summary>The new deadline of an order that support reopens.</summary>
    public static readonly TimeSpan PayWithinAfterReopening = TimeSpan.FromDays(14);

    /// <summary>When a bank transfer is due, counted from the order.</summary>
    public static readonly TimeSpan BankTransferDue = TimeSpan.FromDays(14);

    /// <summary>Unapplied money of an online method goes back by itself after this, unless finance decides otherwise.</summary>
    public static readonly TimeSpan ReturnUnappliedAfter = TimeSpan.FromHours(24);

    /// <summary>The next instant, in order time, at which the calendar has something to do with this order; null for never.</summary>
    public static DateTimeOffset? NextDue(Order order) => order.Status == OrderStatus.NotPaid ? order.ExpiresAt : null;
}
