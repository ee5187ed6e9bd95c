using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Webhooks;

/// <summary>What a vendor sees and does with its endpoints once they are registered. Another vendor's are not there.</summary>
public sealed class VendorEndpoints(Store store, EndpointAddress addresses)
{
    public Task<List<WebhookEndpoint>> List(Scope scope, CancellationToken cancel = default) =>
        store.Read(scope, db => db.Set<WebhookEndpoint>().AsNoTracking().OrderBy(e => e.CreatedAt).ThenBy(e => e.Id).ToListAsync(), cancel);

    /// <returns>Null when there is no such endpoint.</returns>
    public Task<WebhookEndpoint?> Find(Scope scope, string id, CancellationToken cancel = default) =>
        store.Read(scope, db => db.Set<WebhookEndpoint>().AsNoTracking().SingleOrDefaultAsync(e => e.Id == id), cancel);

    /// <returns>Null when there is no such endpoint.</returns>
    /// <exception cref="RuleBroken"><c>url_…</c>, <c>event_unknown</c>.</exception>
    public async Task<WebhookEndpoint?> Change(Scope scope, string id, string? url, IEnumerable<string>? events, bool enabled, CancellationToken cancel)
    {
        var chosen = ChosenEvents.Of(events);
        if (await Find(scope, id, cancel) is { } known && known.Url != url && Uri.IsWellFormedUriString(url, UriKind.Absolute))
            await addresses.RefuseUnlessPublic(url!, cancel);
        return await Change("change endpoint", scope, id, (endpoint, now) =>
        {
            endpoint.Change(url, chosen);
            if (enabled)
                endpoint.Enable();
            else
                endpoint.Disable(DisabledReason.ByVendor, now);
        }, cancel);
    }

    /// <summary>What is under way to it ends; its deliveries stay in the log for as long as they are kept.</summary>
    /// <returns>False when there is no such endpoint.</returns>
    public Task<bool> Delete(Scope scope, string id, CancellationToken cancel) => store.Write("delete endpoint", scope, async write =>
    {
        if (await write.Db.Set<WebhookEndpoint>().SingleOrDefaultAsync(e => e.Id == id) is not { } endpoint)
            return false;
        write.Db.Remove(endpoint);
        return true;
    }, cancel);

    /// <returns>Null when there is no such endpoint.</returns>
    public Task<WebhookEndpoint?> Disable(Scope scope, string id, CancellationToken cancel = default) =>
        Change("disable endpoint", scope, id, (endpoint, now) => endpoint.Disable(DisabledReason.ByVendor, now), cancel);

    /// <returns>Null when there is no such endpoint.</returns>
    public Task<WebhookEndpoint?> Enable(Scope scope, string id, CancellationToken cancel = default) =>
        Change("enable endpoint", scope, id, (endpoint, _) => endpoint.Enable(), cancel);

    /// <summary>Starts a new secret, which is in the answer and never shown again; the old one signs beside it for the overlap.</summary>
    /// <returns>Null when there is no such endpoint.</returns>
    public async Task<WebhookSecret?> Rotate(
        Scope scope, string id, TimeSpan? overlap = null, CancellationToken cancel = default, Alongside<WebhookEndpoint?>? alongside = null)
    {
        WebhookSecret secret = WebhookSecret.New();
        WebhookEndpoint? found = await Change("rotate endpoint secret", scope, id, (endpoint, now) =>
        {
            if (endpoint.Secrets.All[0].Value != secret)
                endpoint.Rotate(secret, now, overlap ?? WebhookEndpoint.RotationOverlap);
        }, cancel, alongside);
        return found is null ? null : secret;
    }

    private Task<WebhookEndpoint?> Change(
        string act, Scope scope, string id, Action<WebhookEndpoint, DateTimeOffset> change, CancellationToken cancel, Alongside<WebhookEndpoint?>? alongside = null) =>
        store.Write(act, scope, async write =>
        {
            WebhookEndpoint? endpoint = await write.Db.Set<WebhookEndpoint>().SingleOrDefaultAsync(e => e.Id == id);
            if (endpoint is not null)
                change(endpoint, write.Now);
            return endpoint;
        }, cancel, alongside);
}
