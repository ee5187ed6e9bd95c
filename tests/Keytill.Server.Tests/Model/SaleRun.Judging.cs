using System.Text;
using Keytill.Core.Catalog;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Vendors;
using Keytill.Server.Emails;
using Keytill.Server.Licenses;
using Keytill.Server.Privacy;
using Keytill.Server.SandboxBank;
using Keytill.Server.Webhooks;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Model;

/// <summary>The judges: the banks' books, the vendor's server, the mail server, and what may be left in the database.</summary>
internal sealed partial class SaleRun
{
    private static readonly IReadOnlySet<string> ComeByTheirOwn = new HashSet<string> { "payment.processing", "product.delivery_failed", "license.revoked" };

    private async Task Judge()
    {
        HoldAgainstTheBooks(isAtRest: true);
        AmountsAddUp();
        await LinesHaveTheirEnd();
        await AttemptsHaveTheirEnd();
        await EventsAreWhatHappened();
        await MailsHaveLeft();
        await StaffsActsAreWhole();
        var left = await here.Store.Read(Scope.Everything, db => db.Set<WorkItem>().ToListAsync());
        Assert.True(left.Count == 0, "Left in the queue: " + string.Join(", ", left.Select(w => $"{w.Kind} {w.Payload} buried {w.BuriedAt} {w.LastError}")));
    }

    private string? LastCharge()
    {
        string? last = null;
        while (here.Bank.Books.Charges(last) is { Count: > 0 } more)
            last = more[^1].Id;
        return last;
    }

    /// <summary>No money is in our books that is not in the banks'; at rest also the other way round, to the last minor unit.</summary>
    private void HoldAgainstTheBooks(bool isAtRest)
    {
        var charges = here.Bank.Books.Charges(lastChargeBefore).Where(c => c.OrderNumber == order.Number).ToList();
        Assert.Equal(charges.Count, charges.Select(c => c.Reference).Distinct().Count());
        string[] charged = [.. charges.Select(c => $"{c.Reference} {c.Payment} {c.Amount} {c.Currency}").Order()];
        string[] received = [.. order.Receipts.Where(r => r.IsOnline).Select(r => $"{r.PaymentId} {r.Reference} {r.Received.Minor} {r.Received.Currency}").Order()];
        Agree(charged, received, isAtRest);

        Agree(
            [.. bookings.Select(b => $"{b.Key} {b.Value}").Order()],
            [.. order.Receipts.Where(r => !r.IsOnline).Select(r => $"{r.Reference} {r.Received}").Order()], both: true);

        string[] sentBack = [.. charges.SelectMany(c => c.Refunds.Where(r => r.Status == BankRefundStatus.Succeeded).Select(r => $"{r.Reference ?? r.Id} {c.Reference} {r.Amount} {r.Currency}")).Order()];
        string[] gone = [.. order.Refunds.Where(r => r.IsOnline && (r.Status == RefundStatus.Succeeded || failedLate.Contains(r.Id)))
            .GroupBy(r => (r.Origin == RefundOrigin.Gateway ? r.GatewayReference : r.Id, r.PaymentId, r.Amount.Currency))
            .Select(g => $"{g.Key.Item1} {g.Key.PaymentId} {g.Sum(r => r.Amount.Minor)} {g.Key.Currency}").Order()];
        Agree(sentBack, gone, isAtRest);
        Assert.All(order.Refunds.Where(r => !r.IsOnline), r => Assert.Equal(sentByHand.ContainsKey(r.Id) ? RefundStatus.Succeeded : RefundStatus.Approved, r.Status));
        foreach (var charge in charges)
            Assert.True(charge.Refunds.Sum(r => r.Amount) <= charge.Amount, "More went back than came.");
    }

    private static void Agree(string[] theirs, string[] ours, bool both)
    {
        if (both)
            Assert.Equal(theirs, ours);
        else
            Assert.Empty(ours.Except(theirs));
    }

