using Keytill.Core.Licenses;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;

namespace Keytill.Core.Orders;

public sealed partial class Order
{
    /// <summary>Applied money that has gone back for good, as far as is known.</summary>
    public Money Refunded => Sum(refunds.Where(r => r.Purpose == RefundPurpose.Refund && r.Status == RefundStatus.Succeeded), r => r.AmountMinor);

    /// <summary>What the sale has brought: applied less refunded. Never negative by what we start; see <see cref="Overdrawn"/>.</summary>
    public Money Kept => Applied - Refunded;

    /// <summary>What may still be promised back: applied, less what went back, less what is under way.</summary>
    public Money Refundable => NotBelowZero(Applied - SumOf(r => r.Counts));

    public Refund Refund(string refundId) => refunds.Single(r => r.Id == refundId);

    /// <summary>What may still be promised back of one receipt.</summary>
    public Money RefundableOf(Receipt receipt) =>
        NotBelowZero(receipt.Applied - SumOf(receipt, RefundPurpose.Refund, r => r.Counts));

    /// <summary>Somebody asks for an amount of one receipt.</summary>
    /// <inheritdoc cref="RequestRefund(RefundAsk, DateTimeOffset)"/>
    public void RequestRefund(string refundId, string receiptId, Money amount, string reason, DateTimeOffset now) =>
        RequestRefund(new RefundAsk(refundId, reason, RefundOrigin.Support, amount, ReceiptId: receiptId), now);

    /// <summary>Somebody asks for applied money back. Undelivered lines of which everything is asked back are held.</summary>
    /// <returns>The refunds that are asked for, one for each receipt; the first has the id of what was asked.</returns>
    /// <exception cref="RuleBroken">
    /// <c>text_missing</c>, <c>text_too_long</c> or <c>card_number</c>: its reason; <c>order_not_refundable</c>; <c>refund_too_late</c>; <c>line_not_known</c>; <c>nothing_to_refund</c>, or <c>amount_not_refundable</c> beyond what can be refunded.
    /// </exception>
    public IReadOnlyList<Refund> RequestRefund(RefundAsk ask, DateTimeOffset now)
    {
        if (OfRequest(ask.Id) is { Count: > 0 } before)
            return before;
        FreeText.Require(ask.Reason, RefundPolicy.ReasonCharsMax);
        if (Status != OrderStatus.Paid)
            throw new RuleBroken("order_not_refundable", $"An order that is {Status.Words()} has nothing to refund.");
        if (now > ask.NotAfter)
            throw new RuleBroken("refund_too_late", "The time to ask for a refund has run out.");
        var asked = DivideOverLines(ask);
        var sources = ask.ReceiptId is { } named ? [receipts.Single(r => r.Id == named)] : receipts.Where(r => r.Currency == Currency).OrderBy(r => !r.IsOnline).ToList();
        if (asked.Values.Sum() > Math.Min(sources.Sum(r => RefundableOf(r).Minor), Refundable.Minor))
            throw new RuleBroken("amount_not_refundable", "The amount is more than what can still be refunded.");
        foreach (var receipt in sources)
            TakeFrom(receipt, ask, asked, now);
        foreach (var line in lines.Where(l => l.IsOpen && GoesBack(l, r => r.Counts)))
            line.Hold();
        return OfRequest(ask.Id);
    }

    /// <summary>
    /// The money is to go back, of all that was asked for together. Lines of which everything goes back stop in the same act where they
    /// were not delivered. Above <see cref="RefundPolicy.SecondPersonAbove"/> it waits for another person. Approving again changes nothing.
    /// </summary>
    /// <param name="by">Who approves: the id of a person.</param>
    /// <exception cref="RuleBroken"><c>refund_not_requested</c>: it came to nothing before.</exception>
    public void ApproveRefund(string refundId, string by, DateTimeOffset now)
    {
        var refund = Refund(refundId);
        if (refund.IsDecided || refund.FirstApprovedBy == by && refund.Status == RefundStatus.Requested)
            return;
        RequireRequested(refund, "approved");
        var together = OfRequest(refund.RequestId);
        RequireStillThere(together);
        if (refund.FirstApprovedBy is null && Sum(together, r => r.AmountMinor) > RefundPolicy.SecondPersonAbove(Currency))
        {
            foreach (var part in together)
                part.ApproveFirst(by);
            Note(now, "refund_needs_second", refundId, by);
            return;
        }

        foreach (var part in together)
        {
            part.Approve(by, now);
            Note(now, "refund_approved", part.Id, by);
            Raise(new RefundApproved(now, part.Id, part.IsOnline));
        }

        StopWhatGoesBack(now);
    }

