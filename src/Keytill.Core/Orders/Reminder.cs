namespace Keytill.Core.Orders;

/// <summary>What a customer is written who has not paid: each kind at most once per order.</summary>
public enum Reminder
{
    /// <summary>An hour after an order that is to be paid online.</summary>
    OnlineFirst,

    /// <summary>Two days after it.</summary>
    OnlineSecond,

    /// <summary>Six days after an order that is to be paid by transfer or in another way outside.</summary>
    OfflineFirst,

    /// <summary>Thirteen days after it: the day before the transfer is due.</summary>
    OfflineSecond,

    /// <summary>A week before the order is deleted.</summary>
    DeletionWarning,
}

public static class Reminders
{
    /// <summary>Whether it speaks to a customer who has chosen such a method.</summary>
    public static bool SpeaksOf(this Reminder kind, bool isOnline) => kind switch
    {
        Reminder.OnlineFirst or Reminder.OnlineSecond => isOnline,
        Reminder.OfflineFirst or Reminder.OfflineSecond => !isOnline,
        _ => true,
    };
}

/// <param name="At">Order time.</param>
public readonly record struct DueReminder(Reminder Kind, DateTimeOffset At);
