using Keytill.Core.Payments;
using Keytill.Core.Refunds;

namespace Keytill.Core.Orders;

// Money that a gateway has sent back of its own: somebody did it in its dashboard. As with money that came, that it went is a fact.
public sealed partial class Order
{
    /// <summary>How much more has gone back than was there. Zero, unless a gateway has sent money of its own beside a refund of ours.</summary>
    public Money Overdrawn =>
        NotBelowZero(Money.Zero(Currency) - Kept) + Sum(receipts.Where(r => r.Currency == Currency), r => Math.Max(0, -r.UnappliedMinor));

    /// <summary>All that the payment's gateway knows of its refunds. What we began is followed; what was begun there is recorded, once.</summary>
    private void Record(IReadOnlyList<RefundReport> told, Payment payment, DateTimeOffset now)
    {
        if (receipts.FirstOrDefault(r => r.PaymentId == payment.Id) is not { } receipt)
            return;
        foreach (var report in told)
        {
            if (refunds.Any(r => r.Id == report.RefundId))
                Record(report, now);
            else
                RecordMadeThere(report, receipt, now);
        }
    }

    /// <summary>Recorded also where it is more than we think is left: then the sums do not fit, and finance sees it.</summary>
    private void RecordMadeThere(RefundReport report, Receipt receipt, DateTimeOffset now)
    {
        var known = refunds.Where(r => r.Origin == RefundOrigin.Gateway && r.ReceiptId == receipt.Id && r.GatewayReference == report.GatewayReference).ToList();
        bool isBelieved = known.Count > 0
            ? Sum(known, r => r.AmountMinor) == report.Amount
            : report.Amount.Currency == receipt.Currency && report.Amount.IsPositive && report.Amount <= receipt.Received;
        if (!isBelieved)
        {
            Note(now, "report_not_believed", known.FirstOrDefault()?.Id ?? receipt.PaymentId, $"{report.State} {report.Amount}");
            return;
        }

        bool isNew = known.Count == 0;
        if (isNew)
            known = TakeDown(report, receipt, now);
        foreach (var refund in known)
            Follow(refund, report, now);
        if (isNew && PaidAt is not null)
            LetGoBack(now);
    }

    /// <summary>An order that is not paid owes again what has gone back of its part.</summary>
    /// <returns>A return of what belongs to no debt, a refund of what was applied, or both.</returns>
    private List<Refund> TakeDown(RefundReport report, Receipt receipt, DateTimeOffset now)
    {
        if (Status == OrderStatus.NotPaid && report.State != ReportedRefundState.Failed)
            receipt.Unapply(Money.Min(NotBelowZero(report.Amount - NotBelowZero(Unsettled(receipt))), receipt.Applied));
        var (back, refunded) = Divide(report.Amount, receipt);
        var made = new List<Refund>();
        if (back.IsPositive)
            Add(RefundPurpose.Return, back, []);
        if (refunded.IsPositive)
            Add(RefundPurpose.Refund, refunded, PartsOfWhatIsLeft(refunded));
        return made;

        void Add(RefundPurpose purpose, Money amount, IReadOnlyList<RefundPart> parts)
        {
            var refund = Core.Refunds.Refund.MadeThere(Ids.New("ref", now), refunds.Count, purpose, receipt, amount, parts, report.GatewayReference, now);
            refunds.Add(refund);
            made.Add(refund);
            Note(now, "gateway_sent_back", refund.Id, amount.ToString());
        }
    }

    /// <summary>What belongs to no debt goes first, then what was applied, then what a return of ours has promised, which will be refused there.</summary>
    private (Money Back, Money Refunded) Divide(Money amount, Receipt receipt)
    {
        if (receipt.Applied.IsZero || Status == OrderStatus.NotPaid)
            return (amount, Of(0));
        var left = NotBelowZero(receipt.Applied - SumOf(receipt, RefundPurpose.Refund, r => r.HasLeft));
        var back = Money.Min(amount, NotBelowZero(Unsettled(receipt)));
        var refunded = Money.Min(amount - back, left);
        var promised = NotBelowZero(receipt.Unapplied - SumOf(receipt, RefundPurpose.Return, r => r.HasLeft && r.IsUnderWay) - back);
        back += Money.Min(amount - back - refunded, promised);
        return (back, amount - back);
    }

    /// <summary>
    /// As an amount that somebody asks for. What is more than that is taken from what we have promised and has not left yet, for the gateway will refuse
    /// that; what is more still belongs to no line.
    /// </summary>
    private List<RefundPart> PartsOfWhatIsLeft(Money amount)
    {
        var free = Spread(amount, lines.ConvertAll(l => LeftOf(l, r => r.Counts)));
        var promised = Spread(Of(amount.Minor - free.Sum()), [.. lines.Select((l, i) => LeftOf(l, r => r.HasLeft) - free[i])]);
        return
        [
            .. lines.Select((line, i) => (line, i)).Where(p => free[p.i] + promised[p.i] > 0)
                .Select(p => PartOf(p.line, Of(free[p.i] + promised[p.i]), promised[p.i] > 0 ? r => r.HasLeft : r => r.Counts)),
        ];
    }

    /// <summary>A refund that failed leaves its lines to what a gateway has sent back beyond them, so that lines and receipts are used up together again.</summary>
    private void FindLinesForWhatHasNone(DateTimeOffset now)
    {
        foreach (var refund in refunds.Where(r => r is { Origin: RefundOrigin.Gateway, Purpose: RefundPurpose.Refund, Counts: true, MinorOfNoLine: > 0 }))
        {
            var left = lines.ConvertAll(l => Math.Max(0, LeftOf(l, r => r != refund && r.Counts) - refund.Parts.Where(p => p.LineId == l.Id).Sum(p => p.TotalMinor)));
            var shares = Spread(Of(refund.MinorOfNoLine), left);
            refund.Add([.. lines.Select((line, i) => (line, i)).Where(p => shares[p.i] > 0).Select(p => PartOf(p.line, Of(shares[p.i]), r => r.Counts))]);
            if (refund.Status == RefundStatus.Succeeded)
                TakeBackLicenses(refund, now);
        }

        StopWhatGoesBack(now);
    }

    /// <summary>As much of the amount as the lines can carry.</summary>
    private static List<long> Spread(Money amount, List<long> left) =>
        [.. (amount with { Minor = Math.Min(amount.Minor, left.Sum()) }).Allocate(left).Select(share => share.Minor)];

    /// <summary>What is asked for has become pointless where nothing is left to decide about; lines stop for money that has left.</summary>
    private void LetGoBack(DateTimeOffset now)
    {
        if (Applied.IsPositive && SumOf(r => r.IsDecided) >= Applied)
        {
            foreach (var moot in refunds.Where(r => r.Status == RefundStatus.Requested).ToList())
            {
                moot.Withdraw(now);
                Note(now, "refund_withdrawn", moot.Id);
            }
        }

        StopWhatGoesBack(now);
        LetHeldLinesGoOn(now);
    }
}
