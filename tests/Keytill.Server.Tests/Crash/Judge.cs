using Keytill.Core;
using Keytill.Core.Emails;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Emails;
using Keytill.Server.Licenses;
using Keytill.Server.Support;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Webhooks;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Crash;

/// <summary>
/// Holds a sale that has come to its end against those who outlive every crash: the vendor's server, the mail server, the bank's
/// books, the pool of keys. By ids: all that were expected, no others, and repetitions only of what was in flight.
/// </summary>
internal sealed class Judge(Installation here, Lives lives, MailsByLife mails, string pool)
{
    /// <summary>Webhooks and mails that came again, each excused by a crash.</summary>
    public int Repetitions { get; private set; }

    /// <summary>What the data of a server that has just died calls unsent.</summary>
    public Task<IReadOnlySet<string>> Unnoted() => here.Store.Read<IReadOnlySet<string>>(Scope.Everything, async db =>
    {
        var events = db.Set<WebhookDelivery>().Where(d => d.Status == DeliveryStatus.Pending || d.Status == DeliveryStatus.Failing).Select(d => d.EventId);
        var unsent = db.Set<MailRow>().Where(m => m.SentAt == null && m.DroppedReason == null).Select(m => m.Id);
        return (await events.ToListAsync()).Concat(await unsent.ToListAsync()).ToHashSet();
    });

    public async Task Hear(Way way, WayRun run, string where)
    {
        var order = await run.Placed();
        await HearVendor(way, order, where);
        await HearMailServer(way, order, where);
        HearBank(way, order, where);
        await HearPool(way, run, order, where);
        await HearSupport(way, order, where);
        await HearAudit(run, order, where);
        foreach (var line in order.Lines)
        {
            int due = way.IsPaid ? line.UnitsDue : 0;
            Assert.Equal(due, line.UnitsIssued);
            Assert.Equal(due, line.Licenses.Count(l => l.Status != LicenseStatus.Replaced));
            Assert.Equal(due, line.Licenses.Select(l => l.Unit).Distinct().Count());
        }

        var left = await here.Store.Read(Scope.Everything, db => db.Set<WorkItem>().Where(w => w.OrderId == order.Id && w.BuriedAt != null).ToListAsync());
        Assert.True(left.Count == 0, $"{where}: buried {string.Join(", ", left.Select(w => $"{w.Kind}: {w.LastError}"))}");
    }

    private async Task HearVendor(Way way, Order order, string where)
    {
        var stored = await here.Store.Read(Scope.Everything, db => db.Set<EventRow>().Where(e => e.OrderId == order.Id).OrderBy(e => e.Sequence).ToListAsync());
        var taken = here.VendorServer.Events(order.Id);
        Assert.True(way.Events.Order().SequenceEqual(taken.Select(e => e.Type).Order()), $"{where}: the vendor took {string.Join(' ', taken.Select(e => e.Type))}");
        Assert.Equal(Enumerable.Range(1, way.Events.Length).Select(i => (long)i), taken.Select(e => e.Sequence));
        Assert.Equal(stored.Select(e => (e.Id, e.Type, e.Sequence, e.Body)), taken.Select(e => (e.Id, e.Type, e.Sequence, e.Body.GetRawText())));
        Assert.Equal(0, here.VendorServer.Refused);
        Repetitions += lives.JudgeRepetitions(
            here.VendorServer.Heard.Where(e => e.OrderId == order.Id).Select(e => (e.Id, lives.LifeAt(e.SentAt))), where);
    }

    private async Task HearMailServer(Way way, Order order, string where)
    {
        // The vendor hears of a low pool once for each time that it falls low, which depends on where the server died.
        var rows = await here.Store.Read(here.Scope, db => db.Set<MailRow>().Where(m => m.OrderId == order.Id && m.Kind != EmailKind.PoolLow).ToListAsync());
        Assert.All(rows, r => Assert.True(r.IsDone, $"{where}: {r.Kind} still waits"));
        var arrived = mails.Taken.Select(m => (Id: m.Message.MessageId.Split('@')[0], m.Life, m.Message)).Where(m => rows.Any(r => r.Id == m.Id)).ToList();
        Assert.Equal(rows.Where(r => r.SentAt is not null).Select(r => r.Id).Order(StringComparer.Ordinal), arrived.Select(m => m.Id).Distinct().Order(StringComparer.Ordinal));
        var kinds = arrived.DistinctBy(m => m.Id).Select(m => PublicName.Of(rows.Single(r => r.Id == m.Id).Kind)).Order(StringComparer.Ordinal);
        Assert.True(way.Mails.SequenceEqual(kinds), $"{where}: mails {string.Join(' ', kinds)}");
        foreach (string key in order.Lines.SelectMany(l => l.Licenses).Select(l => l.Key))
            Assert.True(arrived.Exists(m => m.Message.Text.Contains(key, StringComparison.Ordinal)), $"{where}: no mail holds the key {key}");
        Repetitions += lives.JudgeRepetitions(arrived.Select(m => (m.Id, m.Life)), where);
    }

