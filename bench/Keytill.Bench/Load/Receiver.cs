using System.Collections.Concurrent;
using System.Text.Json;
using Keytill.Core.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Keytill.Bench;

/// <summary>The vendor's server: verifies every webhook as the standard says, and knows which orders were delivered.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, byte> delivered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string[]> bodies = new(StringComparer.Ordinal);
    private readonly WebApplication app;
    private int refused;

    private Receiver(WebApplication app) => this.app = app;

    public WebhookSecret Secret { get; set; }

    public Uri Url { get; private set; } = null!;

    /// <summary>Webhooks that were not genuine.</summary>
    public int Refused => Volatile.Read(ref refused);

    public static async Task<Receiver> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(receiver.Take);
        await app.StartAsync();
        receiver.Url = new Uri(app.Urls.Single());
        return receiver;
    }

    public bool HasDelivered(string number) => delivered.ContainsKey(number);

    /// <summary>The bodies of one order's webhooks, as they were verified.</summary>
    public string[] BodiesOf(string number) => bodies.GetValueOrDefault(number, []);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task Take(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer);
        byte[] body = buffer.ToArray();
        var verdict = WebhookSignature.Verify(
            [Secret], http.Request.Headers[WebhookSignature.IdHeader].ToString(), http.Request.Headers[WebhookSignature.TimestampHeader].ToString(),
            http.Request.Headers[WebhookSignature.SignatureHeader].ToString(), body, TimeProvider.System.GetUtcNow());
        if (verdict != WebhookVerdict.Genuine)
        {
            Interlocked.Increment(ref refused);
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var said = JsonDocument.Parse(body);
        string number = said.RootElement.GetProperty("data").GetProperty("order").GetProperty("number").GetString()!;
        string text = System.Text.Encoding.UTF8.GetString(body);
        bodies.AddOrUpdate(number, [text], (_, known) => [.. known, text]);
        if (said.RootElement.GetProperty("type").GetString() == "order.delivered")
            delivered[number] = 0;
    }
}
