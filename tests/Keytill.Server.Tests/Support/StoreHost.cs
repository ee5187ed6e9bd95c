using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;
using Keytill.Server.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Keytill.Server.Tests.Support;

/// <summary>A server on a database of a test, seen from inside: its store, its queue, and a clock that stands.</summary>
internal sealed class StoreHost : IAsyncDisposable
{
    public static readonly Scope Somebody = new("ven_somebody", Mode.Test);

    private readonly WebApplication app;

    private StoreHost(WebApplication app, TestClock clock) => (this.app, Clock) = (app, clock);

    public TestClock Clock { get; }

    public Store Store => Get<Store>();

    public WorkQueue Queue => Get<WorkQueue>();

    public Worker Worker => Get<Worker>();

    public StoreMeter Meter => Get<StoreMeter>();

    public Crossings Crossings => Get<Crossings>();

    /// <param name="rehearses">Every body runs twice, the first time rolled back.</param>
    public static async Task<StoreHost> Start(TestDatabase database, bool rehearses = true, TestClock? clock = null, Action<IServiceCollection>? add = null)
    {
        clock ??= new TestClock();
        var app = KeytillServer.Build([.. database.ServerArguments, "--urls", "http://127.0.0.1:0", "--no-demo"], builder =>
        {
            builder.Logging.ClearProviders();
            builder.Configuration["RehearseWrites"] = rehearses.ToString();
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Services.AddSingleton<IReadOnlyList<Duty>>([]);
            add?.Invoke(builder.Services);
        });
        await app.StartAsync();
        return new StoreHost(app, clock);
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>What the server answers over HTTP.</summary>
    public async Task<(int Status, string Body)> Ask(string path)
    {
        using var client = TestHttp.Client(new Uri(app.Urls.Single()));
        using var answer = await client.GetAsync(path);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public WorkItem Item(string kind, string payload, string lane = "order", string? orderId = null, DateTimeOffset due = default) => new()
    {
        Id = Core.Ids.New("work", Clock.GetUtcNow()),
        Kind = kind,
        Lane = lane,
        OrderId = orderId,
        VendorId = Somebody.VendorId!,
        Mode = Somebody.Mode,
        Payload = payload,
        DueAt = due,
    };

    /// <summary>For loops that wait for something to become true: leaves the processor to those who make it true.</summary>
    public static Task Moment() => Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
