using System.Text;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Judges;

/// <summary>What Standard Webhooks' own library says to what an installation sends.</summary>
public sealed class WebhookJudgeTests : IAsyncDisposable
{
    private readonly Judge library = new("webhooks.js");

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_standards_own_library_believes_every_webhook_of_a_sale_and_no_changed_strange_or_old_one(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        await using var receiver = await Listener.Start();
        using var vendor = new VendorProgram(here);
        var endpoint = await vendor.Post("/v1/webhook-endpoints", new { url = receiver.Url });
        string secret = endpoint.GetProperty("secret").GetString()!;

        using var ada = await Customer.WhoOrdered(here);
        await ada.PayByCard(Customer.GoodCard);
        await here.Settle((await ada.Placed()).Id);
        await Installation.Until(() => Task.FromResult(receiver.Requests.Count >= 4), "the webhooks of the sale have come");

        var now = here.Clock.GetUtcNow();
        foreach (var webhook in receiver.Requests)
        {
            Assert.Null(await WhyNot(webhook, secret, now));
            Assert.Null(await WhyNot(webhook, secret, now.AddMinutes(4)));
            Assert.Contains("too old", await WhyNot(webhook, secret, now.AddMinutes(6)), StringComparison.Ordinal);
            Assert.Contains("too new", await WhyNot(webhook, secret, now.AddMinutes(-6)), StringComparison.Ordinal);
            Assert.Contains("No matching signature", await WhyNot(webhook, Core.Webhooks.WebhookSecret.New().Reveal(), now), StringComparison.Ordinal);
            byte[] changed = [.. webhook.Body[..^1], (byte)' ', webhook.Body[^1]];
            Assert.Contains("No matching signature", await WhyNot(webhook with { Body = changed }, secret, now), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task While_the_secret_is_changed_it_believes_whoever_holds_the_old_or_the_new_one(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        await using var receiver = await Listener.Start();
        using var vendor = new VendorProgram(here);
        var endpoint = await vendor.Post("/v1/webhook-endpoints", new { url = receiver.Url, events = (string[])["order.created"] });
        var rotated = await vendor.Post($"/v1/webhook-endpoints/{endpoint.GetProperty("id").GetString()}/rotate-secret", new { });
        using var ada = await Customer.WhoOrdered(here);
        await here.Settle((await ada.Placed()).Id);
        await Installation.Until(() => Task.FromResult(!receiver.Requests.IsEmpty), "the webhook has come");

        var webhook = receiver.Requests.First();
        var now = here.Clock.GetUtcNow();
        foreach (var secrets in (System.Text.Json.JsonElement[])[endpoint, rotated])
            Assert.Null(await WhyNot(webhook, secrets.GetProperty("secret").GetString()!, now));
    }

    public ValueTask DisposeAsync() => library.DisposeAsync();

    /// <summary>Null where the library believes it.</summary>
    private async Task<string?> WhyNot(Arrived webhook, string secret, DateTimeOffset now)
    {
        var verdict = await library.Ask(new { secret, headers = webhook.Headers, body = Encoding.UTF8.GetString(webhook.Body), now = now.ToUnixTimeMilliseconds() });
        return verdict.GetProperty("genuine").GetBoolean() ? null : verdict.GetProperty("why").GetString();
    }
}
