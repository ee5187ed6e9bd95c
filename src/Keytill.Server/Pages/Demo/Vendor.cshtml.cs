using System.Text.Encodings.Web;
using System.Text.Json;
using Keytill.Core.Webhooks;
using Keytill.Server.Demo;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Keytill.Server.Pages.Demo;

/// <summary>What the demo vendor's server has received, for people to read.</summary>
public sealed class VendorModel(DemoVendor server) : PageModel
{
    private const int ShownMax = 200;

    // The page encodes for HTML; JSON's own escapes would only hide umlauts and quotes from the reader.
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public DemoVendor Server => server;

    /// <summary>Id or number: only this order's.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Order { get; set; }

    public IReadOnlyList<ReceivedWebhook> Webhooks { get; private set; } = [];

    public bool HasMore { get; private set; }

    public void OnGet()
    {
        List<ReceivedWebhook> found = [.. server.Verified.Where(w => Order is null || w.OrderNumber == Order || w.OrderId == Order).Take(ShownMax + 1)];
        HasMore = found.Count > ShownMax;
        Webhooks = HasMore ? found[..ShownMax] : found;
    }

    /// <summary>The order's page as the payload names it, where it is an address of the web.</summary>
    public string? PageOf(ReceivedWebhook webhook) =>
        Uri.TryCreate(webhook.OrderUrl, UriKind.Absolute, out Uri? page) && page.Scheme is "http" or "https" ? page.AbsoluteUri : null;

    public static string Readable(string payload)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(payload);
            return JsonSerializer.Serialize(json.RootElement, Form);
        }
        catch (JsonException)
        {
            return payload;
        }
    }

    public static string Sentence(WebhookVerdict why) => why switch
    {
        WebhookVerdict.HeaderMissing => "a header is missing",
        WebhookVerdict.TimestampMalformed => "the timestamp is no number",
        WebhookVerdict.TimestampTooFar => "the timestamp is more than five minutes off",
        WebhookVerdict.SignatureWrong => "the signature is wrong",
        WebhookVerdict.Genuine => "genuine",
        _ => throw new InvalidOperationException($"{why} is no verdict."),
    };
}
