using System.Net;
using System.Text.Json;
using Keytill.Core.Refunds;
using Keytill.Server.Orders;
using Keytill.Server.Refunds;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Api;

public sealed class OrdersApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_order_shows_its_whole_sale_member_for_member(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        using var ada = new Customer(world.Here);
        await ada.Buy("editor?quantity=2&ref=cart-7&data[seat]=12");
        await ada.Order();
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await world.Here.Settle(order.Id);
        await world.Here.Get<RefundOrder>().Run(world.Here.Scope, order.Id, new RefundAsk("ref_" + order.Id[4..], "a mistake", RefundOrigin.Support), "anna", CancellationToken.None);
        await world.Here.Settle(order.Id);

        var shown = (await world.Get("/v1/orders/" + order.Id)).Ok();

        OrderShape.AssertOrder(shown);
        Assert.Equal(
            ("test", "refunded", "delivered", "EUR", 58_00L, 0L, 58_00L, 0L, 58_00L, 0L, 58_00L, 58_00L),
            (Text(shown, "mode"), Text(shown, "status"), Text(shown, "delivery"), Text(shown, "currency"), Minor(shown, "subtotal"), Minor(shown, "discount"),
                Minor(shown, "net"), Minor(shown, "tax"), Minor(shown, "total"), Minor(shown, "amount_due"), Minor(shown, "amount_paid"), Minor(shown, "amount_refunded")));
        Assert.Equal(("cart-7", "12"), (Text(shown, "external_id"), Text(shown.GetProperty("additional_data"), "seat")));
        Assert.Equal(ada.OrderPage, new Uri(Text(shown, "url")!));
        var line = Assert.Single(shown.GetProperty("lines").EnumerateArray());
        Assert.Equal(("editor in English", 2, 29_00L, 58_00L, "delivered"), (Text(line, "name"), line.GetProperty("quantity").GetInt32(), Minor(line, "unit_price"), Minor(line, "total"), Text(line, "delivery")));
        Assert.Equal([1, 2], line.GetProperty("licenses").EnumerateArray().Select(l => l.GetProperty("unit").GetInt32()));
        Assert.All(line.GetProperty("licenses").EnumerateArray(), l => Assert.Equal("revoked", Text(l, "status")));
        var payment = Assert.Single(shown.GetProperty("payments").EnumerateArray());
        Assert.Equal(("sandbox", "succeeded", null, 58_00L), (Text(payment, "method"), Text(payment, "status"), Text(payment, "failure_code"), Minor(payment, "amount")));
        var refund = Assert.Single(shown.GetProperty("refunds").EnumerateArray());
        Assert.Equal(("succeeded", 58_00L, "a mistake"), (Text(refund, "status"), Minor(refund, "amount"), Text(refund, "reason")));
        foreach (string instant in (string[])["created_at", "paid_at", "expires_at"])
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", Text(shown, instant));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_order_is_found_by_its_id_and_by_its_number_as_people_write_it(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        var order = await world.AnOrder();
        string digits = order.Number[1..];

        foreach (string name in (string[])[order.Id, order.Number, order.Number.ToLowerInvariant(), digits, digits.TrimStart('0'), "00" + digits, "t" + digits.TrimStart('0')])
            Assert.Equal(order.Id, Text((await world.Get("/v1/orders/" + name)).Ok(), "id"));
        foreach (string name in (string[])["A" + digits, order.Id[..^1], order.Id + "0", "ord_", "T", "-1", "999999999999999999999", "T9999999999", "%20", "ord_%27", "%F0%9F%98%80"])
            (await world.Get("/v1/orders/" + name)).AssertProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Each_filter_finds_what_fits_and_nothing_else(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        var grace = await world.AnOrder("Grace.Hopper@Navy.example.org");
        var alan = await world.AnOrder("alan@example.org");
        await world.Here.Get<OrderActs>().Cancel(world.Here.Scope, alan.Id, "asked", returnMoney: false);

        Assert.Equal([grace.Id], await Ids(world, "email=grace.hopper%40navy.example.org"));
        Assert.Equal([grace.Id], await Ids(world, "email=%20GRACE.HOPPER@NAVY.EXAMPLE.ORG%20"));
        Assert.Equal([alan.Id], await Ids(world, "email=alan@example.org&status=cancelled"));
        Assert.Empty(await Ids(world, "email=alan@example.org&status=not_paid"));
        Assert.Equal([alan.Id], await Ids(world, "number=" + alan.Number[1..].TrimStart('0')));
        Assert.Equal([alan.Id], await Ids(world, $"number={alan.Number}&email=alan@example.org&limit=1"));
        Assert.Empty(await Ids(world, $"number={alan.Number}&email=grace.hopper@navy.example.org"));
        Assert.Contains(alan.Id, await Ids(world, "status=cancelled&limit=100"));
        Assert.DoesNotContain(grace.Id, await Ids(world, "status=cancelled&limit=100"));
        foreach (string nothing in (string[])["email=nobody@example.org", "email=%00", "email=%27%20OR%201=1", "number=%00", "number=x", "number=99999999999999999999", "email=" + new string('x', 5_000)])
            Assert.Empty(await Ids(world, nothing));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Paging_to_the_end_loses_none_and_doubles_none_though_more_are_placed_meanwhile(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        var placed = new List<string>();
        for (int i = 0; i < 7; i++)
            placed.Add((await world.AnOrder("pages@example.org")).Id);

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await world.Get($"/v1/orders?email=pages@example.org&limit=3&after={cursor}")).Ok();
            string[] ids = [.. page.GetProperty("data").EnumerateArray().Select(o => Text(o, "id")!)];
            seen.AddRange(ids);
            Assert.Equal(page.GetProperty("has_more").GetBoolean() ? ids[^1] : null, Text(page, "next_cursor"));
            cursor = Text(page, "next_cursor");
            world.Here.Clock.Advance(TimeSpan.FromMilliseconds(5));
            await world.AnOrder("pages@example.org");
        }
        while (cursor is not null);

        Assert.Equal(placed.OrderDescending(StringComparer.Ordinal), seen);
    }

    [Theory]
    [InlineData("limit=0", "limit", "out_of_range")]
    [InlineData("limit=-1", "limit", "out_of_range")]
    [InlineData("limit=101", "limit", "out_of_range")]
    [InlineData("limit=abc", "limit", "out_of_range")]
    [InlineData("limit=1e1", "limit", "out_of_range")]
    [InlineData("limit=1000000000000", "limit", "out_of_range")]
    [InlineData("limit=1&limit=2", "limit", "out_of_range")]
    [InlineData("status=Paid", "status", "unknown")]
    [InlineData("status=0", "status", "unknown")]
    [InlineData("status=paid,deleted", "status", "unknown")]
    [InlineData("after=nonsense", "after", "not_a_cursor")]
    [InlineData("after=%00", "after", "not_a_cursor")]
    [InlineData("after=evt_069nq4p3g0000000000000000a", "after", "not_a_cursor")]
    public async Task What_cannot_be_meant_is_named(string query, string field, string code)
    {
        var answer = await (await fixture.On(DatabaseKind.Postgres)).Get("/v1/orders?" + query);

        answer.AssertProblem(HttpStatusCode.BadRequest, "invalid_request", field);
        Assert.Equal(code, Text(answer.Body.GetProperty("errors")[0], "code"));
    }

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();

    private static long Minor(JsonElement element, string member) => element.GetProperty(member).GetInt64();

    private static async Task<string[]> Ids(ApiWorld world, string query) =>
        [.. (await world.Get("/v1/orders?" + query)).Ok().GetProperty("data").EnumerateArray().Select(o => Text(o, "id")!)];
}
