using Keytill.Core.Payments;

namespace Keytill.Core.Orders;

// What time does to an order.
public sealed partial class Order
{
    /// <summary>How the customer wants to pay: what he chose last, here or before he ordered.</summary>
    public string Method { get; private set; } = "";

    /// <summary>The reminders that went out, or whose time went by.</summary>
    public IReadOnlyList<Reminder> RemindersDone { get; private set; } = [];

    /// <summary>When the customer asked for no more reminders.</summary>
    public DateTimeOffset? RemindersStoppedAt { get; private set; }

    /// <summary>When the customer said last that he has paid.</summary>
    public DateTimeOffset? SaidPaidAt { get; private set; }

    /// <summary>When it was last looked whether the order can be deleted, after its time had run out.</summary>
    public DateTimeOffset? ExpiryLookedAt { get; private set; }

    /// <summary>Its time has run out, and it is not deleted: money is there or under way, and support looks at it.</summary>
    public bool IsOverdue(DateTimeOffset now) => Status == OrderStatus.NotPaid && now >= ExpiresAt;

    /// <summary>
    /// Does what the calendar has for this order: reminds, has it looked whether the order is to be deleted, forgets the buyer. Of several
    /// reminders that fell due together, as after a standstill, the last alone goes out, and none that comes too late.
    /// </summary>
    /// <param name="reminds">The vendor wants his customers to be reminded.</param>
    /// <returns>False when nothing was due.</returns>
    public bool KeepUp(bool reminds, DateTimeOffset now)
    {
        if (LifecyclePolicy.NextDue(this) is not { } due || due > now)
            return false;
        if (LifecyclePolicy.NextErasure(this) <= now)
        {
            Erase(now);
            return true;
        }

        Remind(reminds, now);
        if (LifecyclePolicy.NextLookAtExpiry(this) <= now)
        {
            ExpiryLookedAt = now;
            Raise(new ExpiryDue(now));
        }

        return true;
    }

    /// <summary>The customer wants no more reminders. Said twice, it is said.</summary>
    public void StopReminders(DateTimeOffset now)
    {
        if (RemindersStoppedAt is not null)
            return;
        RemindersStoppedAt = now;
        Note(now, "reminders_stopped");
    }

    /// <summary>The customer says that his money is on its way: reminders give the bank time.</summary>
    /// <returns>False, and nothing is done, where no such payment is awaited.</returns>
    public bool SayPaid(DateTimeOffset now)
    {
        if (Status != OrderStatus.NotPaid || !payments.Any(p => p.CanBeActedOn && !p.IsOnline))
            return false;
        SaidPaidAt = now;
        Note(now, "customer_says_paid");
        return true;
    }

    /// <summary>Time ends an order that was not paid.</summary>
    /// <returns>False where money is there or under way: support looks at it, and it is asked again tomorrow.</returns>
    /// <exception cref="RuleBroken"><c>order_not_expirable</c>, or <c>not_due</c> before <see cref="ExpiresAt"/>.</exception>
    public bool Expire(DateTimeOffset now)
    {
        var rule = OrderTransitions.For(Status, OrderVerb.Expire);
        if (rule.Verdict == Verdict.Nothing)
            return true;
        if (rule.Verdict == Verdict.Refused)
            throw new RuleBroken("order_not_expirable", $"An order that is {Status.Words()} does not expire.");
        if (now < ExpiresAt)
            throw new RuleBroken("not_due", "The order's time to be paid has not run out.");
        if (HasMoneyOrExpectsIt)
            return false;
        Status = rule.Next;
        DeletedAt = now;
        FreeCoupon();
        CloseAttempts(now);
        Note(now, "order_deleted");
        Raise(new OrderDeleted(now));
        return true;
    }

    /// <summary>Money is there that has not gone back, or a payment whose outcome is awaited.</summary>
    internal bool HasMoneyOrExpectsIt =>
        receipts.Any(r => r.Returned < r.Received) || payments.Any(p => p.Status == PaymentStatus.Processing);

    private void Remind(bool reminds, DateTimeOffset now)
    {
        var due = LifecyclePolicy.RemindersAhead(this).Where(r => r.At <= now).OrderBy(r => r.At).ToList();
        if (due.Count == 0)
            return;
        RemindersDone = [.. RemindersDone, .. due.Select(r => r.Kind)];
        if (!reminds)
            return;
        var last = due[^1];
        bool isInTime = now < ExpiresAt && now - last.At <= LifecyclePolicy.ReminderLateMax;
        foreach (var skipped in isInTime ? due[..^1] : due)
            Note(now, "reminder_skipped", detail: PublicName.Of(skipped.Kind));
        if (!isInTime)
            return;
        Note(now, "customer_reminded", detail: PublicName.Of(last.Kind));
        Raise(new ReminderDue(now, last.Kind));
    }
}