    /// <summary>The second person agrees to what a first has approved.</summary>
    /// <exception cref="RuleBroken"><c>second_person</c> for the same one; <c>refund_not_approved</c> where nobody has approved, or it came to nothing.</exception>
    public void ConfirmRefund(string refundId, string by, DateTimeOffset now)
    {
        var refund = Refund(refundId);
        if (refund.IsDecided)
            return;
        if (refund.Status != RefundStatus.Requested || refund.FirstApprovedBy is null)
            throw new RuleBroken("refund_not_approved", "Only a refund that somebody has approved can be confirmed.");
        if (refund.FirstApprovedBy == by)
            throw new RuleBroken("second_person", "A refund of this size needs a second person: who approved it cannot confirm it.");
        ApproveRefund(refundId, by, now);
    }

    /// <summary>The money stays. Lines that were held for it go on. Declining again changes nothing.</summary>
    /// <param name="reason">The customer is told it.</param>
    /// <exception cref="RuleBroken"><c>refund_not_requested</c>: it was decided before.</exception>
    public void DeclineRefund(string refundId, string by, string reason, DateTimeOffset now)
    {
        var refund = Refund(refundId);
        if (refund.Status == RefundStatus.Declined)
            return;
        RequireRequested(refund, "declined");
        foreach (var part in OfRequest(refund.RequestId))
        {
            part.Decline(by, reason, now);
            Note(now, "refund_declined", part.Id, reason);
            Raise(new RefundDeclined(now, part.Id));
        }

        LetHeldLinesGoOn(now);
    }

    /// <summary>Who asked has changed his mind. Lines that were held for it go on. Withdrawing again changes nothing.</summary>
    /// <exception cref="RuleBroken"><c>refund_not_requested</c>: it was decided before.</exception>
    public void WithdrawRefund(string refundId, DateTimeOffset now)
    {
        var refund = Refund(refundId);
        if (refund.Status == RefundStatus.Withdrawn)
            return;
        RequireRequested(refund, "withdrawn");
        foreach (var part in OfRequest(refund.RequestId))
        {
            part.Withdraw(now);
            Note(now, "refund_withdrawn", part.Id);
        }

        LetHeldLinesGoOn(now);
    }

    /// <summary>Finance has sent a bank's money back by hand. The same again changes nothing.</summary>
    /// <param name="toName">The account's holder, as on the transfer that brought the money.</param>
    /// <param name="bankReference">The bank's own id of the transfer.</param>
    /// <exception cref="RuleBroken"><c>refund_not_sendable</c>: a gateway's, not approved, or over; <c>reference_used</c> for another refund's.</exception>
    public void ConfirmBankRefund(string refundId, string toName, Iban to, string bankReference, string by, DateTimeOffset now)
    {
        var refund = Refund(refundId);
        if (refund.Status == RefundStatus.Succeeded && refund.GatewayReference == bankReference)
            return;
        if (refund.IsOnline || refund.Status != RefundStatus.Approved)
            throw new RuleBroken("refund_not_sendable", "Only an approved refund of a bank transfer is sent by hand.");
        if (refunds.Any(r => !r.IsOnline && r.GatewayReference == bankReference))
            throw new RuleBroken("reference_used", "Another refund was sent under this reference.");
        refund.Sent(toName, to, bankReference, now);
        Note(now, "refund_sent", refundId, by);
        if (refund.Purpose == RefundPurpose.Return)
            FollowReturn(refund, hadSucceeded: false, now);
        else
            FollowRefund(refund, hadSucceeded: false, now);
    }

