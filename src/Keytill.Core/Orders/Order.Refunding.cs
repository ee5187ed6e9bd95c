using Keytill.Core.Licenses;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;

namespace Keytill.Core.Orders;

public sealed partial class Order
{
    /// <summary>Applied money that has gone back for good, as far as is known.</summary>
    public Money Refunded => Sum(refunds.Where(r => r.Purpose == RefundPurpose.Refund && r.Status == RefundStatus.Succeeded), r => r.AmountMinor);

    /// <summary>What the sale has brought: applied less refunded. Never negative by what we start.</summary>
    public Money Kept => Applied - Refunded;

    /// <summary>What may still be promised back: applied, less what went back, less what is under way.</summary>
    public Money Refundable => Sum(receipts.Where(r => r.Currency == Currency), r => RefundableOf(r).Minor);

    public Refund Refund(string refundId) => refunds.Single(r => r.Id == refundId);

    /// <summary>What may still be promised back of one receipt.</summary>
    public Money RefundableOf(Receipt receipt) =>
        receipt.Applied - SumOf(receipt, RefundPurpose.Refund, r => r.IsUnderWay || r.Status == RefundStatus.Succeeded);

    /// <summary>Somebody asks for applied money back. Undelivered lines are held where everything is asked back.</summary>
    /// <param name="refundId">Fixed before the transaction: asking again under it changes nothing.</param>
    /// <exception cref="RuleBroken"><c>order_not_refundable</c>, or <c>amount_not_refundable</c> beyond <see cref="Refundable"/>.</exception>
    public void RequestRefund(string refundId, string receiptId, Money amount, string reason, DateTimeOffset now)
    {
        if (refunds.Any(r => r.Id == refundId))
            return;
        if (Status != OrderStatus.Paid)
            throw new RuleBroken("order_not_refundable", $"An order that is {Status.Words()} has nothing to refund.");
        var receipt = receipts.Single(r => r.Id == receiptId);
        if (amount.Currency != receipt.Received.Currency || !amount.IsPositive || amount > RefundableOf(receipt))
            throw new RuleBroken("amount_not_refundable", "The amount is more than what can still be refunded.");
        refunds.Add(new Refund(refundId, refunds.Count, RefundPurpose.Refund, receipt, amount, reason, now));
        if (Refundable.IsZero)
            foreach (var line in lines.Where(l => l.IsOpen))
                line.Hold();
        Note(now, "refund_requested", refundId, reason);
        Raise(new RefundRequested(now, refundId));
    }

    /// <summary>
    /// The money is to go back. Where everything goes back, lines that were not delivered stop in the same act. Approving what
    /// was approved before changes nothing.
    /// </summary>
    /// <exception cref="RuleBroken"><c>refund_not_requested</c>: it came to nothing before.</exception>
    public void ApproveRefund(string refundId, DateTimeOffset now)
    {
        var refund = Refund(refundId);
        if (refund.Status is RefundStatus.Approved or RefundStatus.Processing or RefundStatus.Succeeded)
            return;
        if (refund.Status != RefundStatus.Requested)
            throw new RuleBroken("refund_not_requested", "Only a refund that is asked for can be approved: ask for it anew.");
        refund.Approve(now);
        Note(now, "refund_approved", refundId);
        Raise(new RefundApproved(now, refundId, refund.IsOnline));
        bool allGoesBack = Refundable.IsZero && refunds.All(r => r.Status != RefundStatus.Requested);
        if (allGoesBack)
            StopUndelivered(now);
    }

    /// <summary>Unapplied money of an online method starts its way back to where it came from.</summary>
    /// <param name="refundId">Fixed before the transaction: again under it changes nothing.</param>
    /// <returns>False where there is nothing left to return, and for bank money, which a person sends.</returns>
    public bool ReturnUnapplied(string refundId, string receiptId, DateTimeOffset now)
    {
        var receipt = receipts.Single(r => r.Id == receiptId);
        var amount = receipt.Unapplied - SumOf(receipt, RefundPurpose.Return, r => r.IsUnderWay);
        if (!receipt.IsOnline || !amount.IsPositive || refunds.Any(r => r.Id == refundId))
            return false;
        var refund = new Refund(refundId, refunds.Count, RefundPurpose.Return, receipt, amount, "unapplied", now);
        refund.Approve(now);
        refunds.Add(refund);
        Note(now, "return_started", refundId, amount.ToString());
        Raise(new RefundApproved(now, refundId, receipt.IsOnline));
        return true;
    }

