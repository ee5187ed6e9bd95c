using System.Text;
using System.Text.Json;
using Keytill.Core.Webhooks;

namespace Keytill.Server.Demo;

/// <summary>
/// The demo vendor's own server, played by this one. It knows Keytill as any vendor does: by the webhooks that it receives
/// over HTTP and verifies with its secret. It remembers the last thousand, in memory alone.
/// </summary>
public sealed class DemoVendor(TimeProvider clock)
{
    public const int WebhooksKeptMax = 1_000;
    public const int RefusalsKeptMax = 50;

    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<ReceivedWebhook>> byId = new(StringComparer.Ordinal);
    private readonly LinkedList<ReceivedWebhook> newestFirst = new();
    private readonly LinkedList<RefusedWebhook> refusals = new();
    private WebhookSecret[] secrets = [];

    /// <summary>The vendor that is played, once the demo has been set up.</summary>
    public string? VendorId { get; private set; }

    /// <summary>As it stands above the shop's door.</summary>
    public string Name { get; private set; } = "Demo shop";

    /// <summary>All that it has received newly, verified; repetitions are not counted.</summary>
    public int VerifiedCount { get; private set; }

    public int RefusedCount { get; private set; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<ReceivedWebhook> Verified
    {
        get
        {
            lock (gate)
                return [.. newestFirst];
        }
    }

    /// <summary>What did not verify, newest first.</summary>
    public IReadOnlyList<RefusedWebhook> Refused
    {
        get
        {
            lock (gate)
                return [.. refusals];
        }
    }

    /// <summary>Tells who is played and which secrets it holds; before that it refuses everything.</summary>
    public void Play(string vendorId, string name, IReadOnlyList<WebhookSecret> held)
    {
        lock (gate)
            (VendorId, Name, secrets) = (vendorId, name, [.. held]);
    }

    /// <summary>What a vendor's webhook handler does: verify the raw bytes, tell repetitions by the id, answer.</summary>
    public WebhookVerdict Receive(string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body)
    {
        DateTimeOffset now = clock.GetUtcNow();
        lock (gate)
        {
            WebhookVerdict verdict = WebhookSignature.Verify(secrets, id, timestamp, signatures, body, now);
            if (verdict == WebhookVerdict.Genuine)
                Keep(id!, body, now);
            else
                Refuse(verdict, now);
            return verdict;
        }
    }

    private void Keep(string id, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (byId.TryGetValue(id, out LinkedListNode<ReceivedWebhook>? known))
        {
            known.Value = known.Value with { Copies = known.Value.Copies + 1 };
            return;
        }

        VerifiedCount++;
        byId[id] = newestFirst.AddFirst(ReceivedWebhook.Read(id, Encoding.UTF8.GetString(body), now));
        if (newestFirst.Count > WebhooksKeptMax)
        {
            byId.Remove(newestFirst.Last!.Value.Id);
            newestFirst.RemoveLast();
        }
    }

    private void Refuse(WebhookVerdict verdict, DateTimeOffset now)
    {
        RefusedCount++;
        refusals.AddFirst(new RefusedWebhook(verdict, now));
        if (refusals.Count > RefusalsKeptMax)
            refusals.RemoveLast();
    }
}

/// <param name="Copies">How often it came: 1, and more where a crash or a lost answer made Keytill repeat it.</param>
/// <param name="Payload">The body as it was received and signed.</param>
public sealed record ReceivedWebhook(
    string Id, string Type, long Sequence, string? OrderId, string? OrderNumber, string? OrderUrl, DateTimeOffset ReceivedAt, int Copies, string Payload)
{
    internal static ReceivedWebhook Read(string id, string payload, DateTimeOffset now)
    {
        var received = new ReceivedWebhook(id, "", 0, null, null, null, now, 1, payload);
        try
        {
            using JsonDocument json = JsonDocument.Parse(payload);
            JsonElement order = json.RootElement.TryGetProperty("data", out JsonElement data) && data.TryGetProperty("order", out JsonElement found) ? found : default;
            return received with
            {
                Type = Text(json.RootElement, "type") ?? "",
                Sequence = json.RootElement.TryGetProperty("sequence", out JsonElement sequence) && sequence.TryGetInt64(out long number) ? number : 0,
                OrderId = Text(order, "id"),
                OrderNumber = Text(order, "number"),
                OrderUrl = Text(order, "url"),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Genuine and yet not of the documented form: kept for the reader to see.
            return received;
        }
    }

    private static string? Text(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

public sealed record RefusedWebhook(WebhookVerdict Why, DateTimeOffset At);
