using Keytill.Core.Orders;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Emails;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;
using Keytill.Server.Persistence.Mapping;
using Keytill.Server.Webhooks;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Support;

/// <summary>Everything that there is about one order, as it stood at one instant.</summary>
public sealed class OrderFiles(Store store)
{
    /// <summary>Of each kind of thing so many are shown, the latest.</summary>
    private const int PartsMax = 500;

    /// <param name="number">As it stands in an address; a blank one arrives as null.</param>
    public Task<OrderFile?> ByNumber(Scope scope, string? number, CancellationToken cancel) => store.Read(scope, async db =>
    {
        if (OrderNumbers.Parse(scope.Mode, number ?? "") is not { } exact || await db.FindWhole(db.Set<Order>().Where(o => o.Number == exact), cancel) is not { } order)
            return null;
        return new OrderFile(
            order,
            await db.Set<Vendor>().SingleAsync(v => v.Id == order.VendorId, cancel),
            await db.Set<TimelineEntry>().Where(t => EF.Property<string>(t, OrderMapping.OrderId) == order.Id).OrderByDescending(t => t.Id).Take(PartsMax).ToListAsync(cancel),
            await db.Set<AuditEntry>().Where(a => a.OrderId == order.Id).OrderByDescending(a => a.At).Take(PartsMax).ToListAsync(cancel),
            await db.Set<MailRow>().Where(m => m.OrderId == order.Id).OrderByDescending(m => m.CreatedAt).Take(PartsMax).ToListAsync(cancel),
            await Webhooks(db, order.Id, cancel),
            await db.Set<WorkItem>().Where(w => w.OrderId == order.Id).OrderBy(w => w.DueAt).Take(PartsMax).ToListAsync(cancel),
            order.SupportAskedAt is null ? [] : await db.Set<Case>().Where(c => c.OrderId == order.Id).OrderByDescending(c => c.OpenedAt).WithMessages().ToListAsync(cancel),
            await db.Set<StaffMember>().ToDictionaryAsync(s => s.Id, s => s.Name, cancel),
            await Numbers(db, order, cancel));
    }, cancel);

    /// <summary>One mail of the order, as it went out.</summary>
    /// <param name="number">The order's, in the form it is stored in.</param>
    public Task<MailRow?> Mail(Scope scope, string number, string? mailId, CancellationToken cancel) => store.Read(scope, db =>
        db.Set<MailRow>().FirstOrDefaultAsync(m => m.Id == mailId && db.Set<Order>().Any(o => o.Id == m.OrderId && o.Number == number), cancel), cancel);

    private static async Task<IReadOnlyList<SentWebhook>> Webhooks(KeytillDb db, string orderId, CancellationToken cancel)
    {
        var found = await (
            from delivery in db.Set<WebhookDelivery>()
            join happened in db.Set<EventRow>() on delivery.EventId equals happened.Id
            where delivery.OrderId == orderId
            orderby happened.Sequence descending
            select new { delivery, happened.Type, happened.Sequence }).Take(PartsMax).ToListAsync(cancel);
        return found.ConvertAll(f => new SentWebhook(f.delivery, f.Type, f.Sequence));
    }

    /// <summary>The numbers of the orders that it stands for, or that stand for it.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> Numbers(KeytillDb db, Order order, CancellationToken cancel)
    {
        string[] ids = [.. new[] { order.ReplacesId, order.ReplacedById }.OfType<string>()];
        return ids.Length == 0 ? new Dictionary<string, string>() : await db.Set<Order>().Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Number, cancel);
    }
}

/// <param name="Timeline">The latest first, as all lists here but <paramref name="Work"/>.</param>
/// <param name="Work">What is still to be done, the next first.</param>
/// <param name="Staff">Names by id.</param>
/// <param name="Numbers">Of related orders, by id.</param>
public sealed record OrderFile(
    Order Order, Vendor Vendor, IReadOnlyList<TimelineEntry> Timeline, IReadOnlyList<AuditEntry> Audit, IReadOnlyList<MailRow> Mails,
    IReadOnlyList<SentWebhook> Webhooks, IReadOnlyList<WorkItem> Work, IReadOnlyList<Case> Cases, IReadOnlyDictionary<string, string> Staff, IReadOnlyDictionary<string, string> Numbers);

public sealed record SentWebhook(WebhookDelivery Delivery, string Type, long Sequence);
