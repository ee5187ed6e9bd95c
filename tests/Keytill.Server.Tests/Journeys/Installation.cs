using System.Net.Http.Json;
using Keytill.Core.Catalog;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Emails;
using Keytill.Server.Hosting;
using Keytill.Server.Orders;
using Keytill.Server.Outgoing;
using Keytill.Server.Persistence;
using Keytill.Server.SandboxBank;
using Keytill.Server.Tests.Support;
using Keytill.Server.Vendors;
using Keytill.Server.Webhooks;
using Keytill.Server.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Keytill.Server.Tests.Journeys;

/// <summary>
/// The whole product on real sockets: a server on its database, a bank of its own host with its own books, a vendor's server
/// that hears the webhooks, a mail server that takes the mails, and one clock for all of them that stands until a test moves it.
/// The server can be ended and started anew on the same data; everything else lives on and is the judge.
/// </summary>
internal sealed class Installation : IAsyncDisposable
{
    private const int LooksPerSecond = 6;
    private const int LooksPerSecondOfWork = 60;
    private const string BankSecret = "sk_bank_of_the_journeys";

    /// <summary>How long a server may take to end or to start. Real time, on the busiest machine.</summary>
    private static readonly TimeSpan TurnTimeMax = TimeSpan.FromMinutes(3);

    private readonly string folder = TempFolder.Create();
    private readonly string address = OwnAddress.Next();
    private readonly bool rehearses;
    private readonly Action<WebApplicationBuilder>? change;
    private WebApplication? app;
    private int port;

    private Installation(TestDatabase database, bool rehearses, Action<WebApplicationBuilder>? change) =>
        (Database, this.rehearses, this.change) = (database, rehearses, change);

    public TestDatabase Database { get; }

    public TestClock Clock { get; } = new();

    public WebhookSecret NoticeSecret { get; } = WebhookSecret.New();

    public SandboxBankHost Bank { get; private set; } = null!;

    public VendorServer VendorServer { get; private set; } = null!;

    public Mailbox Mailbox { get; } = new();

    public TestShop Shop { get; private set; } = null!;

    /// <summary>A key of the vendor's with every scope.</summary>
    public string ApiKey { get; private set; } = "";

    public Uri Url => new($"http://{address}:{port}");

    public Scope Scope => Shop.Owner;

    public Store Store => Get<Store>();

    public Crossings Crossings => Get<Crossings>();

    /// <param name="rehearses">Every body runs twice, the first time rolled back.</param>
    /// <param name="change">Of each server that is started here.</param>
    public static async Task<Installation> Start(DatabaseKind kind, bool rehearses = true, Action<WebApplicationBuilder>? change = null)
    {
        var here = new Installation(await TestDatabase.Create(kind), rehearses, change);
        var options = new SandboxBankOptions(Path.Combine(here.folder, "bank.db"), BankSecret, here.NoticeSecret.Reveal(), "keytill");
        here.Bank = await SandboxBankHost.Build(options, here.Clock).Start();
        here.VendorServer = await VendorServer.Start(here.Clock);
        await here.StartServer();
        here.Shop = await TestShop.Open(here.Store);
        here.ApiKey = await here.Get<IssueApiKey>().Run(here.Scope, "journeys", Enum.GetValues<ApiScope>(), CancellationToken.None);
        var endpoint = await here.Get<RegisterEndpoint>().Run(here.Scope.VendorId!, here.Scope.Mode, here.VendorServer.Url, null, CancellationToken.None);
        here.VendorServer.Secret = endpoint.LiveSecrets(here.Clock.GetUtcNow())[0];
        return here;
    }

    /// <summary>As <see cref="Start"/>, with an "editor" on sale for 29 euros.</summary>
    public static async Task<Installation> StartSelling(DatabaseKind kind, bool rehearses = true, Action<WebApplicationBuilder>? change = null)
    {
        var here = await Start(kind, rehearses, change);
        await here.Shop.Sell(here.Store, "editor", PriceList.Of(("EUR", 29_00)));
        return here;
    }

    public T Get<T>()
        where T : notnull => app!.Services.GetRequiredService<T>();

    /// <summary>Ends the server as an operator would, and starts another on the same data and address.</summary>
    public async Task Restart()
    {
        await StopServer();
        await StartServer();
    }

    /// <summary>The server is off for so long. One that is on would work at instants on the way, as many as it is quick enough for.</summary>
    public async Task SleepFor(TimeSpan time)
    {
        await StopServer();
        Clock.Advance(time);
        await StartServer();
    }

    /// <summary>
    /// Kills the server: from now on nothing leaves it, its open transactions are rolled back, and another starts on the same data
    /// and address.
    /// </summary>
    public async Task Crash()
    {
        Crossings.Crash();
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        try
        {
            await app!.StopAsync(atOnce.Token);
        }
        catch (OperationCanceledException)
        {
            // It was not asked to end in good order.
        }

        await app!.DisposeAsync().AsTask().WaitAsync(TurnTimeMax);
        await StartServer();
    }

    /// <summary>Does all that is due of one order, and waits for what others hold.</summary>
    public Task Settle(string orderId) => Get<Worker>().RunDue(orderId);