    /// <summary>Takes note of how a refund stands at its gateway. Whoever is second finds it done.</summary>
    /// <returns>False when it was not believed: the amount is not the refund's.</returns>
    public bool Record(RefundReport report, DateTimeOffset now)
    {
        var refund = refunds.FirstOrDefault(r => r.Id == report.RefundId);
        if (refund is null || refund.Amount != report.Amount)
        {
            Note(now, "report_not_believed", refund?.Id, $"{report.State} {report.Amount}");
            return false;
        }

        bool hadSucceeded = refund.Status == RefundStatus.Succeeded;
        if (!refund.Follow(report, now))
            return true;
        if (refund.Purpose == RefundPurpose.Return)
            FollowReturn(refund, hadSucceeded, now);
        else
            FollowRefund(refund, hadSucceeded, now);
        return true;
    }

    private void FollowReturn(Refund refund, bool hadSucceeded, DateTimeOffset now)
    {
        var receipt = receipts.Single(r => r.Id == refund.ReceiptId);
        if (refund.Status == RefundStatus.Succeeded)
            receipt.Return(refund.Amount);
        else if (refund.Status == RefundStatus.Failed && hadSucceeded)
            receipt.TakeBack(refund.Amount);
        Note(now, "return_" + Name(refund.Status), refund.Id);
    }

    private void FollowRefund(Refund refund, bool hadSucceeded, DateTimeOffset now)
    {
        Note(now, "refund_" + Name(refund.Status), refund.Id);
        if (refund.Status == RefundStatus.Succeeded)
        {
            Raise(new RefundSucceeded(now, refund.Id));
            if (Kept.IsZero)
                GoAllBack(now);
        }
        else if (refund.Status == RefundStatus.Failed)
        {
            if (hadSucceeded && Status == OrderStatus.Refunded)
                BePaidAgain(now);
            LeaveUndeliveredToSupport(now);
            Raise(new RefundFailed(now, refund.Id));
        }
    }

    private void GoAllBack(DateTimeOffset now)
    {
        var rule = OrderTransitions.For(Status, OrderVerb.AllGoesBack);
        if (rule.Verdict != Verdict.Change)
            return;
        Status = rule.Next;
        Note(now, "order_refunded");
        foreach (var line in lines.Where(l => l.Revocation == Catalog.RevocationPolicy.AtOnce))
            Revoke(line, now);
    }

    /// <summary>The one way back: the money never arrived. Whether licences are given back, and what is sent again, support decides.</summary>
    private void BePaidAgain(DateTimeOffset now)
    {
        Status = OrderStatus.Paid;
        Note(now, "order_paid_again");
    }

    /// <summary>Lines were held or stopped for money that stays here now: it is sent again, or they go on.</summary>
    private void LeaveUndeliveredToSupport(DateTimeOffset now)
    {
        foreach (var line in lines.Where(l => l.Status is LineStatus.Held or LineStatus.Stopped))
        {
            line.NeedPerson(OrderLine.RefundFailed);
            Note(now, "delivery_needs_person", line.Id, line.WaitsFor);
        }
    }

    private void Revoke(OrderLine line, DateTimeOffset now)
    {
        License[] active = [.. line.Licenses.Where(l => l.Status is LicenseStatus.Active or LicenseStatus.Suspended)];
        if (active.Length == 0)
            return;
        foreach (var license in active)
            license.Revoke(now);
        Note(now, "license_revoked", line.Id);
        Raise(new LicenseRevoked(now, line.Id, [.. active.Select(l => l.Id)]));
    }

    private void StopUndelivered(DateTimeOffset now)
    {
        foreach (var line in lines.Where(l => l.IsOpen || l.Status == LineStatus.Held))
        {
            line.Stop();
            Note(now, "line_stopped", line.Id);
        }

        DeliverOrderIfComplete(now);
    }

    private Money SumOf(Receipt receipt, RefundPurpose purpose, Func<Refund, bool> isCounted) =>
        new(refunds.Where(r => r.ReceiptId == receipt.Id && r.Purpose == purpose && isCounted(r)).Sum(r => r.AmountMinor), receipt.Currency);

    private static string Name(RefundStatus status) => status switch
    {
        RefundStatus.Processing => "processing",
        RefundStatus.Succeeded => "succeeded",
        RefundStatus.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };
}
