using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Work;

/// <summary>The event log as vendors read it.</summary>
public sealed class EventFeed(Store store, Dialect dialect)
{
    /// <summary>One more than a page of the API, so that it can tell whether more follow.</summary>
    public const int PageMax = 101;

    /// <summary>
    /// The events of this scope in the order of their commits, after <paramref name="afterEventId"/>. Nothing ever appears
    /// before an event that was already shown; an event shows itself once every transaction that is older has ended.
    /// </summary>
    /// <returns>At most <paramref name="max"/> (1 to <see cref="PageMax"/>); null when the scope knows no such event.</returns>
    public Task<IReadOnlyList<EventRow>?> Page(Scope scope, string? afterEventId, int max, CancellationToken cancel = default) =>
        store.Read(scope, async db =>
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(max, PageMax);
            if (afterEventId is null) return (IReadOnlyList<EventRow>)await dialect.Feed(db).Take(max).ToListAsync(cancel);
            var seen = await Find(db, afterEventId, cancel);
            return seen is null ? null : await dialect.FeedAfter(db, seen).Take(max).ToListAsync(cancel);
        }, cancel);

    /// <summary>The events of one order by their sequence, without gaps: the order's lock is what commits them one after another.</summary>
    /// <returns>Null when the scope knows no such event, or it is another order's.</returns>
    public Task<IReadOnlyList<EventRow>?> OfOrder(Scope scope, string orderId, string? afterEventId, int max, CancellationToken cancel = default) =>
        store.Read(scope, async db =>
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(max, PageMax);
            long after = 0;
            if (afterEventId is not null)
            {
                var seen = await Find(db, afterEventId, cancel);
                if (seen?.OrderId != orderId) return (IReadOnlyList<EventRow>?)null;
                after = seen.Sequence;
            }

            return await db.Set<EventRow>().Where(row => row.OrderId == orderId && row.Sequence > after)
                .OrderBy(row => row.Sequence).Take(max).ToListAsync(cancel);
        }, cancel);

    /// <summary>The last event that the feed of this scope shows now: who follows it from here on begins behind it. Null where there is none yet.</summary>
    public Task<EventRow?> Newest(Scope scope, CancellationToken cancel = default) =>
        store.Read(scope, db => dialect.Feed(db).LastOrDefaultAsync(cancel), cancel);

    private static Task<EventRow?> Find(KeytillDb db, string eventId, CancellationToken cancel) =>
        db.Set<EventRow>().FirstOrDefaultAsync(row => row.Id == eventId, cancel);
}
