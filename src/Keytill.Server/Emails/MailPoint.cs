using Keytill.Core;
using Keytill.Core.Emails;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;

namespace Keytill.Server.Emails;

/// <summary>Whether a mail still has a point when it is about to leave, minutes or days after it was written down.</summary>
internal static class MailPoint
{
    /// <returns>Null: send it. Otherwise why not, a code.</returns>
    public static string? Lost(EmailKind kind, string subjectId, Order order) => kind switch
    {
        _ when order.IsErased => "personal_data_erased",
        EmailKind.OrderReceived => NotAwaited(order) ?? (order.Payment(subjectId).CanBeActedOn ? null : "method_changed"),
        EmailKind.PaymentFailed => NotAwaited(order) ?? (order.IsProcessing ? "payment_processing" : NewerFailure(order, subjectId)),
        EmailKind.PartReceived => NotAwaited(order),
        EmailKind.PaymentReminder => NotToRemind(order) ?? Outlived(PublicName.Find<Reminder>(subjectId)!.Value, order),
        EmailKind.DeletionWarning => NotToRemind(order),
        EmailKind.OrderReopened => NotAwaited(order),
        EmailKind.RefundAsked or EmailKind.RefundAskedForVendor => order.Refund(subjectId).Status == RefundStatus.Requested ? null : "request_decided",
        EmailKind.RefundFailed when order.Status == OrderStatus.Refunded => "order_refunded",
        EmailKind.RefundFailed => order.Refund(subjectId).Status == RefundStatus.Failed ? null : "refund_not_failed",
        EmailKind.OrderCancelled => order.Status == OrderStatus.Cancelled ? null : "order_reopened",
        EmailKind.TooMuchReceived => order.Receipts.Any(r => r.Id == MailRow.PartId(subjectId) && r.Unapplied.IsPositive) ? null : "money_settled",
        EmailKind.RefundDone => order.Refund(subjectId).Status == RefundStatus.Succeeded ? null : "refund_failed",
        EmailKind.License => order.Line(MailRow.PartId(subjectId)).Licenses.Any(l => l.Status == LicenseStatus.Active) ? null : "license_not_active",
        EmailKind.LicensesSoFar => SoFar(order.Line(MailRow.PartId(subjectId)), subjectId),
        EmailKind.LicenseReplaced => order.Licenses.Any(l => l.Id == subjectId && l.Status == LicenseStatus.Active) ? null : "license_not_active",
        EmailKind.DeliveryLate or EmailKind.DeliveryLateForVendor when UnitRequest.OfReplacement(subjectId) is { } late => order.AwaitingReplacement(late) is null ? "replacement_not_awaited" : null,
        EmailKind.DeliveryNeedsVendor when UnitRequest.OfReplacement(subjectId) is { } failed =>
            order.AwaitingReplacement(failed)?.Replacement == ReplacementStatus.NeedsPerson ? null : "replacement_not_waiting",
        EmailKind.DeliveryLate or EmailKind.DeliveryLateForVendor => order.Line(MailRow.PartId(subjectId)).IsOpen ? null : "line_not_waiting",
        EmailKind.DeliveryNeedsVendor => order.Line(MailRow.PartId(subjectId)).Status == LineStatus.NeedsPerson ? null : "line_not_waiting",
        EmailKind.PaymentConfirmed or EmailKind.RefundDeclined or EmailKind.LicenseRevoked or EmailKind.PoolLow or EmailKind.EndpointFailing or EmailKind.EndpointDisabled
            or EmailKind.EmailCorrected or EmailKind.EmailCorrectedNotice or EmailKind.CaseReceived or EmailKind.CaseAnswer or EmailKind.FoundOrders => null,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static string? NotToRemind(Order order)
    {
        if (order.RemindersStoppedAt is not null)
            return "reminders_stopped";
        return NotAwaited(order) ?? (order.IsProcessing ? "payment_processing" : null);
    }

    /// <summary>After days without a mail server two reminders wait: the customer gets the later one alone.</summary>
    private static string? Outlived(Reminder reminder, Order order)
    {
        bool isOnline = PaymentMethods.IsOnline(order.Method);
        if (!reminder.SpeaksOf(isOnline))
            return "method_changed";
        return order.RemindersDone.Any(done => done > reminder && done.SpeaksOf(isOnline)) ? "newer_reminder" : null;
    }

    private static string? NotAwaited(Order order) => order.Status == OrderStatus.NotPaid && !order.IsReplaced ? null : "order_" + order.Status switch
    {
        OrderStatus.NotPaid => "replaced",
        OrderStatus.Paid => "paid",
        OrderStatus.Refunded => "refunded",
        OrderStatus.Cancelled => "cancelled",
        _ => "deleted",
    };

    // More units came since: their own mail names all of them, or the line's does.
    private static string? SoFar(OrderLine line, string subjectId)
    {
        if (line.Status == LineStatus.Delivered)
            return "line_delivered";
        if (line.Licenses.All(l => l.Status != LicenseStatus.Active))
            return "license_not_active";
        return subjectId.EndsWith($":{line.UnitsIssued}", StringComparison.Ordinal) ? null : "more_units_came";
    }

    // Of several failures in a row only the last is told, once it has stayed the last for a while.
    private static string? NewerFailure(Order order, string paymentId) =>
        order.Payments.LastOrDefault(p => p.Status == PaymentStatus.Failed)?.Id == paymentId ? null : "failed_again";
}
