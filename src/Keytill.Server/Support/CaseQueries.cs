using Keytill.Core.Orders;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Support;

/// <summary>Cases to look at, from read-only contexts: a customer's own by his order, support's by its scope.</summary>
public sealed class CaseQueries(Store store)
{
    public const int PageMax = 100;

    private const int StartCharsMax = 200;

    /// <summary>All of an order, the one that was opened last first.</summary>
    public Task<IReadOnlyList<Case>> OfOrder(Scope scope, string orderId, CancellationToken cancel = default) =>
        store.Read(scope, async db => (IReadOnlyList<Case>)await db.Set<Case>()
            .Where(c => c.OrderId == orderId)
            .OrderByDescending(c => c.OpenedAt).ThenByDescending(c => c.Id)
            .WithMessages().ToListAsync(cancel), cancel);

    public Task<Case?> ById(Scope scope, string caseId, CancellationToken cancel = default) =>
        store.Read(scope, db => db.Set<Case>().Where(c => c.Id == caseId).WithMessages().FirstOrDefaultAsync(cancel), cancel);

    /// <summary>The id of the order that a case is about.</summary>
    /// <exception cref="CaseNotFound">The scope does not see it.</exception>
    public async Task<string> OrderOf(Scope scope, string caseId, CancellationToken cancel = default) =>
        await store.Read(scope, db => db.Set<Case>().Where(c => c.Id == caseId).Select(c => c.OrderId).FirstOrDefaultAsync(cancel), cancel)
            ?? throw new CaseNotFound(caseId);

    /// <summary>How many wait for support.</summary>
    public Task<int> CountOpen(Scope scope, CancellationToken cancel = default) =>
        store.Read(scope, db => db.Set<Case>().CountAsync(c => c.Status == CaseStatus.Open, cancel), cancel);

    /// <summary>Those of one status, the one that has had it longest first.</summary>
    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <param name="limit">1 to <see cref="PageMax"/>.</param>
    public Task<CasePage> Inbox(Scope scope, CaseStatus status, CaseCursor? after = null, int limit = PageMax, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, PageMax);
        return store.Read(scope, async db =>
        {
            var ofStatus = db.Set<Case>().Where(c => c.Status == status);
            if (after is { } cursor)
                ofStatus = ofStatus.Where(c => c.Since > cursor.Since || (c.Since == cursor.Since && string.Compare(c.Id, cursor.Id) > 0));
            var page = ofStatus.OrderBy(c => c.Since).ThenBy(c => c.Id).Take(limit + 1);
            var found = await (
                from c in page
                join order in db.Set<Order>() on c.OrderId equals order.Id
                join vendor in db.Set<Vendor>() on c.VendorId equals vendor.Id
                orderby c.Since, c.Id
                select new
                {
                    Case = c,
                    order.Number,
                    Vendor = vendor.Name,
                    Messages = c.Messages.Count,
                    Last = c.Messages.Where(m => m.StaffId == null).OrderByDescending(m => m.Position).Select(m => m.Text).First(),
                }).ToListAsync(cancel);
            var waiting = found.Take(limit).Select(f => new CaseInInbox(
                f.Case.Id, f.Case.OrderId, f.Number, f.Vendor, f.Case.Topic, f.Case.Status, f.Case.Since, f.Case.AnswerBy, f.Messages,
                Core.PlainText.Cut(f.Last, StartCharsMax))).ToList();
            return new CasePage(waiting, found.Count > limit ? new CaseCursor(waiting[^1].Since, waiting[^1].Id) : null);
        }, cancel);
    }
}

/// <param name="Next">Where the next page begins; null where there is none.</param>
public sealed record CasePage(IReadOnlyList<CaseInInbox> Cases, CaseCursor? Next);

/// <param name="Since">Since when it has its status: an open one, since when the customer waits. Order time, as <paramref name="AnswerBy"/>.</param>
/// <param name="AnswerBy">What the customer was promised; null while he waits for nothing.</param>
/// <param name="Messages">How many there are.</param>
/// <param name="Start">How the customer's last message begins; empty once he was forgotten.</param>
public sealed record CaseInInbox(
    string Id, string OrderId, string OrderNumber, string VendorName, CaseTopic Topic, CaseStatus Status, DateTimeOffset Since, DateTimeOffset? AnswerBy,
    int Messages, string Start);
