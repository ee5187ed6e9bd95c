using System.Text.Json;

namespace Keytill.Server.Cli;

/// <summary>Has one event sent again, to one endpoint or to all that are enabled: with the same id and the same bytes.</summary>
internal sealed class ResendEvent(VendorApi api, TextWriter output)
{
    /// <param name="endpointId">Null for all.</param>
    /// <exception cref="VendorApiFailed">There is no such event or endpoint, or the endpoint is disabled.</exception>
    public async Task Run(string eventId, string? endpointId, CancellationToken cancel)
    {
        foreach (var (id, url) in endpointId is null ? await Enabled(cancel) : [(endpointId, endpointId)])
        {
            await api.Post($"/v1/webhook-endpoints/{Uri.EscapeDataString(id)}/resend", new { @event = eventId }, cancel);
            await output.WriteLineAsync($"{eventId} is on its way to {url} again.");
        }
    }

    private async Task<List<(string Id, string Url)>> Enabled(CancellationToken cancel)
    {
        var endpoints = (await api.List("/v1/webhook-endpoints", cancel)).GetProperty("data").EnumerateArray();
        List<(string, string)> enabled = [.. endpoints.Where(e => e.GetProperty("enabled").GetBoolean()).Select(e => (Text(e, "id"), Text(e, "url")))];
        return enabled is not [] ? enabled : throw new InvalidOperationException("No endpoint is enabled.");
    }

    private static string Text(JsonElement endpoint, string name) => endpoint.GetProperty(name).GetString()!;
}
