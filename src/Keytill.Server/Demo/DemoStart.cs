using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;
using Keytill.Server.Vendors;
using Keytill.Server.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Demo;

/// <summary>
/// Sets the demo up as soon as the server listens, because links, the vendor's endpoint and <c>demo.json</c> need its
/// address. What an earlier start has made stays: orders, the endpoint's secret, the API key that a script may hold.
/// </summary>
internal sealed partial class DemoStart(
    DemoCatalog catalog, DemoVendor played, Store store, RegisterEndpoint register, IssueApiKey issue, DemoStaff staff, StorageOptions storage, PublicUrl address, ILogger<DemoStart> log)
    : IHostedLifecycleService
{
    private const string KeyName = DemoFile.Name;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        DemoShop shop = await catalog.Seed(address.Value, cancellationToken);
        WebhookEndpoint? endpoint = await Endpoint(shop.Owner, address.For(DemoVendorRoutes.WebhooksPath).AbsoluteUri, cancellationToken);
        played.Play(shop.Vendor.Id, shop.Vendor.Name, [.. (endpoint?.Secrets.All ?? []).Select(secret => secret.Value)]);
        DemoFacts? last = await DemoFile.Read(storage.Data);
        string apiKey = await ApiKeySecret(shop.Owner, last?.Vendor?.ApiKey, cancellationToken);
        DemoStaffFacts support = await staff.Support(last?.Support, cancellationToken);
        string path = await DemoFile.Write(storage.Data, Facts(shop, endpoint, apiKey, support));
        LogReady(address.For("/demo"), path);
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private DemoFacts Facts(DemoShop shop, WebhookEndpoint? endpoint, string apiKey, DemoStaffFacts support) => new(
        address.Value.GetLeftPart(UriPartial.Authority),
        address.For("/demo").AbsoluteUri,
        new DemoVendorFacts(shop.Vendor.Id, shop.Vendor.Email, Password: null, apiKey, endpoint?.Secrets.All[0].Value.Reveal()),
        support,
        [.. shop.Products.Select(p => new DemoProductFacts(p.Id, p.Slug, p.Name.In("en"), address.For($"/buy/{p.Slug}").AbsoluteUri, p.LicenseMethod))]);

    /// <summary>The demo vendor's endpoint, at this server's present address. Null where that address may not be called.</summary>
    private async Task<WebhookEndpoint?> Endpoint(Scope owner, string url, CancellationToken cancel)
    {
        WebhookEndpoint? known = await store.Read(owner, db => Played(db).FirstOrDefaultAsync(cancel), cancel);
        if (known is not null)
            return known.Url == url ? known : await Move(owner, known.Id, url, cancel);
        try
        {
            return await register.Run(owner.VendorId!, owner.Mode, url, [ChosenEvents.Every], cancel);
        }
        catch (RuleBroken refused)
        {
            LogNoWebhooks(refused.Message);
            return null;
        }
    }

    private Task<WebhookEndpoint> Move(Scope owner, string id, string url, CancellationToken cancel) =>
        store.Write("move demo endpoint", owner, async write =>
        {
            WebhookEndpoint endpoint = await write.Db.Set<WebhookEndpoint>().SingleAsync(e => e.Id == id);
            endpoint.Change(url, endpoint.Events);
            return endpoint;
        }, cancel);

    private static IQueryable<WebhookEndpoint> Played(KeytillDb db) =>
        db.Set<WebhookEndpoint>().Where(e => e.Url.EndsWith(DemoVendorRoutes.WebhooksPath)).OrderBy(e => e.CreatedAt);

    /// <summary>The key of the last start while it is good. The database has its hash alone, so that the file is its one place.</summary>
    private async Task<string> ApiKeySecret(Scope owner, string? last, CancellationToken cancel)
    {
        if (last is { } secret)
        {
            string hash = ApiKey.HashOf(secret);
            if (await store.Read(owner, db => db.Set<ApiKey>().AnyAsync(k => k.SecretHash == hash && k.VendorId == owner.VendorId && k.RevokedAt == null, cancel), cancel))
                return secret;
        }

        return await issue.Run(owner, KeyName, Enum.GetValues<ApiScope>(), cancel);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The demo shop is at {Shop}; what a script needs is in {Path}.")]
    private partial void LogReady(Uri shop, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The demo vendor gets no webhooks. {Why}")]
    private partial void LogNoWebhooks(string why);
}
