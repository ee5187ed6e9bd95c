using Keytill.Core.Catalog;
using Keytill.Core.Licenses;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;

namespace Keytill.Core.Orders;

// What a refund takes of each line, and what becomes of the line.
public sealed partial class Order
{
    /// <summary>What may still be promised back of one line: its part of the applied money, less what went or is under way.</summary>
    public Money RefundableOf(OrderLine line) => Of(LeftOf(line, r => r.Counts));

    /// <summary>Support has decided about the licences of a line whose money went back. Deciding again changes nothing.</summary>
    /// <param name="revoke">False: they stay valid.</param>
    public void DecideRevocation(string lineId, bool revoke, string reason, DateTimeOffset now)
    {
        var line = Line(lineId);
        if (line.RevocationAskedAt is null)
            return;
        line.AnswerRevocation();
        Note(now, revoke ? "revocation_decided" : "licenses_kept", lineId, reason);
        if (revoke)
            Revoke(line, now);
    }

    /// <summary>Σ of the lines is what may be promised back, so that lines and receipts are used up together.</summary>
    private Dictionary<string, long> DivideOverLines(RefundAsk ask)
    {
        if (ask.Lines is { } named && (named.Count == 0 || named.Any(id => lines.All(l => l.Id != id))))
            throw new RuleBroken("line_not_known", "The order has no such line.");
        var about = lines.Where(l => ask.Lines?.Contains(l.Id) ?? true).ToList();
        var left = about.ConvertAll(RefundableOf);
        var most = Money.Min(left.Aggregate(Of(0), (sum, part) => sum + part), Refundable);
        var amount = ask.Amount ?? most;
        if (ask.Amount is null && amount.IsZero)
            throw new RuleBroken("nothing_to_refund", "Everything that was paid is back or on its way.");
        if (amount.Currency != Currency || !amount.IsPositive || amount > most)
            throw new RuleBroken("amount_not_refundable", "The amount is more than what can still be refunded.");
        var shares = amount.Allocate(left);
        return about.Select((line, i) => (line.Id, shares[i].Minor)).ToDictionary(p => p.Id, p => p.Minor);
    }

    /// <summary>As much of what is asked as this receipt can give goes into a refund of its own.</summary>
    private void TakeFrom(Receipt receipt, RefundAsk ask, Dictionary<string, long> asked, DateTimeOffset now)
    {
        long wanted = asked.Values.Sum();
        var amount = Of(Math.Min(wanted, RefundableOf(receipt).Minor));
        if (!amount.IsPositive)
            return;
        string[] about = [.. asked.Keys];
        var shares = amount.Allocate([.. about.Select(id => asked[id])]);
        var parts = new List<RefundPart>();
        for (int i = 0; i < about.Length; i++)
        {
            asked[about[i]] -= shares[i].Minor;
            if (shares[i].IsPositive)
                parts.Add(PartOf(Line(about[i]), shares[i], r => r.Counts));
        }

        string id = OfRequest(ask.Id).Count == 0 ? ask.Id : Ids.New("ref", now);
        refunds.Add(new Refund(id, refunds.Count, ask, receipt, amount, parts, now));
        Note(now, "refund_requested", id, ask.Reason);
        Raise(new RefundRequested(now, id));
    }

    /// <summary>Split in net and tax as what is left of the line, so that a line that goes back whole goes back with its exact tax.</summary>
    private RefundPart PartOf(OrderLine line, Money share, Func<Refund, bool> which)
    {
        var before = refunds.Where(which).SelectMany(PartsOf).Where(p => p.LineId == line.Id).ToList();
        var split = share.Allocate([Math.Max(0, line.NetMinor - before.Sum(p => p.NetMinor)), Math.Max(0, line.TaxMinor - before.Sum(p => p.TaxMinor))]);
        return new RefundPart(line.Id, split[0].Minor, split[1].Minor);
    }

