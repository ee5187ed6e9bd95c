using Keytill.Core;
using Keytill.Core.Emails;
using Keytill.Core.Orders;
using Keytill.Core.Refunds;
using Keytill.Core.Webhooks;
using Keytill.Server.Emails;
using Keytill.Server.Licenses;
using Keytill.Server.Orders;
using Keytill.Server.Payments;
using Keytill.Server.Persistence;
using Keytill.Server.Refunds;
using Keytill.Server.Webhooks;

namespace Keytill.Server.Work;

/// <summary>
/// What follows from what: the one table of an event's mails, webhooks and jobs. Pure; the rows are written by the save that
/// makes the event true, so that none is ever lost or invented.
/// </summary>
public static class Subscriptions
{
    /// <summary>How long a failure waits for the customer to try again before he is written to.</summary>
    private static readonly TimeSpan FailureMailAfter = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan FirstLookAfter = TimeSpan.FromMinutes(1);

    /// <param name="row">The event's place in the log; null for a fact that only Keytill itself acts on.</param>
    /// <param name="endpoints">The vendor's endpoints of this mode.</param>
    /// <param name="wall">Wall time of the save.</param>
    public static FollowUps Of(Order order, OrderEvent happened, EventRow? row, IReadOnlyList<WebhookEndpoint> endpoints, DateTimeOffset wall)
    {
        var follow = new FollowUps(order, wall);
        if (row is not null)
            foreach (var endpoint in endpoints.Where(e => e.Wants(row.Type)))
                follow.Deliver(WebhookDelivery.For(row, endpoint, wall));
        FollowMoney(follow, order, happened);
        FollowDelivery(follow, happened, row);
        FollowDecision(follow, order, happened, row);
        FollowCalendar(follow, order, happened);
        return follow;
    }

    private static void FollowMoney(FollowUps follow, Order order, OrderEvent happened)
    {
        switch (happened)
        {
            case PaymentStarted { IsOnline: true } started:
                follow.Do(FollowPayment.WorkKind, started.Payment, after: FirstLookAfter, id: FollowId(started.Payment));
                break;
            case PaymentStarted started:
                follow.Mail(EmailKind.OrderReceived, started.Payment);
                break;
            case PaymentClosed closed:
                follow.Drop(FollowId(closed.Payment));
                follow.Do(ClosePayment.WorkKind, closed.Payment);
                break;
            case PaymentEnded ended:
                follow.Drop(FollowId(ended.Payment));
                break;
            case PaymentFailed failed:
                follow.Mail(EmailKind.PaymentFailed, failed.Payment, after: failed.WasProcessing ? null : FailureMailAfter);
                break;
            case PaymentSucceeded:
                follow.Mail(EmailKind.PaymentConfirmed, order.Receipts.LastOrDefault(r => r.Applied.IsPositive)?.Id ?? order.Id);
                foreach (var line in order.Lines.Where(l => l.IsOpen))
                    follow.Do(DeliverLine.WorkKind, line.Id);
                break;
            case PartReceived part:
                follow.Mail(EmailKind.PartReceived, AsOfNow(order, part.Receipt));
                break;
            case MoneyUnapplied unapplied:
                follow.Mail(EmailKind.TooMuchReceived, AsOfNow(order, unapplied.Receipt));
                if (unapplied.IsOnline)
                    follow.Do(ReturnUnapplied.WorkKind, unapplied.Receipt, after: LifecyclePolicy.ReturnUnappliedAfter);
                break;
        }
    }

    /// <summary>The same money can be too little or too much again: a cancellation frees it, and it is applied to the reopened order.</summary>
    private static string AsOfNow(Order order, string receipt) => $"{receipt}:{order.Version}";