    private void AmountsAddUp()
    {
        Assert.Equal(order.Amounts.Total, order.Amounts.Net + order.Amounts.Tax);
        Assert.All(order.Lines, l => Assert.Equal(l.Amounts.Total, l.Amounts.Net + l.Amounts.Tax));
        Assert.Equal(order.Amounts, order.Lines.Select(l => l.Amounts).Aggregate((a, b) => a + b));

        // Money that nobody owes goes back the way it came, unless a person must see to it.
        var stuck = order.Receipts.Where(r => r.IsOnline && r.Unapplied.IsPositive
            && !order.Refunds.Any(f => f.ReceiptId == r.Id && f is { Purpose: RefundPurpose.Return, Status: RefundStatus.Failed }));
        Assert.Empty(stuck.Select(r => $"{r.Id}: {r.Unapplied} did not go back"));
    }

    private async Task LinesHaveTheirEnd()
    {
        string[] given = [.. order.Licenses.Select(l => l.Key)];
        Assert.Equal(given.Length, given.Distinct().Count());
        foreach (var line in order.Lines.Where(_ => expected.WasPaid))
        {
            bool isForSupport = line is { Status: LineStatus.NeedsPerson, WaitsFor: OrderLine.RefundFailed };
            Assert.True(line.Status is LineStatus.Delivered or LineStatus.Stopped || isForSupport, $"{line.LicenseMethod} {line.Status}, waits for {line.WaitsFor}");
            // What a gateway sends of its own is an amount: by rounding, a small line may be used up before the others.
            if (line.Status == LineStatus.Stopped && order.Refunds.All(r => r.Origin != RefundOrigin.Gateway))
                Assert.Equal(order.Applied, order.Refunded + order.Refunds.Where(r => r.IsUnderWay && r.Purpose == RefundPurpose.Refund).Aggregate(Core.Money.Zero(order.Currency), (sum, r) => sum + r.Amount));
        }

        Assert.DoesNotContain(order.Licenses, l => l.IsBeingReplaced);
        if (pool is null)
            return;
        var sold = await here.Store.Read(here.Scope, db => db.Set<PoolKey>().Where(k => k.PoolId == pool && k.RequestId != null).ToListAsync());
        var ofPool = order.Lines.Where(l => l.LicenseMethod == "key_pool").SelectMany(l => l.Licenses.Select(k => (Request: new UnitRequest(k.LineId, k.Unit, k.Generation).ToString(), k.Key)));
        Assert.Equal(sold.Select(k => (k.RequestId!, k.KeyText)).Order(), ofPool.Order());
        Assert.Empty(sold.Select(k => k.KeyText).Except(keys));
    }

    /// <summary>The bank has at most one payment of each attempt, and both say the same of how it ended.</summary>
    private async Task AttemptsHaveTheirEnd()
    {
        foreach (var payment in order.Payments.Where(p => p.IsOnline))
        {
            var there = await here.Bank.Bank.Payments.FindByReference(payment.Id);
            Assert.InRange(there.Count, 0, 1);
            bool agrees = there.SingleOrDefault()?.Status switch
            {
                BankPaymentStatus.Succeeded => payment.Status == PaymentStatus.Succeeded,
                BankPaymentStatus.Open or BankPaymentStatus.Processing => false,
                _ => payment.Status is PaymentStatus.Failed or PaymentStatus.Expired or PaymentStatus.Closed,
            };
            Assert.True(agrees, $"{payment.Id} is {payment.Status} here and {there.SingleOrDefault()?.Status} at the bank.");
        }
    }

