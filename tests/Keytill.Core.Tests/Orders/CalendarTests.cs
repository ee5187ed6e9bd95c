using Keytill.Core.Orders;
using Keytill.Core.Payments;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Orders;

/// <summary>What the calendar does with an order that nobody pays.</summary>
public sealed class CalendarTests
{
    [Fact]
    public void Who_pays_online_is_reminded_after_an_hour_and_after_two_days_and_warned_a_week_before_the_end()
    {
        var order = AnUnpaidOrder();

        Assert.Equal(
            [(Noon.AddHours(1), Reminder.OnlineFirst), (Noon.AddDays(2), Reminder.OnlineSecond), (Noon.AddDays(83), Reminder.DeletionWarning)],
            RemindersUntil(order, Noon.AddDays(89)));
    }

    [Fact]
    public void Who_pays_by_transfer_is_reminded_after_six_and_thirteen_days()
    {
        var order = AnUnpaidOrder();
        order.Press(PaymentMethods.BankTransfer);

        Assert.Equal(
            [(Noon.AddDays(6), Reminder.OfflineFirst), (Noon.AddDays(13), Reminder.OfflineSecond), (Noon.AddDays(83), Reminder.DeletionWarning)],
            RemindersUntil(order, Noon.AddDays(89)));
    }

    [Fact]
    public void Reminders_follow_the_method_that_is_chosen_now()
    {
        var order = AnUnpaidOrder();
        var before = RemindersUntil(order, Noon.AddDays(1));
        order.Press(PaymentMethods.BankTransfer, Noon.AddDays(1));

        Assert.Equal([Reminder.OnlineFirst], before.Select(r => r.Kind));
        Assert.Equal([Reminder.OfflineFirst, Reminder.OfflineSecond], RemindersUntil(order, Noon.AddDays(20)).Select(r => r.Kind));
    }

    [Fact]
    public void Who_comes_back_to_a_card_after_a_week_is_not_reminded_of_the_first_hour()
    {
        var order = AnUnpaidOrder();
        order.Press(PaymentMethods.BankTransfer);
        RemindersUntil(order, Noon.AddDays(8));
        order.Press(at: Noon.AddDays(8));
        order.StartNextVersion();
        order.KeepUp(reminds: true, Noon.AddDays(8));

        Assert.Empty(order.Raised);
        Assert.Empty(RemindersUntil(order, Noon.AddDays(20)));
    }

    [Fact]
    public void Each_kind_goes_out_once_however_often_it_is_looked()
    {
        var order = AnUnpaidOrder();

        Assert.True(order.KeepUp(reminds: true, Noon.AddHours(1)));
        Assert.False(order.KeepUp(reminds: true, Noon.AddHours(1)));
        Assert.Single(order.Raised.OfType<ReminderDue>());
    }

    [Fact]
    public void After_a_standstill_only_the_last_reminder_goes_out()
    {
        var order = AnUnpaidOrder();
        order.KeepUp(reminds: true, Noon.AddDays(2.5));

        Assert.Equal(Reminder.OnlineSecond, Assert.Single(order.Raised.OfType<ReminderDue>()).Kind);
        Assert.Equal([Reminder.OnlineFirst, Reminder.OnlineSecond], order.RemindersDone);
        Assert.Equal(["reminder_skipped online_first", "customer_reminded online_second"], Reminding(order));
    }

    [Fact]
    public void After_a_month_of_standstill_nobody_is_reminded_of_the_first_days()
    {
        var order = AnUnpaidOrder();
        order.KeepUp(reminds: true, Noon.AddDays(32));

        Assert.Empty(order.Raised);
        Assert.Equal(["reminder_skipped online_first", "reminder_skipped online_second"], Reminding(order));
        Assert.Equal([Reminder.DeletionWarning], RemindersUntil(order, Noon.AddDays(89)).Select(r => r.Kind));
    }

    [Fact]
    public void A_vendor_may_leave_his_customers_in_peace()
    {
        var order = AnUnpaidOrder();
        for (var now = Noon; now < order.ExpiresAt; now += TimeSpan.FromHours(1))
            order.KeepUp(reminds: false, now);

        Assert.Empty(order.Raised);
        Assert.Empty(Reminding(order));
        Assert.Equal(order.ExpiresAt, LifecyclePolicy.NextDue(order));
    }

    [Fact]
    public void Whoever_stops_reminders_gets_none_and_his_order_ends_all_the_same()
    {
        var order = AnUnpaidOrder();
        order.StopReminders(Noon.AddMinutes(5));
        order.StopReminders(Noon.AddMinutes(6));

        Assert.Equal(Noon.AddMinutes(5), order.RemindersStoppedAt);
        Assert.Equal(order.ExpiresAt, LifecyclePolicy.NextDue(order));
    }

