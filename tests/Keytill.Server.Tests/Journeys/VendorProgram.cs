using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Journeys;

/// <summary>The vendor's own program, which follows his sales by the API.</summary>
internal sealed class VendorProgram(Uri server, string apiKey) : IDisposable
{
    private readonly HttpClient http = TestHttp.Client(server);

    public VendorProgram(Installation here)
        : this(here.Url, here.ApiKey)
    {
    }

    public Task<JsonElement> Get(string path) => Call(HttpMethod.Get, path, null);

    public Task<JsonElement> Post(string path, object body) => Call(HttpMethod.Post, path, body);

    /// <summary>Moves an order's own clock.</summary>
    public Task<JsonElement> Advance(string order, string duration) => Post($"/v1/test/orders/{order}/clock", new { advance = duration });

    public Task<JsonElement> SendMoney(string order, long amount, string currency = "EUR", string? reference = null) =>
        Post($"/v1/test/orders/{order}/money", new { amount, currency, reference });

    /// <summary>The types of an order's events, in their own order.</summary>
    public async Task<IReadOnlyList<string>> Events(string order) =>
        [.. (await Get($"/v1/events?order={order}&limit=100")).GetProperty("data").EnumerateArray().Select(e => e.GetProperty("type").GetString()!)];

    public async Task<IReadOnlyList<string>> Mails(string order) =>
        [.. (await Get($"/v1/test/emails?order={order}")).GetProperty("data").EnumerateArray().Select(m => m.GetProperty("kind").GetString()!).Order(StringComparer.Ordinal)];

    public async Task<(HttpStatusCode Status, JsonElement Body)> Ask(HttpMethod method, string path, object? body, string? key)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null)
            request.Headers.Authorization = new("Bearer", key);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    public void Dispose() => http.Dispose();

    private async Task<JsonElement> Call(HttpMethod method, string path, object? body)
    {
        var (status, answer) = await Ask(method, path, body, apiKey);
        return (int)status is >= 200 and < 300 ? answer : throw new InvalidOperationException($"{method} {path} answered {status}: {answer}");
    }
}
