using System.Net;
using System.Text;
using System.Text.Json;
using Keytill.Core.Emails;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Emails;
using Keytill.Server.Tests.Api;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Journeys;

/// <summary>A vendor's server that is down for days: the vendor is told, nothing is lost, and all can be had again.</summary>
public sealed class FailingEndpointTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task After_three_days_without_the_vendors_server_he_has_been_told_and_hears_everything_once_by_id(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        here.VendorServer.IsDown = true;
        using var ada = await Customer.WhoOrdered(here);
        await ada.PayByCard(Customer.GoodCard);
        string order = (await ada.Placed()).Id;
        await here.Settle(order);
        await Live(here, order, TimeSpan.FromDays(3));
        Assert.Equal([EmailKind.EndpointFailing], await ToldOfEndpoint(here));
        var mail = here.Mailbox.Accepted.Single(m => m.Subject.StartsWith("Webhooks do not get through", StringComparison.Ordinal));
        Assert.Contains(here.VendorServer.Url, mail.Text, StringComparison.Ordinal);
        Assert.Contains("503", mail.Text, StringComparison.Ordinal);

        here.VendorServer.IsDown = false;
        await Live(here, order, TimeSpan.FromDays(1));
        Assert.Equal(["order.created", "payment.succeeded", "product.delivered", "order.delivered"], here.VendorServer.Events(order).Select(e => e.Type));
        Assert.Equal(4, here.VendorServer.Heard.Count);
        Assert.Null((await Endpoint(here)).FailingSince);
        Assert.Equal([EmailKind.EndpointFailing], await ToldOfEndpoint(here));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_endpoint_to_which_nothing_gets_through_is_disabled_with_a_mail_and_a_range_is_sent_again_once_it_is_enabled(DatabaseKind kind)
    {
        await using var world = await ApiWorld.Open(kind);
        var here = world.Here;
        string since = here.Clock.GetUtcNow().ToString("O");
        here.VendorServer.IsDown = true;
        var first = await world.AnOrder();
        await here.Settle(first.Id);
        await Live(here, first.Id, TimeSpan.FromDays(6));
        var second = await world.AnOrder();
        await here.Settle(second.Id);
        await Live(here, second.Id, TimeSpan.FromDays(3));
        string endpoint = (await Endpoint(here)).Id;
        Assert.Equal([EmailKind.EndpointFailing, EmailKind.EndpointDisabled], await ToldOfEndpoint(here));
        Assert.Equal("failing", (await world.Get("/v1/webhook-endpoints/" + endpoint)).Ok().GetProperty("disabled_reason").GetString());
        here.VendorServer.IsDown = false;
        var unheard = await world.AnOrder();
        await here.Settle(unheard.Id);
        Assert.Empty(here.VendorServer.Heard);

        string range = $$"""{"since":"{{since}}","types":["order.created"]}""";
        (await world.Post($"/v1/webhook-endpoints/{endpoint}/resend", range)).AssertProblem(HttpStatusCode.Conflict, "endpoint_disabled");
        Assert.True((await world.Send(HttpMethod.Patch, "/v1/webhook-endpoints/" + endpoint, here.ApiKey, Json("""{"enabled":true}"""))).Ok().GetProperty("enabled").GetBoolean());
        var resent = (await world.Post($"/v1/webhook-endpoints/{endpoint}/resend", range)).Ok();
        Assert.Equal((3, false), (resent.GetProperty("resent").GetInt32(), resent.GetProperty("has_more").GetBoolean()));
        await here.UntilInTime(() => Task.FromResult(here.VendorServer.Heard.Count == 3), "all are heard");
        Assert.Equal(new[] { first.Id, second.Id, unheard.Id }.Order(), here.VendorServer.Heard.Select(e => e.OrderId).Order());
        Assert.All(here.VendorServer.Heard, heard => Assert.Equal("order.created", heard.Type));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_log_shows_each_delivery_with_what_was_sent_and_answered_and_sends_it_again_with_the_same_bytes(DatabaseKind kind)
    {
        await using var world = await ApiWorld.Open(kind);
        var here = world.Here;
        string endpoint = (await Endpoint(here)).Id;
        var order = await world.AnOrder();
        await here.Settle(order.Id);
        await here.UntilInTime(() => Task.FromResult(here.VendorServer.Heard.Count == 1), "the vendor has heard");
        await here.Settle(order.Id);

        var listed = (await world.Get($"/v1/webhook-endpoints/{endpoint}/deliveries?status=delivered&type=order.created")).Ok().GetProperty("data").EnumerateArray().Single();
        Assert.Equal(("order.created", order.Id, "delivered", 1), (Text(listed, "type"), Text(listed, "order"), Text(listed, "status"), listed.GetProperty("attempts").GetInt32()));
        Assert.False(listed.TryGetProperty("request", out _));
        string id = Text(listed, "id");
        var one = (await world.Get("/v1/webhook-deliveries/" + id)).Ok();
        Assert.Equal(here.VendorServer.Heard[0].Body.GetRawText(), one.GetProperty("request").GetRawText());
        Assert.Equal(200, one.GetProperty("response").GetProperty("status").GetInt32());

        var asked = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => world.Post($"/v1/webhook-deliveries/{id}/resend", "")));
        Assert.All(asked, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        await here.UntilInTime(() => Task.FromResult(here.VendorServer.Heard.Count >= 2), "it is heard again");
        await here.Settle(order.Id);
        Assert.Single(here.VendorServer.Heard.Select(e => e.Body.GetRawText()).Distinct());
        Assert.Equal([id], (await world.Get($"/v1/webhook-endpoints/{endpoint}/deliveries")).Ok().GetProperty("data").EnumerateArray().Select(d => Text(d, "id")));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task One_event_alone_is_sent_to_an_endpoint_also_to_one_that_was_not_there_when_it_happened(DatabaseKind kind)
    {
        await using var world = await ApiWorld.Open(kind);
        await using var late = await Listener.Start();
        await world.AnOrder();
        await world.AnOrder();
        string happened = Text((await world.Get("/v1/events?limit=1")).Ok().GetProperty("data")[0], "id");
        string endpoint = Text((await world.Post("/v1/webhook-endpoints", $$"""{"url":"{{late.Url}}/"}""")).Ok(), "id");

        Assert.Equal(1, (await world.Post($"/v1/webhook-endpoints/{endpoint}/resend", $$"""{"event":"{{happened}}"}""")).Ok().GetProperty("resent").GetInt32());

        await world.Here.UntilInTime(() => Task.FromResult(!late.Requests.IsEmpty), "it is heard");
        Assert.Equal([happened], late.Requests.Select(r => r.Headers["webhook-id"]).Distinct());
        foreach (string wrong in (string[])["\"evt_069nq4p3g0000000000000000a\"", "\"evt_\\u0000\"", "\"\"", $"\"{happened}\",\"since\":\"2026-01-01T00:00:00Z\"", $"\"{happened}\",\"types\":[\"order.created\"]"])
            (await world.Post($"/v1/webhook-endpoints/{endpoint}/resend", $$"""{"event":{{wrong}}}""")).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "event");
        (await world.Post("/v1/webhook-endpoints/we_069nq4p3g0000000000000000a/resend", $$"""{"event":"{{happened}}"}""")).AssertProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_endpoint_is_changed_its_secret_rotated_and_in_the_end_it_is_deleted(DatabaseKind kind)
    {
        await using var world = await ApiWorld.Open(kind);
        var here = world.Here;
        string path = "/v1/webhook-endpoints/" + (await Endpoint(here)).Id;

        var changed = (await world.Send(HttpMethod.Patch, path, here.ApiKey, Json("""{"events":["order.delivered"]}"""))).Ok();
        Assert.Equal((here.VendorServer.Url, "order.delivered"), (Text(changed, "url"), changed.GetProperty("events")[0].GetString()));
        (await world.Send(HttpMethod.Patch, path, here.ApiKey, Json("""{"url":"http://10.0.0.1/"}"""))).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "url");
        (await world.Send(HttpMethod.Patch, path, here.ApiKey, Json("""{"events":["order.eaten"]}"""))).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "events");
        (await world.Send(HttpMethod.Patch, path, here.ApiKey, Json("""{"colour":"red"}"""))).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "colour");

        var rotated = (await world.Post(path + "/rotate-secret", "")).Ok();
        Assert.NotEqual(here.VendorServer.Secret.Reveal(), Text(rotated, "secret"));
        Assert.Equal([Text(rotated, "secret"), here.VendorServer.Secret.Reveal()], (await Endpoint(here)).LiveSecrets(here.Clock.GetUtcNow()).Select(s => s.Reveal()));

        string other = await world.AKey(new Scope(here.Scope.VendorId!, Mode.Live), ApiScope.EndpointsWrite);
        foreach (var (method, tail) in ((HttpMethod, string)[])[(HttpMethod.Get, ""), (HttpMethod.Patch, ""), (HttpMethod.Delete, ""), (HttpMethod.Post, "/rotate-secret"), (HttpMethod.Get, "/deliveries")])
            (await world.Send(method, path + tail, other, method == HttpMethod.Patch ? Json("{}") : null)).AssertProblem(HttpStatusCode.NotFound, "not_found");
        Assert.Equal(HttpStatusCode.NoContent, (await world.Send(HttpMethod.Delete, path, here.ApiKey)).Status);
        (await world.Get(path)).AssertProblem(HttpStatusCode.NotFound, "not_found");
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static Task<WebhookEndpoint> Endpoint(Installation here) => here.Store.Read(here.Scope, db => db.Set<WebhookEndpoint>().SingleAsync());

    /// <summary>Wall time passes, an hour at a time, and what is due of the order is done.</summary>
    private static async Task Live(Installation here, string orderId, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromHours(1))
        {
            here.Clock.Advance(TimeSpan.FromHours(1));
            await here.Settle(orderId);
        }
    }

    private static async Task<List<EmailKind>> ToldOfEndpoint(Installation here) => await here.Store.Read(here.Scope, db => db.Set<MailRow>()
        .Where(m => (m.Kind == EmailKind.EndpointFailing || m.Kind == EmailKind.EndpointDisabled) && m.SentAt != null).OrderBy(m => m.CreatedAt).Select(m => m.Kind).ToListAsync());
}