    /// <summary>Everything that was paid for the line is among these refunds. A line that cost nothing goes with all others.</summary>
    private bool GoesBack(OrderLine line, Func<Refund, bool> which) => line.TotalMinor > 0
        ? LeftOf(line, which) == 0
        : TotalMinor > 0 && lines.Where(l => l.TotalMinor > 0).All(l => LeftOf(l, which) == 0);

    private long LeftOf(OrderLine line, Func<Refund, bool> which)
    {
        if (TotalMinor == 0 || (Applied.IsPositive && SumOf(which) >= Applied))
            return 0;
        // A shortfall that was written off is spread over the lines: nobody gets back what he has not paid.
        long paid = Applied.Allocate([.. lines.Select(l => l.TotalMinor)])[lines.IndexOf(line)].Minor;
        return Math.Max(0, paid - refunds.Where(which).SelectMany(PartsOf).Where(p => p.LineId == line.Id).Sum(p => p.TotalMinor));
    }

    /// <summary>A refund of before refunds knew their lines is spread over all of them.</summary>
    private IEnumerable<RefundPart> PartsOf(Refund refund)
    {
        if (refund.Purpose != RefundPurpose.Refund || refund.Parts.Count > 0 || refund.Origin == RefundOrigin.Gateway)
            return refund.Parts;
        var shares = refund.Amount.Allocate([.. lines.Select(l => l.TotalMinor)]);
        return lines.Select((line, i) => new RefundPart(line.Id, shares[i].Minor, 0));
    }

    private void StopWhatGoesBack(DateTimeOffset now)
    {
        foreach (var line in lines.Where(l => GoesBack(l, r => r.IsDecided)))
        {
            CallOffReplacements(line, now);
            if (!line.IsOpen && line.Status != LineStatus.Held)
                continue;
            line.Stop();
            Note(now, "line_stopped", line.Id);
        }

        DeliverOrderIfComplete(now);
    }

    private void LetHeldLinesGoOn(DateTimeOffset now)
    {
        foreach (var line in lines.Where(l => l.Status == LineStatus.Held && !GoesBack(l, r => r.Counts)))
            GoOn(line, now);
    }

    /// <summary>Lines were held or stopped for money that stays here now: it is sent again, or they go on.</summary>
    private void LeaveUndeliveredToSupport(DateTimeOffset now)
    {
        foreach (var line in lines.Where(l => !GoesBack(l, r => r.Counts)))
        {
            line.AnswerRevocation();
            if (line.Status is not (LineStatus.Held or LineStatus.Stopped))
                continue;
            line.NeedPerson(OrderLine.RefundFailed);
            Note(now, "delivery_needs_person", line.Id, line.WaitsFor);
        }
    }

    /// <summary>
    /// The last of the money of these lines has gone: their licences follow each product's own policy. Where it was a gateway that sent it,
    /// nobody of ours has decided anything yet: support does about the licences.
    /// </summary>
    private void TakeBackLicenses(Refund last, DateTimeOffset now)
    {
        foreach (var line in lines.Where(l => l.HasValidLicense && Takes(last, l) && GoesBack(l, r => r.Status == RefundStatus.Succeeded)))
        {
            if (line.Revocation == RevocationPolicy.AtOnce && last.Origin != RefundOrigin.Gateway)
                Revoke(line, now);
            else if (line.Revocation != RevocationPolicy.Never && line.RevocationAskedAt is null)
            {
                line.AskRevocation(now);
                Note(now, "revocation_asked", line.Id);
            }
        }
    }

    /// <summary>A line that cost nothing goes with all others.</summary>
    private bool Takes(Refund refund, OrderLine line) =>
        line.TotalMinor == 0 || PartsOf(refund).Any(p => p.LineId == line.Id);

    private void Revoke(OrderLine line, DateTimeOffset now)
    {
        License[] valid = [.. line.Licenses.Where(l => l.IsValid)];
        if (valid.Length == 0)
            return;
        CallOffReplacements(line, now);
        foreach (var license in valid)
            license.Revoke(now);
        Note(now, "license_revoked", line.Id);
        Raise(new LicenseRevoked(now, line.Id, [.. valid.Select(l => l.Id)]));
    }
}
