using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Webhooks;

/// <summary>A vendor names an address to be told at. The secret is in the answer, and never shown again.</summary>
public sealed class RegisterEndpoint(Store store, EndpointAddress addresses, TimeProvider clock)
{
    /// <param name="events">Types of <see cref="WebhookEventTypes"/>; none, or <c>*</c>: all of them.</param>
    /// <exception cref="RuleBroken"><c>url_…</c>, <c>event_unknown</c>, <c>endpoints_too_many</c>.</exception>
    public async Task<WebhookEndpoint> Run(
        string vendorId, Mode mode, string? url, IEnumerable<string>? events, CancellationToken cancel, Alongside<WebhookEndpoint>? alongside = null)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string id = WebhookEndpoint.NewId(now);
        WebhookSecret secret = WebhookSecret.New();
        var chosen = ChosenEvents.Of(events);
        string address = WebhookEndpoint.Register(id, vendorId, mode, url, chosen, secret, now).Url;
        await addresses.RefuseUnlessPublic(address, cancel);

        return await store.Write("register endpoint", new Scope(vendorId, mode), async write =>
        {
            List<WebhookEndpoint> present = await write.Db.Set<WebhookEndpoint>().ToListAsync();
            if (present.Find(e => e.Id == id) is { } done)
                return done;
            if (present.Count >= WebhookEndpoint.EndpointsPerVendorMax)
                throw new RuleBroken("endpoints_too_many", $"There are {WebhookEndpoint.EndpointsPerVendorMax} endpoints already.");
            var endpoint = WebhookEndpoint.Register(id, vendorId, mode, address, chosen, secret, write.Now);
            write.Db.Add(endpoint);
            return endpoint;
        }, cancel, alongside);
    }
}
