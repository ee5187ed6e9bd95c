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

    /// <summary>Customer and vendor are told by mail of a line that waits after this; before it the page alone says so.</summary>
    public static readonly TimeSpan TellOfDelayAfter = TimeSpan.FromHours(1);

    /// <summary>Licences of a line whose other units still wait are on the page at once, and mailed after this.</summary>
    public static readonly TimeSpan MailUnitsAfter = TimeSpan.FromHours(24);

    /// <summary>A line that cannot be delivered is tried this long after payment; then the vendor must act.</summary>
    public static readonly TimeSpan DeliveryTriedFor = TimeSpan.FromDays(21);

    /// <summary>How long until a line is tried again, after so many tries: a minute at first, six hours in the end.</summary>
    public static TimeSpan DeliveryRetryAfter(int attempts) => attempts switch
    {
        <= 1 => TimeSpan.FromMinutes(1),
        2 => TimeSpan.FromMinutes(5),
        3 => TimeSpan.FromMinutes(15),
        <= 6 => TimeSpan.FromHours(1),
        _ => TimeSpan.FromHours(6),
    };

    /// <summary>The next instant, in order time, at which the calendar has something to do with this order; null for never.</summary>
    public static DateTimeOffset? NextDue(Order order) => order.Status == OrderStatus.NotPaid ? order.ExpiresAt : null;
}
