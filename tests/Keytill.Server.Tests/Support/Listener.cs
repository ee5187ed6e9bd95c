using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Keytill.Server.Tests.Support;

/// <summary>Somebody else's HTTP server, on a real socket of one loopback address, that answers as the test says and remembers what came.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly WebApplication app;

    private Listener(WebApplication app) => this.app = app;

    /// <summary>What arrived, in order of arrival: also requests that were never answered.</summary>
    public ConcurrentQueue<Arrived> Requests { get; } = new();

    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public int Port { get; private set; }

    public string Url => $"http://127.0.0.1:{Port}";

    public static Task<Listener> Start() => Start(IPAddress.Loopback, port: 0);

    public static async Task<Listener> Start(IPAddress address, int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address, port, listen => listen.Protocols = HttpProtocols.Http1));
        WebApplication app = builder.Build();
        var listener = new Listener(app);
        app.Run(listener.Receive);
        await app.StartAsync();
        listener.Port = new Uri(app.Urls.Single()).Port;
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await app.StopAsync(impatient.Token);
        await app.DisposeAsync();
    }

    private async Task Receive(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Requests.Enqueue(new Arrived(
            context.Request.Method, context.Request.Path, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray()));
        await Answer(context);
    }
}

internal sealed record Arrived(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);