    /// <summary>Unapplied money of an online method starts its way back to where it came from.</summary>
    /// <param name="refundId">Fixed before the transaction: again under it changes nothing.</param>
    /// <returns>False where there is nothing left to return, and for bank money, which a person sends.</returns>
    public bool ReturnUnapplied(string refundId, string receiptId, DateTimeOffset now)
    {
        var receipt = receipts.Single(r => r.Id == receiptId);
        var amount = Unsettled(receipt);
        if (!receipt.IsOnline || !amount.IsPositive || refunds.Any(r => r.Id == refundId))
            return false;
        var refund = new Refund(refundId, refunds.Count, receipt, amount, now);
        refund.Approve(by: null, now);
        refunds.Add(refund);
        Note(now, "return_started", refundId, amount.ToString());
        Raise(new RefundApproved(now, refundId, receipt.IsOnline));
        return true;
    }

    /// <summary>Takes note of how a refund stands at its gateway. Whoever is second finds it done.</summary>
    /// <returns>False when it was not believed: the amount is not the refund's, or none of ours is meant.</returns>
    public bool Record(RefundReport report, DateTimeOffset now)
    {
        var refund = refunds.FirstOrDefault(r => r.Id == report.RefundId);
        if (refund is null || refund.Amount != report.Amount)
        {
            Note(now, "report_not_believed", refund?.Id, $"{report.State} {report.Amount}");
            return false;
        }

        Follow(refund, report, now);
        return true;
    }

    private void Follow(Refund refund, RefundReport report, DateTimeOffset now)
    {
        bool hadSucceeded = refund.Status == RefundStatus.Succeeded;
        if (!refund.Follow(report, now))
            return;
        if (refund is { Origin: RefundOrigin.Gateway, Status: RefundStatus.Processing })
            Raise(new GatewayRefundAwaited(now, refund.Id));
        if (refund.Purpose == RefundPurpose.Return)
            FollowReturn(refund, hadSucceeded, now);
        else
            FollowRefund(refund, hadSucceeded, now);
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
            if (!Kept.IsPositive)
                GoAllBack(now);
            TakeBackLicenses(refund, now);
        }
        else if (refund.Status == RefundStatus.Failed)
        {
            if (hadSucceeded && Status == OrderStatus.Refunded && Kept.IsPositive)
                BePaidAgain(now);
            FindLinesForWhatHasNone(now);
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
    }

    /// <summary>The one way back: the money never arrived. Whether licences are given back, and what is sent again, support decides.</summary>
    private void BePaidAgain(DateTimeOffset now)
    {
        Status = OrderStatus.Paid;
        Note(now, "order_paid_again");
    }

    private List<Refund> OfRequest(string requestId) => [.. refunds.Where(r => r.RequestId == requestId)];

    private static void RequireRequested(Refund refund, string verb)
    {
        if (refund.Status != RefundStatus.Requested)
            throw new RuleBroken("refund_not_requested", $"Only a refund that is asked for and not decided can be {verb}.");
    }

    /// <summary>A gateway may have sent money back of its own since it was asked for: what we start takes no more than there is.</summary>
    private void RequireStillThere(List<Refund> together)
    {
        bool isThere = SumOf(r => r.IsDecided) + Sum(together, r => r.AmountMinor) <= Applied && together.GroupBy(r => r.ReceiptId).All(ofOne =>
            receipts.Single(r => r.Id == ofOne.Key) is var receipt && SumOf(receipt, RefundPurpose.Refund, r => r.IsDecided) + Sum(ofOne, r => r.AmountMinor) <= receipt.Applied);
        if (!isThere)
            throw new RuleBroken("amount_not_refundable", "Money of this has gone back at the gateway itself since it was asked for: decline it, and refund what is left.");
    }

    /// <summary>Of applied money.</summary>
    private Money SumOf(Func<Refund, bool> isCounted) => Sum(refunds.Where(r => r.Purpose == RefundPurpose.Refund && isCounted(r)), r => r.AmountMinor);

    private static Money NotBelowZero(Money money) => Money.Max(money, Money.Zero(money.Currency));

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