    [Fact]
    public void The_buyer_of_an_order_that_ended_unpaid_is_forgotten_after_ninety_days()
    {
        var order = ACancelledOrder();
        var due = Noon.AddDays(91);

        Assert.False(order.KeepUp(reminds: true, due.AddMilliseconds(-1)));
        Assert.True(order.KeepUp(reminds: true, due));
        Assert.Equal((due, "", "", "DE"), (order.ErasedAt, order.Buyer.Email, order.EmailNormalized, order.Buyer.Country));
        Assert.Null(LifecyclePolicy.NextDue(order));
        Assert.Equal("personal_data_erased", Assert.Throws<RuleBroken>(() => order.Reopen("asked for", due)).Code);
    }

    [Fact]
    public void Money_that_is_to_go_back_keeps_its_owner_known()
    {
        var order = ACancelledOrder();
        order.BankBrings(1_000);

        Assert.Null(LifecyclePolicy.NextDue(order));
    }

    [Fact]
    public void The_buyer_of_a_paid_order_is_forgotten_ten_years_after_the_end_of_its_year() =>
        Assert.Equal(new DateTimeOffset(2037, 1, 1, 0, 0, 0, TimeSpan.Zero), LifecyclePolicy.NextDue(APaidOrder()));

    [Fact]
    public void Nobody_is_reminded_while_his_payment_is_processing() =>
        Assert.Empty(RemindersUntil(AnOrderWhosePaymentIsProcessing(), Noon.AddDays(89)));

    [Fact]
    public void An_order_with_money_on_it_is_reminded_of_the_rest_and_not_warned()
    {
        var order = AnUnpaidOrderWithAPart();

        Assert.Equal([Reminder.OfflineFirst, Reminder.OfflineSecond], RemindersUntil(order, Noon.AddDays(89)).Select(r => r.Kind));
    }

    [Fact]
    public void Whoever_says_that_he_has_paid_gives_his_bank_five_days()
    {
        // A Sunday; he says so on Friday.
        var order = AnUnpaidOrder();
        order.Press(PaymentMethods.BankTransfer);
        Assert.True(order.SayPaid(Noon.AddDays(5)));

        Assert.Equal((Noon.AddDays(12), Reminder.OfflineFirst), RemindersUntil(order, Noon.AddDays(12.5)).Single());
    }

    [Fact]
    public void Of_a_card_nobody_can_say_that_it_is_paid()
    {
        var order = AnOrderWhosePaymentIsOpen();

        Assert.False(order.SayPaid(Noon.AddDays(1)));
        Assert.Null(order.SaidPaidAt);
    }

    [Fact]
    public void An_order_whose_time_has_run_out_is_looked_at_and_again_each_day_until_it_ends()
    {
        var order = AnOrderWhosePaymentIsProcessing();
        var end = order.ExpiresAt;
        List<DateTimeOffset> looks = [];
        for (var now = end.AddHours(-1); now < end.AddDays(3); now += TimeSpan.FromHours(1))
        {
            order.KeepUp(reminds: true, now);
            looks.AddRange(order.StartNextVersion().OfType<ExpiryDue>().Select(look => look.At));
        }

        Assert.False(order.Expire(end.AddDays(3)));
        Assert.Equal([end, end.AddDays(1), end.AddDays(2)], looks);
    }

    [Fact]
    public void An_order_that_is_reopened_is_looked_at_at_its_new_end()
    {
        var order = ADeletedOrder();
        order.Reopen("asked for", order.ExpiresAt.AddDays(3));

        Assert.Equal(order.ExpiresAt, LifecyclePolicy.NextLookAtExpiry(order));
    }

    [Theory]
    [InlineData("2026-03-02T10:00:00Z", 0, "2026-03-02T10:00:00Z")]
    [InlineData("2026-03-02T10:00:00Z", 4, "2026-03-06T10:00:00Z")]
    [InlineData("2026-03-02T10:00:00Z", 5, "2026-03-09T10:00:00Z")]
    [InlineData("2026-03-06T10:00:00Z", 1, "2026-03-09T10:00:00Z")]
    [InlineData("2026-03-07T10:00:00Z", 5, "2026-03-13T10:00:00Z")]
    [InlineData("2026-03-08T23:30:00-02:00", 1, "2026-03-10T01:30:00Z")]
    public void Bank_days_leave_out_the_weekend(string from, int days, string until) =>
        Assert.Equal(DateTimeOffset.Parse(until, null), BankDays.After(DateTimeOffset.Parse(from, null), days));

    /// <summary>What the timeline says of reminders.</summary>
    private static IEnumerable<string> Reminding(Order order) =>
        order.Timeline.Where(t => t.Kind is "customer_reminded" or "reminder_skipped").Select(t => $"{t.Kind} {t.Detail}");

    /// <summary>Looks whenever something is due, as the calendar does.</summary>
    private static List<(DateTimeOffset At, Reminder Kind)> RemindersUntil(Order order, DateTimeOffset end)
    {
        order.StartNextVersion();
        List<(DateTimeOffset, Reminder)> reminders = [];
        while (LifecyclePolicy.NextDue(order) is { } due && due <= end)
        {
            Assert.True(order.KeepUp(reminds: true, due < Noon ? Noon : due));
            reminders.AddRange(order.StartNextVersion().OfType<ReminderDue>().Select(reminder => (reminder.At, reminder.Kind)));
        }

        return reminders;
    }
}
