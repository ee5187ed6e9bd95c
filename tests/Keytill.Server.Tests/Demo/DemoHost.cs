using System.Text.Json;
using Keytill.Core.Vendors;
using Keytill.Server.Demo;
using Keytill.Server.Hosting;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Keytill.Server.Tests.Demo;

/// <summary>The server as a newcomer starts it, with its demo, on the real clock.</summary>
internal sealed class DemoHost : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly WebApplication app;

    private DemoHost(TestDatabase database, WebApplication app) => (this.database, this.app) = (database, app);

    public Uri Address => Get<PublicUrl>().Value;

    public Scope Owner => new(Get<DemoVendor>().VendorId!, Mode.Test);

    public static Task<DemoHost> Start(TestDatabase database, params string[] more) => Start(database, _ => { }, more);

    /// <param name="change">Of the server, before it is built.</param>
    public static async Task<DemoHost> Start(TestDatabase database, Action<WebApplicationBuilder> change, params string[] more)
    {
        WebApplication app = KeytillServer.Build([.. database.ServerArguments, "--urls", "http://127.0.0.1:0", .. more], builder =>
        {
            builder.Logging.ClearProviders();
            change(builder);
        });
        await app.StartAsync();
        return new DemoHost(database, app);
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public HttpClient Client() => TestHttp.Client(Address);

    /// <summary><c>demo.json</c>.</summary>
    public async Task<JsonElement> Facts() =>
        JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(database.Folder, DemoFile.Name))).RootElement;

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
