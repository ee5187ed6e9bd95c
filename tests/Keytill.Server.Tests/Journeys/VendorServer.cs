using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Keytill.Core.Webhooks;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Keytill.Server.Tests.Journeys;

/// <summary>The vendor's own server: verifies each webhook by the standard and remembers what it took.</summary>
internal sealed class VendorServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<HeardEvent> heard = new();
    private readonly Listener listener;
    private readonly TimeProvider clock;

    private VendorServer(Listener listener, TimeProvider clock) => (this.listener, this.clock) = (listener, clock);

    public string Url => listener.Url + "/webhooks";

    public WebhookSecret Secret { get; set; }

    /// <summary>Answers 503 while set.</summary>
    public bool IsDown { get; set; }

    public int Refused { get; private set; }

    /// <summary>In the order of arrival, repetitions too.</summary>
    public IReadOnlyList<HeardEvent> Heard => [.. heard];

    /// <summary>Each event once, by its id, in the order of the order's own sequence.</summary>
    public IReadOnlyList<HeardEvent> Events(string? orderId = null) =>
        [.. heard.DistinctBy(e => e.Id).Where(e => orderId is null || e.OrderId == orderId).OrderBy(e => e.OrderId).ThenBy(e => e.Sequence)];

    public static async Task<VendorServer> Start(TimeProvider clock)
    {
        var listener = await Listener.Start();
        var server = new VendorServer(listener, clock);
        listener.Answer = server.Take;
        return server;
    }

    public ValueTask DisposeAsync() => listener.DisposeAsync();

    private Task Take(HttpContext http)
    {
        if (IsDown)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        string id = http.Request.Headers[WebhookSignature.IdHeader].ToString();
        byte[] body = listener.Requests.Last(r => r.Headers.TryGetValue(WebhookSignature.IdHeader, out string? known) && known == id).Body;
        string timestamp = http.Request.Headers[WebhookSignature.TimestampHeader].ToString();
        var verdict = WebhookSignature.Verify(
            [Secret], id, timestamp, http.Request.Headers[WebhookSignature.SignatureHeader].ToString(),
            body, clock.GetUtcNow());
        if (verdict != WebhookVerdict.Genuine)
        {
            Refused++;
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        }

        var said = JsonDocument.Parse(body).RootElement;
        heard.Enqueue(new HeardEvent(
            id, said.GetProperty("type").GetString()!, said.GetProperty("sequence").GetInt64(),
            said.GetProperty("data").GetProperty("order").GetProperty("id").GetString()!,
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp, CultureInfo.InvariantCulture)), said));
        return Task.CompletedTask;
    }
}

/// <param name="SentAt">As the sender signed it, in whole seconds.</param>
internal sealed record HeardEvent(string Id, string Type, long Sequence, string OrderId, DateTimeOffset SentAt, JsonElement Body);