    private async Task EventsAreWhatHappened()
    {
        var rows = (await here.Get<EventFeed>().OfOrder(here.Scope, order.Id, null, EventFeed.PageMax))!;
        Assert.Equal(Enumerable.Range(1, rows.Count).Select(n => (long)n), rows.Select(r => r.Sequence));
        Assert.Equal(order.EventSequence, rows.Count);

        // Each event once, as the bytes that are in the log; of a buyer who was forgotten since, the log keeps less than the vendor has heard.
        var heard = here.VendorServer.Heard.Where(e => e.OrderId == order.Id).OrderBy(e => e.Sequence);
        string Logged(string body) => order.IsErased ? ForgetBuyer.Redacted(body) : body;
        Assert.Equal(rows.Select(r => (r.Id, r.Sequence, r.Type, r.Body)), heard.Select(e => (e.Id, e.Sequence, e.Type, Logged(e.Body.GetRawText()))));
        var deliveries = await here.Store.Read(here.Scope, db => db.Set<WebhookDelivery>().Where(d => d.OrderId == order.Id).ToListAsync());
        Assert.Equal(rows.Select(r => r.Id).Order(), deliveries.Select(d => d.EventId).Order());
        Assert.All(deliveries, d => Assert.Equal(DeliveryStatus.Delivered, d.Status));

        var refunds = order.Refunds.Where(r => r.Purpose == RefundPurpose.Refund).ToList();
        Assert.Equal(
            Words([
                ("order.created", 1), ("order.cancelled", expected.Cancelled), ("order.deleted", expected.Deleted), ("order.reopened", expected.Reopened),
                ("payment.succeeded", expected.WasPaid ? 1 : 0), ("payment.failed", order.Payments.Count(p => p.Status == PaymentStatus.Failed)),
                ("product.delivered", order.Lines.Count(l => l.DeliveredAt is not null)), ("order.delivered", order.DeliveredAt is null ? 0 : 1),
                ("license.replaced", order.Licenses.Count(l => l.Status == LicenseStatus.Replaced)),
                ("refund.requested", refunds.Count(r => r.Origin != RefundOrigin.Gateway)), ("refund.failed", refunds.Count(r => r.Status == RefundStatus.Failed)),
                ("refund.succeeded", refunds.Count(r => r.Status == RefundStatus.Succeeded || failedLate.Contains(r.Id))),
            ]),
            Words(rows.GroupBy(r => r.Type).Where(g => !ComeByTheirOwn.Contains(g.Key)).Select(g => (g.Key, g.Count()))));
        string[] revoked = [.. heard.Where(e => e.Type == "license.revoked").SelectMany(e => e.Body.GetProperty("data").GetProperty("licenses").EnumerateArray().Select(l => l.GetProperty("id").GetString()!)).Order()];
        Assert.Equal(order.Licenses.Where(l => l is { Status: LicenseStatus.Revoked, RevokedAt: not null }).Select(l => l.Id).Order(), revoked);
        string[] processing = [.. heard.Where(e => e.Type == "payment.processing").Select(e => e.Body.GetProperty("data").GetProperty("payment").GetProperty("id").GetString()!)];
        Assert.Equal(processing.Length, processing.Distinct().Count());
        Assert.Superset(processing.ToHashSet(), order.Payments.Where(p => p.IsOnline).Select(p => p.Id).ToHashSet());
    }

    private static string Words(IEnumerable<(string Type, int Count)> events) =>
        new StringBuilder().AppendJoin(", ", events.Where(e => e.Count > 0).OrderBy(e => e.Type, StringComparer.Ordinal).Select(e => $"{e.Type} {e.Count}")).ToString();

    private async Task MailsHaveLeft()
    {
        var rows = await here.Store.Read(here.Scope, db => db.Set<MailRow>().Where(m => m.OrderId == order.Id).ToListAsync());
        Assert.All(rows, m => Assert.True(m.SentAt is null != m.DroppedReason is null, $"{m.Kind}: sent {m.SentAt}, dropped {m.DroppedReason}"));
        var arrived = here.Mailbox.Accepted.Select(m => m.MessageId.Split('@')[0]).Where(id => rows.Any(r => r.Id == id));
        Assert.Equal(rows.Where(m => m.SentAt is not null).Select(m => m.Id).Order(), arrived.Order());
        Assert.Equal(rows.Count, rows.Select(m => (m.Kind, m.SubjectId)).Distinct().Count());
    }
}
