using Keytill.Core.Payments;

namespace Keytill.Core.Orders;

/// <summary>What falls due in an order's life, and when. Every day count of the calendar stands here.</summary>
public static class LifecyclePolicy
{
    /// <summary>An order that nobody pays is deleted this long after its creation.</summary>
    public static readonly TimeSpan PayWithin = TimeSpan.FromHours(90 * 24);

    /// <summary>Support may give a customer time for so long after the order's creation, and no longer.</summary>
    public static readonly TimeSpan PayWithinMax = TimeSpan.FromDays(180);

    /// <summary>The new deadline of an order that support reopens.</summary>
    public static readonly TimeSpan PayWithinAfterReopening = TimeSpan.FromDays(14);

    /// <summary>How long before its deletion a customer is warned.</summary>
    public static readonly TimeSpan WarnBeforeDeletion = TimeSpan.FromDays(7);

    /// <summary>A reminder that could not go out when it was due has lost its point after this.</summary>
    public static readonly TimeSpan ReminderLateMax = TimeSpan.FromDays(1);

    /// <summary>Who says that he has paid is not reminded of a transfer for so many bank days.</summary>
    public const int BankDaysOfTrust = 5;

    /// <summary>An order that could not be deleted, because money is there or under way, is looked at again after this.</summary>
    public static readonly TimeSpan LookAtExpiryEvery = TimeSpan.FromDays(1);

    /// <summary>Personal data of an order that ended unpaid are erased so long after its end.</summary>
    public static readonly TimeSpan KeepUnpaidFor = TimeSpan.FromDays(90);

    /// <summary>Those of a paid one so many years after the end of the year of its payment: what the law of the books asks.</summary>
    public const int KeepPaidYears = 10;

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

    /// <summary>An unpaid order's hold on a use of its coupon, counted from the order: a day, and for transfers until they are due.</summary>
    public static TimeSpan CouponHold(string method) => PaymentMethods.IsOnline(method) ? TimeSpan.FromHours(24) : BankTransferDue;

    /// <summary>Others count a hold as taken for so long after it has run out, so that one that is prolonged in its last instant is never given away.</summary>
    public static readonly TimeSpan CouponHoldGrace = TimeSpan.FromMinutes(1);

    /// <summary>The end of what has none.</summary>
    public static readonly DateTimeOffset ForGood = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

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
    public static DateTimeOffset? NextDue(Order order) => order.Status != OrderStatus.NotPaid
        ? NextErasure(order)
        : RemindersAhead(order).Select(r => r.At).Append(NextLookAtExpiry(order)).Min();

    /// <summary>
    /// When its buyer is forgotten, in order time; null while nobody can say. Not while money that is neither the order's nor returned
    /// has to find its way back to him.
    /// </summary>
    public static DateTimeOffset? NextErasure(Order order) => order.Status switch
    {
        _ when order.IsErased => null,
        OrderStatus.Cancelled or OrderStatus.Deleted when !order.HasMoneyOrExpectsIt => (order.CancelledAt ?? order.DeletedAt) + KeepUnpaidFor,
        OrderStatus.Paid or OrderStatus.Refunded when order.PaidAt is { } paid => new DateTimeOffset(paid.UtcDateTime.Year + 1 + KeepPaidYears, 1, 1, 0, 0, 0, TimeSpan.Zero),
        _ => null,
    };

    /// <summary>When it is next looked, in order time, whether an unpaid order is to be deleted.</summary>
    public static DateTimeOffset NextLookAtExpiry(Order order) =>
        order.ExpiryLookedAt + LookAtExpiryEvery is { } again && again > order.ExpiresAt ? again : order.ExpiresAt;

    /// <summary>
    /// The reminders that are still to go out, each with its order time; past ones too. They follow the method that is chosen now,
    /// and say nothing while the customer has stopped them, waits for the outcome of a payment himself, or has ordered anew.
    /// </summary>
    public static IEnumerable<DueReminder> RemindersAhead(Order order) =>
        order.Status != OrderStatus.NotPaid || order.RemindersStoppedAt is not null || order.IsProcessing || order.IsReplaced
            ? []
            : ReminderPlan(order).Where(r => !order.RemindersDone.Contains(r.Kind));

    private static IEnumerable<DueReminder> ReminderPlan(Order order)
    {
        if (PaymentMethods.IsOnline(order.Method))
        {
            yield return new(Reminder.OnlineFirst, order.CreatedAt.AddHours(1));
            yield return new(Reminder.OnlineSecond, order.CreatedAt.AddDays(2));
        }
        else
        {
            var trustedUntil = order.SaidPaidAt is { } said ? BankDays.After(said, BankDaysOfTrust) : DateTimeOffset.MinValue;
            yield return new(Reminder.OfflineFirst, Later(order.CreatedAt.AddDays(6), trustedUntil));
            yield return new(Reminder.OfflineSecond, Later(order.CreatedAt.AddDays(13), trustedUntil));
        }

        // An order with money on it is not deleted.
        if (!order.HasMoneyOrExpectsIt)
            yield return new(Reminder.DeletionWarning, order.ExpiresAt - WarnBeforeDeletion);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