    private static void FollowDelivery(FollowUps follow, OrderEvent happened, EventRow? row)
    {
        switch (happened)
        {
            case ProductDelivered delivered:
                follow.Mail(EmailKind.License, delivered.Line);
                break;
            case ProductDeliveryFailed failed:
                follow.Mail(EmailKind.DeliveryNeedsVendor, $"{failed.Replacement?.ToString() ?? failed.Line}:{row!.Sequence}");
                break;
            case DeliveryDelayed delayed:
                TellOfDelay(follow, delayed.Line);
                break;
            case ReplacementDelayed delayed:
                TellOfDelay(follow, delayed.Request.ToString());
                break;
            case ReplacementDue due:
                follow.Do(ReplaceLicense.WorkKind, due.Request.ToString());
                break;
            case LicenseReplaced replaced:
                follow.Mail(EmailKind.LicenseReplaced, replaced.After);
                break;
            case UnitsDelivered units:
                follow.Mail(EmailKind.LicensesSoFar, $"{units.Line}:{units.Count}", after: LifecyclePolicy.MailUnitsAfter);
                break;
            case DeliveryResumed resumed:
                follow.Do(DeliverLine.WorkKind, resumed.Line);
                break;
        }
    }

    private static void TellOfDelay(FollowUps follow, string subject)
    {
        follow.Mail(EmailKind.DeliveryLate, subject, after: LifecyclePolicy.TellOfDelayAfter);
        follow.Mail(EmailKind.DeliveryLateForVendor, subject, after: LifecyclePolicy.TellOfDelayAfter);
    }

    private static void FollowDecision(FollowUps follow, Order order, OrderEvent happened, EventRow? row)
    {
        switch (happened)
        {
            case OrderCancelled:
                follow.Mail(EmailKind.OrderCancelled, row!.Id);
                break;
            case OrderReopened when order.Status == OrderStatus.NotPaid:
                follow.Mail(EmailKind.OrderReopened, row!.Id);
                break;
            case EmailCorrected corrected:
                follow.Mail(EmailKind.EmailCorrected, $"email:{corrected.Count}");
                follow.Mail(EmailKind.EmailCorrectedNotice, $"email:{corrected.Count}", former: corrected.Before);
                break;
            // What was asked for together is told in one mail, with the first of its refunds. Who gives money back of his own accord asks nobody.
            case RefundRequested asked when order.Refund(asked.Refund) is { Origin: RefundOrigin.Customer } refund && refund.Id == refund.RequestId:
                follow.Mail(EmailKind.RefundAsked, asked.Refund);
                follow.Mail(EmailKind.RefundAskedForVendor, asked.Refund);
                break;
            case RefundDeclined declined when order.Refund(declined.Refund) is { Origin: RefundOrigin.Customer } refund && refund.Id == refund.RequestId:
                follow.Mail(EmailKind.RefundDeclined, declined.Refund);
                break;
            case RefundFailed failed:
                follow.Mail(EmailKind.RefundFailed, failed.Refund);
                break;
            case RefundApproved { IsOnline: true } approved:
                follow.Do(SendRefund.WorkKind, approved.Refund);
                break;
            case GatewayRefundAwaited awaited:
                follow.Do(SendRefund.WorkKind, awaited.Refund, after: SendRefund.LookAgain);
                break;
            case RefundSucceeded succeeded:
                follow.Mail(EmailKind.RefundDone, succeeded.Refund);
                break;
            case LicenseRevoked:
                follow.Mail(EmailKind.LicenseRevoked, row!.Id);
                break;
            case SupportAsked asked:
                follow.Mail(EmailKind.CaseReceived, asked.Message);
                break;
            case SupportAnswered answered:
                follow.Mail(EmailKind.CaseAnswer, answered.Message);
                break;
        }
    }

    private static void FollowCalendar(FollowUps follow, Order order, OrderEvent happened)
    {
        switch (happened)
        {
            case ReminderDue { Kind: Reminder.DeletionWarning }:
                follow.Mail(EmailKind.DeletionWarning, order.Id);
                break;
            case ReminderDue reminder:
                follow.Mail(EmailKind.PaymentReminder, PublicName.Of(reminder.Kind));
                break;
            case ExpiryDue:
                follow.Do(ExpireOrder.WorkKind, ExpireOrder.Look(order));
                break;
        }
    }

    private static string FollowId(string paymentId) => FollowPayment.WorkKind + ":" + paymentId;
}
