using System.Text.Json;
using System.Text.Json.Serialization;
using Keytill.Core.Webhooks;
using Keytill.Server.Hosting.Access;

namespace Keytill.Server.Demo;

/// <summary>What the demo vendor's server answers to programs; its page for people is in <c>Pages/Demo</c>.</summary>
internal static class DemoVendorRoutes
{
    public const string WebhooksPath = "/demo/vendor/webhooks";

    /// <summary>The envelope is at most 64 KiB; what is larger is not from Keytill.</summary>
    private const int BodyBytesMax = 128 * 1024;

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static void Map(WebApplication app)
    {
        app.MapPost(WebhooksPath, Receive).WithMetadata(new OpenToOtherSitesAttribute());
        app.MapGet("/demo/vendor.json", List);
    }

    private static async Task<IResult> Receive(HttpRequest request, DemoVendor vendor, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        byte[] block = new byte[8 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(block, cancel)) > 0)
        {
            if (body.Length + read > BodyBytesMax)
                return Results.Text("Too large.", statusCode: StatusCodes.Status413PayloadTooLarge);
            body.Write(block.AsSpan(0, read));
        }

        IHeaderDictionary headers = request.Headers;
        WebhookVerdict verdict = vendor.Receive(
            headers[WebhookSignature.IdHeader], headers[WebhookSignature.TimestampHeader], headers[WebhookSignature.SignatureHeader],
            body.GetBuffer().AsSpan(0, (int)body.Length));
        return verdict == WebhookVerdict.Genuine
            ? Results.NoContent()
            : Results.Text($"Not verified: {verdict}.", statusCode: StatusCodes.Status401Unauthorized);
    }

    /// <param name="order">Id or number: only this order's webhooks.</param>
    private static IResult List(DemoVendor vendor, string? order)
    {
        IEnumerable<ReceivedWebhook> chosen = vendor.Verified.Where(webhook => order is null || webhook.OrderId == order || webhook.OrderNumber == order);
        return Results.Json(new VendorList(vendor.VerifiedCount, vendor.RefusedCount, [.. chosen.Select(Row)], vendor.Refused), Form);
    }

    private static VendorRow Row(ReceivedWebhook webhook) => new(
        webhook.Id, webhook.Type, webhook.Sequence, webhook.OrderId, webhook.OrderNumber, webhook.ReceivedAt, webhook.Copies, AsJson(webhook.Payload));

    private static JsonElement AsJson(string payload)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(payload);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(payload);
        }
    }

    /// <param name="Verified">Different webhooks that were received and verified since the start.</param>
    /// <param name="Webhooks">The last thousand of them, newest first.</param>
    private sealed record VendorList(int Verified, int Refused, IReadOnlyList<VendorRow> Webhooks, IReadOnlyList<RefusedWebhook> Refusals);

    private sealed record VendorRow(
        string Id, string Type, long Sequence, string? Order, string? OrderNumber, DateTimeOffset ReceivedAt, int Copies, JsonElement Payload);
}
