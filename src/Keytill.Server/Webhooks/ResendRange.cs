using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Persistence;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Webhooks;

/// <summary>
/// Sends an endpoint what happened in a range of time, in its order: what it was sent before, with the same ids and the same bytes, and what
/// it was never sent because it was disabled or not there yet. What waits for another try is tried now.
/// </summary>
public sealed class ResendRange(Store store, WorkQueue queue)
{
    /// <summary>Events in one call: the next one goes on behind the last.</summary>
    public const int EventsMax = 500;

    /// <param name="since">By the events' own time, this instant included.</param>
    /// <param name="until">Not included.</param>
    /// <param name="after">The last event that the call before this one looked at; null at first.</param>
    /// <returns>Null when there is no such endpoint that is enabled.</returns>
    public Task<Resent?> Run(
        Scope scope, string endpointId, DateTimeOffset since, DateTimeOffset until, ChosenEvents types, string? after, CancellationToken cancel,
        Alongside<Resent?>? alongside = null) => Run(scope, endpointId, events => InRange(events, since, until, after), types, cancel, alongside);

    /// <summary>Sends one event, as the range in which nothing else is.</summary>
    /// <returns>Null when there is no such endpoint that is enabled. Nothing is sent where there is no such event.</returns>
    public Task<Resent?> One(Scope scope, string endpointId, string eventId, CancellationToken cancel, Alongside<Resent?>? alongside = null) =>
        Run(scope, endpointId, events => events.Where(e => e.Id == eventId), ChosenEvents.All, cancel, alongside);

    private Task<Resent?> Run(
        Scope scope, string endpointId, Func<IQueryable<EventRow>, IQueryable<EventRow>> asked, ChosenEvents types, CancellationToken cancel, Alongside<Resent?>? alongside) =>
        store.Write("resend webhooks", scope, async write =>
        {
            if (await write.Db.Set<WebhookEndpoint>().SingleOrDefaultAsync(e => e.Id == endpointId) is not { IsEnabled: true } endpoint)
                return null;
            var own = write.Db.Set<EventRow>().Where(e => e.VendorId == scope.VendorId && e.Mode == scope.Mode);
            var events = await asked(own).OrderBy(e => e.Position).Take(EventsMax + 1).ToListAsync();
            var page = events.Take(EventsMax).ToList();
            string[] ids = [.. page.Select(e => e.Id)];
            var known = await write.Db.Set<WebhookDelivery>().Where(d => d.EndpointId == endpointId && ids.Contains(d.EventId)).ToDictionaryAsync(d => d.EventId);
            var chosen = page.Where(e => types.Include(e.Type)).ToList();
            foreach (var happened in chosen)
            {
                if (known.GetValueOrDefault(happened.Id) is not { } delivery)
                {
                    delivery = WebhookDelivery.For(happened, endpoint, write.Now);
                    write.Db.Add(delivery);
                    write.Enqueue(delivery.WorkItem(write.Now));
                }
                else if (delivery.HasEnded)
                    write.Enqueue(delivery.Restart(write.Now));
            }

            await queue.TryNow(write, SendWebhook.JobKind, [.. known.Values.Where(d => !d.HasEnded).Select(d => d.Id)]);
            return new Resent(chosen.Count, events.Count > EventsMax ? page[^1].Id : null);
        }, cancel, alongside);

    private static IQueryable<EventRow> InRange(IQueryable<EventRow> own, DateTimeOffset since, DateTimeOffset until, string? after)
    {
        var events = own.Where(e => e.OccurredAt >= since && e.OccurredAt < until);
        return after is null ? events : events.Where(e => e.Position > own.Where(seen => seen.Id == after).Select(seen => seen.Position).FirstOrDefault());
    }
}

/// <param name="Sent">How many are on their way now.</param>
/// <param name="Next">Where the next call goes on; null at the end.</param>
public sealed record Resent(int Sent, string? Next);
