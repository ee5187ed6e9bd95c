using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Keytill.Server.Outgoing;

namespace Keytill.Server.Cli;

/// <summary>The API as a vendor's own program calls it.</summary>
internal sealed class VendorApi(IHttpClientFactory clients, Uri server, string key)
{
    /// <returns>A page of a list, with its <c>data</c>.</returns>
    /// <exception cref="VendorApiFailed">The server said no, or nothing, or is something else.</exception>
    public async Task<JsonElement> List(string path, CancellationToken cancel)
    {
        var page = await Call(HttpMethod.Get, path, null, cancel);
        bool isList = page.ValueKind == JsonValueKind.Object && page.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array;
        return isList ? page : throw NoKeytill();
    }

    /// <exception cref="VendorApiFailed">The server said no, or nothing.</exception>
    public Task<JsonElement> Post(string path, object body, CancellationToken cancel) => Call(HttpMethod.Post, path, body, cancel);

    private async Task<JsonElement> Call(HttpMethod method, string path, object? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(server, path)) { Content = body is null ? null : JsonContent.Create(body) };
        if (!request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key))
            throw new VendorApiFailed("That is no API key.", isPassing: false);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var answer = await clients.CreateClient(OutgoingSetup.Gateway).SendAsync(request, cancel);
            string text = await answer.Content.ReadAsStringAsync(cancel);
            if (!answer.IsSuccessStatusCode)
                throw new VendorApiFailed($"{server} answered {(int)answer.StatusCode}{Detail(text)}", isPassing: IsPassing(answer.StatusCode));
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            throw new VendorApiFailed($"{server} does not answer: {e.Message}", isPassing: true);
        }
        catch (JsonException)
        {
            throw NoKeytill();
        }
    }

    private VendorApiFailed NoKeytill() => new($"{server} is no Keytill: it answers something else.", isPassing: false);

    private static bool IsPassing(HttpStatusCode status) => status == HttpStatusCode.TooManyRequests || (int)status >= 500;

    /// <summary>What a problem of RFC 9457 says, behind a colon; a full stop where something else has answered.</summary>
    private static string Detail(string text)
    {
        try
        {
            using var problem = JsonDocument.Parse(text);
            return $": {problem.RootElement.GetProperty("detail").GetString()}";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return ".";
        }
    }
}

/// <param name="isPassing">Whether it may be otherwise in a moment.</param>
internal sealed class VendorApiFailed(string message, bool isPassing) : InvalidOperationException(message)
{
    public bool IsPassing { get; } = isPassing;
}
