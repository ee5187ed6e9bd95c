using Keytill.Core.Payments;
using Keytill.Core.Refunds;

namespace Keytill.Core.Orders;

// What finance decides about money that does not fit by itself.
public sealed partial class Order
{
    /// <summary>Who wants to write off what is due, where another person has to agree; null otherwise.</summary>
    public string? WriteOffAskedBy { get; private set; }

    /// <summary>What of one receipt belongs to no debt and is not on its way back.</summary>
    public Money Unsettled(Receipt receipt) => receipt.Unapplied - SumOf(receipt, RefundPurpose.Return, r => r.IsUnderWay);

    /// <summary>Unapplied money is used for what is due. A part is applied as a part; what is too much stays unapplied.</summary>
    /// <exception cref="RuleBroken"><c>nothing_due</c>; <c>other_currency</c>; <c>nothing_unapplied</c>, also where it is on its way back already.</exception>
    public void ApplyUnapplied(string receiptId, DateTimeOffset now)
    {
        var receipt = receipts.Single(r => r.Id == receiptId);
        if (Status != OrderStatus.NotPaid)
            throw new RuleBroken("nothing_due", $"An order that is {Status.Words()} has nothing due.");
        if (receipt.Currency != Currency)
            throw new RuleBroken("other_currency", "Money of another currency is never converted: it can only be returned.");
        var unsettled = Unsettled(receipt);
        if (!unsettled.IsPositive || unsettled != receipt.Unapplied)
            throw new RuleBroken("nothing_unapplied", "This money is applied, or on its way back already.");
        Note(now, "money_applied", receiptId, Money.Min(unsettled, Due).ToString());
        if (Due - unsettled <= Tolerance(receipt))
            Pay(receipt, OrderTransitions.For(Status, OrderVerb.Pay).Next, now);
        else
            ApplyPart(receipt, now);
    }

    /// <summary>Bank money that belongs to no debt is to go back. A task for finance, who sends it by hand.</summary>
    /// <param name="refundId">Fixed before the transaction: again under it changes nothing.</param>
    /// <exception cref="RuleBroken"><c>goes_back_by_itself</c> for a gateway's; <c>nothing_unapplied</c>.</exception>
    public void ReturnByHand(string refundId, string receiptId, string by, DateTimeOffset now)
    {
        if (refunds.Any(r => r.Id == refundId))
            return;
        var receipt = receipts.Single(r => r.Id == receiptId);
        if (receipt.IsOnline)
            throw new RuleBroken("goes_back_by_itself", "A gateway's money goes back through the gateway.");
        var amount = Unsettled(receipt);
        if (!amount.IsPositive)
            throw new RuleBroken("nothing_unapplied", "This money is applied, or on its way back already.");
        var refund = new Refund(refundId, refunds.Count, receipt, amount, now);
        refund.Approve(by, now);
        refunds.Add(refund);
        Note(now, "return_started", refundId, amount.ToString());
        Raise(new RefundApproved(now, refundId, IsOnline: false));
    }

    /// <summary>
    /// What is still due of an order that was paid in part is not asked for: the order is paid. Above the tolerance of a transfer it
    /// waits for another person; by whom it was asked for before, it changes nothing.
    /// </summary>
    /// <param name="by">Who decides: the id of a person.</param>
    /// <exception cref="RuleBroken"><c>nothing_due</c>; <c>nothing_received</c>, for a sale of which nothing was paid is no shortfall.</exception>
    public void WriteOff(string by, DateTimeOffset now)
    {
        if (Status != OrderStatus.NotPaid)
            throw new RuleBroken("nothing_due", $"An order that is {Status.Words()} has nothing due.");
        if (receipts.LastOrDefault(r => r.Currency == Currency && r.AppliedMinor > 0) is not { } last)
            throw new RuleBroken("nothing_received", "Nothing was paid of this order: there is no shortfall to write off.");
        if (Due > PaymentMethods.WriteOffMax(Currency) && (WriteOffAskedBy is null || WriteOffAskedBy == by))
        {
            if (WriteOffAskedBy == by)
                return;
            WriteOffAskedBy = by;
            Note(now, "write_off_needs_second", detail: by);
            return;
        }

        Pay(last, OrderTransitions.For(Status, OrderVerb.Pay).Next, now);
    }
}
