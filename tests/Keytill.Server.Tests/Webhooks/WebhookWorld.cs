using System.Collections.Concurrent;
using System.Net;
using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Outgoing;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Keytill.Server.Webhooks;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Keytill.Server.Tests.Webhooks;

/// <summary>A server whose one vendor has endpoints at receivers on real sockets; the clock stands until the test moves it.</summary>
internal sealed class WebhookWorld : IAsyncDisposable
{
    public const string OrderId = "ord_01k5z3n9f8e7d6c5b4a3928170";
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(20);
    private readonly TestDatabase database;
    private int published;

    private WebhookWorld(TestDatabase database, StoreHost host) => (this.database, Host) = (database, host);

    public StoreHost Host { get; }

    public TestClock Clock => Host.Clock;

    public Scope Vendor => StoreHost.Somebody;

    public static async Task<WebhookWorld> Start(DatabaseKind kind, ResolveHost? resolve = null)
    {
        TestDatabase database = await TestDatabase.Create(kind);
        StoreHost host = await StoreHost.Start(database, add: services =>
        {
            services.PostConfigure<OutgoingOptions>(options => options.AllowLoopback());
            if (resolve is not null)
                services.AddSingleton(resolve);
        });
        return new WebhookWorld(database, host);
    }

    public Task<WebhookEndpoint> An_endpoint(string url, params string[] events) =>
        Host.Get<RegisterEndpoint>().Run(Vendor.VendorId!, Vendor.Mode, url, events, CancellationToken.None);

    /// <summary>Something happens to the order: the event, and a delivery with its work for each endpoint that wants it, in one write.</summary>
    /// <returns>The event's id.</returns>
    public Task<string> Happen(string type)
    {
        int sequence = Interlocked.Increment(ref published);
        string id = Ids.New("evt", Clock.GetUtcNow());
        return Host.Store.Write("let it happen", Vendor, async write =>
        {
            var happened = new EventRow
            {
                Id = id,
                VendorId = Vendor.VendorId!,
                Mode = Vendor.Mode,
                OrderId = OrderId,
                Sequence = sequence,
                Type = type,
                OccurredAt = write.Now,
                Body = $$"""{"id":"{{id}}","type":"{{type}}","sequence":{{sequence}},"data":{} }""",
            };
            write.Db.Add(happened);
            foreach (WebhookEndpoint endpoint in await write.Db.Set<WebhookEndpoint>().ToListAsync())
            {
                if (!endpoint.Wants(type))
                    continue;
                var delivery = WebhookDelivery.For(happened, endpoint, write.Now);
                write.Db.Add(delivery);
                write.Enqueue(delivery.WorkItem(write.Now));
            }

            return id;
        });
    }

    public Task<List<WebhookDelivery>> Deliveries() =>
        Host.Store.Read(Scope.Everything, db => db.Set<WebhookDelivery>().OrderBy(d => d.Id).ToListAsync());

    public Task<WebhookEndpoint> Reload(WebhookEndpoint endpoint) =>
        Host.Store.Read(Vendor, db => db.Set<WebhookEndpoint>().SingleAsync(e => e.Id == endpoint.Id));

    /// <summary>Waits for what runs just now; nothing that is due later is done.</summary>
    public Task Settle() => Host.Worker.RunDue(OrderId);

    /// <summary>
    /// When a webhook is tried next; null: none waits. The order is none that stands in the books, so that mails about it fail:
    /// their tries are no part of this.
    /// </summary>
    public Task<DateTimeOffset?> NextTry() => Host.Store.Read(Scope.Everything, db => db.Set<WorkItem>()
        .Where(w => w.Kind == SendWebhook.JobKind && w.BuriedAt == null && w.Lease == null)
        .MinAsync(w => (DateTimeOffset?)w.DueAt));

    /// <summary>Moves the clock from one due instant to the next, and lets what is due happen, until nothing waits or the time is reached.</summary>
    public async Task Live(TimeSpan time)
    {
        DateTimeOffset end = Clock.GetUtcNow() + time;
        await Settle();
        while (await NextTry() is { } due && due <= end)
        {
            if (due > Clock.GetUtcNow())
                Clock.AdvanceTo(due);
            await Settle();
        }

        if (Clock.GetUtcNow() < end)
            Clock.AdvanceTo(end);
    }

    /// <summary>Waits in real time for something that other threads bring about.</summary>
    public static async Task Until(Func<bool> isSo, string what)
    {
        using var patience = new CancellationTokenSource(PatienceMax);
        while (!isSo())
        {
            if (patience.IsCancellationRequested)
                Assert.Fail($"Waited in vain: {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await database.DisposeAsync();
    }
}
