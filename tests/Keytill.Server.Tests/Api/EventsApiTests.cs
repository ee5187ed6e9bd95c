using System.Net;
using System.Text.Json;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Api;

public sealed class EventsApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_feed_is_what_the_webhooks_said_byte_for_byte_whole_and_per_order(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        using var ada = new Customer(world.Here);
        await ada.Buy("editor");
        await ada.Order();
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await world.AnOrder();
        await world.Here.Settle(order.Id);

        var feed = await Walk(world, "", limit: 2);
        string[] own = await Walk(world, $"order={order.Id}&", limit: 3);

        Assert.Equal(["order.created", "payment.succeeded", "product.delivered", "order.delivered"], own.Select(body => Member(body, "type")));
        Assert.Equal(["1", "2", "3", "4"], own.Select(body => Member(body, "sequence")));
        Assert.Equal(own, feed.Where(body => body.Contains(order.Id, StringComparison.Ordinal)));
        Assert.Equal(own, await Walk(world, $"order={order.Number.TrimStart('T', '0')}&", limit: 100));
        await Installation.Until(() => Task.FromResult(world.Here.VendorServer.Events(order.Id).Count == own.Length), "the webhooks arrive");
        Assert.Equal(own, world.Here.VendorServer.Events(order.Id).Select(heard => heard.Body.GetRawText()));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task After_is_an_event_that_the_list_holds(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        var (one, other) = (await world.AnOrder(), await world.AnOrder());
        string ofOther = Member((await Walk(world, $"order={other.Id}&", 10))[0], "id");

        foreach (string after in (string[])["nonsense", "%00", "evt_069nq4p3g0000000000000000a", one.Id])
        {
            (await world.Get("/v1/events?after=" + after)).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "after");
            (await world.Get($"/v1/events?order={one.Id}&after={after}")).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "after");
        }

        (await world.Get($"/v1/events?order={one.Id}&after={ofOther}")).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "after");
        (await world.Get("/v1/events?after=" + ofOther)).Ok();
        foreach (string limit in (string[])["0", "101", "abc", "-1"])
            (await world.Get("/v1/events?limit=" + limit)).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "limit");
        foreach (string unknown in (string[])["nonsense", "%00", "ord_%00", "ord_069nq4p3g0000000000000000a", "T9999999999"])
            (await world.Get("/v1/events?order=" + unknown)).AssertProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_follows_the_feed_from_now_on_begins_behind_the_newest_event(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        await world.AnOrder();
        string[] feed = await Walk(world, "", limit: 100);

        var newest = (await world.Get("/v1/events?newest=true")).Ok();

        string id = Member(feed[^1], "id");
        Assert.Equal([id], newest.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("id").GetString()));
        Assert.False(newest.GetProperty("has_more").GetBoolean());
        await world.AnOrder();
        Assert.Equal(["order.created"], (await world.Get("/v1/events?after=" + id)).Ok().GetProperty("data").EnumerateArray().Select(e => e.GetProperty("type").GetString()));
        foreach (string wrong in (string[])["newest=yes", "newest=true&after=" + id, "newest=true&order=1"])
            (await world.Get("/v1/events?" + wrong)).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "newest");
    }

    /// <summary>Every event of a list, page by page.</summary>
    private static async Task<string[]> Walk(ApiWorld world, string query, int limit)
    {
        var bodies = new List<string>();
        for (string? after = ""; after is not null;)
        {
            var page = (await world.Get($"/v1/events?{query}limit={limit}&after={after}")).Ok();
            Assert.Equal(["data", "has_more", "next_cursor"], OrderShape.Names(page));
            bodies.AddRange(page.GetProperty("data").EnumerateArray().Select(e => e.GetRawText()));
            Assert.Equal(page.GetProperty("has_more").GetBoolean(), page.GetProperty("next_cursor").ValueKind == JsonValueKind.String);
            after = page.GetProperty("next_cursor").GetString();
        }

        Assert.Equal(bodies.Count, bodies.Select(body => Member(body, "id")).Distinct().Count());
        return [.. bodies];
    }

    private static string Member(string body, string name) => JsonDocument.Parse(body).RootElement.GetProperty(name).ToString();
}