    /// <summary>Somebody sends money back at the bank itself, past us.</summary>
    /// <param name="amount">Minor units; null for all that is left.</param>
    /// <param name="key">Again under it, it is the same refund.</param>
    public async Task SendBackAtTheBank(Payment payment, long? amount = null, string? key = null)
    {
        using var http = TestHttp.Client(Bank.BaseUrl);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/payments/{payment.GatewayReference}/staff-refunds") { Content = JsonContent.Create(new { amount }) };
        request.Headers.Authorization = new("Bearer", BankSecret);
        request.Headers.Add("Idempotency-Key", key ?? $"{payment.Id} {amount} {Clock.GetUtcNow():O}");
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits in real time for something that other threads bring about.</summary>
    /// <param name="look">Says how things stand, for the failure.</param>
    public static async Task Until(Func<Task<bool>> isSo, string what, Func<Task<string>>? look = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await isSo())
        {
            if (patience.IsCancellationRequested)
                Assert.Fail($"Waited in vain: {what}. {(look is null ? "" : await look())}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    /// <summary>
    /// As <see cref="Until"/>, while the clock goes on by single seconds: a worker that was looking as it jumped looks again by it.
    /// It goes slowly while work is held: on a busy machine it would come to the end of a lease before the work does.
    /// </summary>
    public Task UntilInTime(Func<Task<bool>> isSo, string what)
    {
        int looks = 0;
        return Until(async () =>
        {
            if (await isSo())
                return true;
            if (++looks % LooksPerSecond == 0 && (looks % LooksPerSecondOfWork == 0 || !await IsWorkHeld()))
                Clock.Advance(TimeSpan.FromSeconds(1));
            return false;
        }, what, Work);
    }

    /// <summary>Nothing is due any more, of the server's work and of the orders' calendars. What the bank has still to tell is its own.</summary>
    public Task<bool> IsIdle() => Store.Read(Scope.Everything, async db =>
    {
        var now = Clock.GetUtcNow();
        return !await db.Set<WorkItem>().AnyAsync(w => w.BuriedAt == null && (w.Lease != null || w.DueAt <= now)) && !await db.Set<Order>().AnyAsync(o => o.NextDueAt <= now);
    });

    /// <summary>Somebody is at something just now, or died at it.</summary>
    public Task<bool> IsWorkHeld() => Store.Read(Scope.Everything, db => db.Set<WorkItem>().AnyAsync(w => w.BuriedAt == null && w.Lease != null));

    /// <summary>
    /// Does all that fell due while nobody was there, and what becomes due by that within the hour. The calendar of orders
    /// rests between its runs by the clock, which goes slowly here: what its work makes due is not left to its next one.
    /// </summary>
    public async Task CatchUp()
    {
        foreach (string id in await Store.Read(Scope.Everything, db => db.Set<Order>().Select(o => o.Id).ToListAsync()))
            await Settle(id);
        Clock.Advance(TimeSpan.FromHours(1));
        await UntilInTime(
            async () =>
            {
                await Get<KeepOrders>().Run(CancellationToken.None);
                return await IsIdle();
            },
            "all that fell due is done");
    }

    /// <summary>The work that is left, one item a line: what a failure of patience says.</summary>
    public async Task<string> Work()
    {
        var items = await Store.Read(Scope.Everything, db => db.Set<WorkItem>().ToListAsync());
        return $"At {Clock.GetUtcNow():O} the bank owes {Bank.Books.NoticesOwed()} notices, and there is\n" + string.Join('\n', items.Select(i =>
            $"{i.Kind} {i.Payload}: due {i.DueAt:O}, {i.Attempts} tries, {(i.Lease is null ? "free" : "held")}{(i.BuriedAt is null ? "" : ", buried")}, {i.LastError}"));
    }

    public async Task StopServer()
    {
        if (app is null)
            return;
        await app.StopAsync().WaitAsync(TurnTimeMax);
        await app.DisposeAsync().AsTask().WaitAsync(TurnTimeMax);
        app = null;
    }

    public async Task StartServer()
    {
        app = KeytillServer.Build([.. Database.ServerArguments, "--urls", $"http://{address}:{port}", "--no-demo"], builder =>
        {
            builder.Configuration["RehearseWrites"] = rehearses.ToString();
            // The clock stands, and with it what fills the buckets.
            builder.Configuration["Api:RequestsPerSecond"] = builder.Configuration["Api:RequestsBurst"] = "1000000";
            builder.Configuration["BankAccount:Holder"] = "Keytill Sales GmbH";
            builder.Configuration["BankAccount:Iban"] = "DE89370400440532013000";
            builder.Configuration["Sandbox:BaseUrl"] = Bank.BaseUrl.ToString();
            builder.Configuration["Sandbox:Secret"] = BankSecret;
            builder.Configuration["Sandbox:NoticeSecret"] = NoticeSecret.Reveal();
            builder.Services.AddSingleton<TimeProvider>(Clock);
            builder.Services.AddSingleton<IMailTransport>(Mailbox);
            builder.Services.PostConfigure<OutgoingOptions>(options => options.AllowLoopback());
            change?.Invoke(builder);
        });
        await app.StartAsync().WaitAsync(TurnTimeMax);
        port = new Uri(app.Urls.Single()).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await StopServer();
        await Bank.DisposeAsync();
        await VendorServer.DisposeAsync();
        await Database.DisposeAsync();
        TempFolder.Remove(folder);
    }
}