    private void HearBank(Way way, Order order, string where)
    {
        var charges = here.Bank.Books.Charges().Where(c => c.OrderNumber == order.Number).ToList();
        Assert.True(way.Charges == charges.Count, $"{where}: the bank charged {charges.Count} times");
        Assert.Equal(
            order.Payments.Where(p => p.IsOnline && p.Status == PaymentStatus.Succeeded).Select(p => (p.Id, p.Amount.Minor)),
            charges.Select(c => (c.Reference, c.Amount)));
        long received = way.ReceivedMinor ?? (way.IsPaid ? order.Total.Minor : 0);
        Assert.Equal(new Money(received, order.Currency), order.Receipts.Aggregate(Money.Zero(order.Currency), (sum, r) => sum + r.Received));

        // A second request for one attempt must have met the first one at the bank.
        var asked = here.Bank.Books.Asked(order.Number);
        Assert.Equal(order.Payments.Where(p => p.GatewayReference is not null).Select(p => p.Id).Order(), asked.Order());

        var back = charges.SelectMany(c => c.Refunds).ToList();
        Assert.True(way.Refunds == back.Count, $"{where}: the bank sent money back {back.Count} times");
        Assert.Equal(
            order.Refunds.Where(r => r.IsOnline && r.Status is RefundStatus.Succeeded or RefundStatus.Failed).Select(r => (r.Origin == RefundOrigin.Gateway ? r.GatewayReference! : r.Id, r.Amount.Minor)),
            back.Select(r => (r.Reference ?? r.Id, r.Amount)));
    }

    /// <summary>Every run brings one key at most and takes it: none is lost, none is sold twice, none to somebody else.</summary>
    private async Task HearPool(Way way, WayRun run, Order order, string where)
    {
        var keys = await here.Store.Read(here.Scope, db => db.Set<PoolKey>().Where(k => k.PoolId == pool).ToListAsync());
        Assert.True(keys.TrueForAll(k => k.RequestId is not null), $"{where}: a key was paid for and lies unsold");
        var given = order.Lines.Where(l => l.LicenseMethod == "key_pool").SelectMany(l => l.Licenses.Select(i => (i.Key, new UnitRequest(i.LineId, i.Unit, i.Generation).ToString()))).ToList();
        Assert.Equal(way.Keys, given.Count);
        Assert.Equal(given, keys.Where(k => k.OrderId == order.Id).Select(k => (k.KeyText, k.RequestId!)));
        Assert.Equal(way.Keys, keys.Count(k => k.KeyText == run.FreshKey));
    }

    private async Task HearSupport(Way way, Order order, string where)
    {
        var cases = await here.Get<CaseQueries>().OfOrder(here.Scope, order.Id);
        string letters = string.Concat(cases.SelectMany(c => c.Messages).Select(m => m.IsCustomers ? '?' : '!'));
        Assert.True(way.Letters == letters, $"{where}: written were {letters}");
        Assert.All(cases, c => Assert.Equal(CaseStatus.Closed, c.Status));
    }

    /// <summary>What staff did stands there once, and nothing that nobody did.</summary>
    private async Task HearAudit(WayRun run, Order order, string where)
    {
        string[] deeds = [.. run.Desk.Deeds];
        var written = await here.Store.Read(Scope.Everything, db => db.Set<AuditEntry>().Where(a => a.OrderId == order.Id || deeds.Contains(a.Id)).Select(a => a.Id).ToListAsync());
        Assert.True(deeds.Order(StringComparer.Ordinal).SequenceEqual(written.Order(StringComparer.Ordinal)), $"{where}: {deeds.Length} deeds, {written.Count} entries in the audit trail");
    }
}
