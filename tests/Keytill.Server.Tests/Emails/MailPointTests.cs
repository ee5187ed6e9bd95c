using Keytill.Core.Emails;
using Keytill.Core.Licenses;
using Keytill.Core.Payments;
using Keytill.Server.Emails;
using static Keytill.Server.Tests.Emails.MailSamples;

namespace Keytill.Server.Tests.Emails;

public sealed class MailPointTests
{
    public static TheoryData<EmailKind> EveryKind() => new(Enum.GetValues<EmailKind>());

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void A_mail_that_leaves_at_once_has_a_point(EmailKind kind)
    {
        var facts = Facts(kind, "en");
        Assert.Null(MailPoint.Lost(kind, facts.SubjectId, facts.Order));
    }

    [Theory]
    [InlineData(EmailKind.OrderReceived)]
    [InlineData(EmailKind.PaymentFailed)]
    [InlineData(EmailKind.PartReceived)]
    [InlineData(EmailKind.OrderReopened)]
    public void Asking_for_money_has_no_point_once_it_is_there(EmailKind kind)
    {
        var order = AnOrder("en", "Ada", "Editor");
        string subject = Prepare(order, kind);
        order.ReceiveBankMoney("rcp_9", order.Due, "bank-9", Noon.AddHours(2), Noon.AddHours(2));
        Assert.Equal("order_paid", MailPoint.Lost(kind, subject, order));
    }

    [Fact]
    public void Instructions_have_no_point_once_another_method_was_chosen()
    {
        var order = AnOrder("en", "Ada", "Editor");
        string subject = Prepare(order, EmailKind.OrderReceived);
        order.StartPayment("pay_2", PaymentMethods.Sandbox, isOnline: true, null, Noon.AddHours(2));
        Assert.Equal("method_changed", MailPoint.Lost(EmailKind.OrderReceived, subject, order));
    }

    [Fact]
    public void Of_failures_in_a_row_only_the_last_is_told()
    {
        var order = AnOrder("en", "Ada", "Editor");
        Prepare(order, EmailKind.PaymentFailed);
        order.StartPayment("pay_2", PaymentMethods.Sandbox, isOnline: true, null, Noon.AddHours(2));
        Assert.Null(MailPoint.Lost(EmailKind.PaymentFailed, "pay_1", order));
        order.PaymentRefused("pay_2", FailureCode.ExpiredCard, Noon.AddHours(2));
        Assert.Equal("failed_again", MailPoint.Lost(EmailKind.PaymentFailed, "pay_1", order));
        Assert.Null(MailPoint.Lost(EmailKind.PaymentFailed, "pay_2", order));
    }

    [Fact]
    public void A_cancellation_has_no_point_once_the_order_is_open_again()
    {
        var order = AnOrder("en", "Ada", "Editor");
        Prepare(order, EmailKind.OrderReopened);
        Assert.Equal("order_reopened", MailPoint.Lost(EmailKind.OrderCancelled, "evt_1", order));
    }

    [Fact]
    public void Of_reminders_that_had_to_wait_only_the_last_is_sent()
    {
        var order = AnOrder("en", "Ada", "Editor");
        Prepare(order, EmailKind.PaymentReminder);
        Assert.True(order.KeepUp(reminds: true, Noon.AddDays(6)));
        Assert.Null(MailPoint.Lost(EmailKind.PaymentReminder, "offline_first", order));
        Assert.True(order.KeepUp(reminds: true, Noon.AddDays(13)));
        Assert.Equal("newer_reminder", MailPoint.Lost(EmailKind.PaymentReminder, "offline_first", order));
        Assert.Null(MailPoint.Lost(EmailKind.PaymentReminder, "offline_second", order));
    }

    [Fact]
    public void Waiting_has_no_point_once_the_line_is_delivered_and_keys_have_none_once_they_are_revoked()
    {
        var delivered = AnOrder("en", "Ada", "Editor");
        string line = Prepare(delivered, EmailKind.License);
        Assert.Equal("line_not_waiting", MailPoint.Lost(EmailKind.DeliveryLate, line, delivered));
        Assert.Equal("line_not_waiting", MailPoint.Lost(EmailKind.DeliveryLateForVendor, line, delivered));
        Assert.Equal("line_delivered", MailPoint.Lost(EmailKind.LicensesSoFar, line + ":1", delivered));
        Assert.Equal("line_not_waiting", MailPoint.Lost(EmailKind.DeliveryNeedsVendor, line + ":3", delivered));

        var refunded = AnOrder("en", "Ada", "Editor");
        Prepare(refunded, EmailKind.RefundDone);
        Assert.Equal("license_not_active", MailPoint.Lost(EmailKind.License, refunded.Lines[0].Id, refunded));
    }

    [Fact]
    public void What_is_told_of_a_replacement_has_no_point_once_it_is_there_and_its_key_none_once_it_was_replaced_too()
    {
        var order = AnOrder("en", "Ada", "Editor");
        Prepare(order, EmailKind.License);
        var request = new UnitRequest(order.Lines[0].Id, 2, 1);
        order.ReplaceLicense("lic_2", "lic_3", Noon.AddHours(2));
        order.FailReplacement(request, "fatal_error", Noon.AddHours(2));
        Assert.Null(MailPoint.Lost(EmailKind.DeliveryLate, request.ToString(), order));
        Assert.Null(MailPoint.Lost(EmailKind.DeliveryNeedsVendor, request + ":9", order));
        order.IssueReplacement(request, "KEY-3", Noon.AddHours(3));
        Assert.Equal("replacement_not_awaited", MailPoint.Lost(EmailKind.DeliveryLate, request.ToString(), order));
        Assert.Equal("replacement_not_waiting", MailPoint.Lost(EmailKind.DeliveryNeedsVendor, request + ":9", order));
        order.ReplaceLicense("lic_3", "lic_4", Noon.AddHours(4));
        order.IssueReplacement(request with { Generation = 2 }, "KEY-4", Noon.AddHours(4));
        Assert.Equal("license_not_active", MailPoint.Lost(EmailKind.LicenseReplaced, "lic_3", order));
    }
}
