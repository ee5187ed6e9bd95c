using System.Net;
using System.Text.Json;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Api;

/// <summary>What scripts drive a test order with: its clock, money, and the mails that it led to.</summary>
public sealed class TestVerbsTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"1 day\"")]
    [InlineData("\"P0D\"")]
    [InlineData("\"-P1D\"")]
    [InlineData("\"PT0.0000001S\"")]
    [InlineData("\"P401D\"")]
    [InlineData("\"P999999999Y\"")]
    [InlineData("\"P99999999999999999999D\"")]
    [InlineData("\"P1D\\u0000\"")]
    public async Task A_clock_takes_a_positive_duration_of_at_most_400_days(string duration)
    {
        var world = await fixture.On(DatabaseKind.Sqlite);
        var order = await world.AnOrder();

        (await world.Post($"/v1/test/orders/{order.Id}/clock", $$"""{"advance":{{duration}}}""")).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "advance");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_advanced_clock_is_the_orders_own_and_answers_with_the_order(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        var (moved, other) = (await world.AnOrder(), await world.AnOrder());

        OrderShape.AssertOrder((await world.Post($"/v1/test/orders/{moved.Number}/clock", """{"advance":"PT1H"}""")).Ok());
        Assert.Equal(moved.Id, Text((await world.Post($"/v1/test/orders/{moved.Id}/clock", """{"advance":"P91D"}""")).Ok(), "id"));

        var now = world.Here.Clock.GetUtcNow();
        Assert.Equal(TimeSpan.FromHours(1 + (91 * 24)), await Offset(world, moved, now));
        Assert.Equal(TimeSpan.Zero, await Offset(world, other, now));
    }

    [Theory]
    [InlineData("""{"amount":null,"currency":"EUR"}""", "amount")]
    [InlineData("""{"amount":0,"currency":"EUR"}""", "amount")]
    [InlineData("""{"amount":-1,"currency":"EUR"}""", "amount")]
    [InlineData("""{"amount":1000000000001,"currency":"EUR"}""", "amount")]
    [InlineData("""{"amount":9223372036854775807,"currency":"EUR"}""", "amount")]
    [InlineData("""{"amount":99999999999999999999,"currency":"EUR"}""", "amount")]
    [InlineData("""{"amount":1.5,"currency":"EUR"}""", "amount")]
    [InlineData("""{"amount":"2900","currency":"EUR"}""", "amount")]
    [InlineData("""{"amount":1}""", "currency")]
    [InlineData("""{"amount":1,"currency":"XXX"}""", "currency")]
    [InlineData("""{"amount":1,"currency":"euro"}""", "currency")]
    [InlineData("""{"amount":1,"currency":"\u0000"}""", "currency")]
    [InlineData("""{"amount":1,"currency":"EUR","value_date":"yesterday"}""", "value_date")]
    [InlineData("""{"amount":1,"currency":"EUR","value_date":"0001-01-01"}""", "value_date")]
    [InlineData("""{"amount":1,"currency":"EUR","value_date":"2026-02-30"}""", "value_date")]
    [InlineData("""{"amount":1,"currency":"EUR","value_date":"9999-12-31T23:59:59-14:00"}""", "value_date")]
    public async Task Money_that_no_bank_could_send_is_refused_at_its_member(string body, string field)
    {
        var world = await fixture.On(DatabaseKind.Postgres);
        var order = await world.AnOrder();

        (await world.Post($"/v1/test/orders/{order.Id}/money", body)).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", field);
        Assert.Equal(0, (await world.Get("/v1/orders/" + order.Id)).Ok().GetProperty("amount_paid").GetInt64());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_booking_counts_once_by_its_reference(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        var order = await world.AnOrder();
        string path = $"/v1/test/orders/{order.Id}/money";

        (await world.Post(path, $$"""{"amount":1,"currency":"eur","reference":"{{new string('x', 141)}}"}""")).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "reference");
        Assert.Equal(1_00, (await world.Post(path, """{"amount":100,"currency":"eur","reference":"B\u0000<script>\u202e"}""")).Ok().GetProperty("amount_paid").GetInt64());
        Assert.Equal(1_00, (await world.Post(path, """{"amount":100,"currency":"EUR","reference":"B\u0000<script>\u202e"}""")).Ok().GetProperty("amount_paid").GetInt64());
        Assert.Equal(2_00, (await world.Post(path, """{"amount":100,"currency":"EUR"}""")).Ok().GetProperty("amount_paid").GetInt64());
        Assert.Equal(2_00, (await world.Post(path, """{"amount":1000000000000,"currency":"JPY"}""")).Ok().GetProperty("amount_paid").GetInt64());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Money_that_comes_late_is_in_time_by_its_value_date(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        var (late, inTime) = (await world.AnOrder(), await world.AnOrder());
        foreach (var order in (Order[])[late, inTime])
        {
            (await world.Post($"/v1/test/orders/{order.Id}/clock", """{"advance":"P91D"}""")).Ok();
            Assert.True(await world.Here.Get<OrderActs>().Expire(world.Here.Scope, order.Id));
        }

        string day = inTime.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal("deleted", Text((await world.Post($"/v1/test/orders/{late.Id}/money", """{"amount":2900,"currency":"EUR"}""")).Ok(), "status"));
        Assert.Equal("paid", Text((await world.Post($"/v1/test/orders/{inTime.Id}/money", $$"""{"amount":2900,"currency":"EUR","value_date":"{{day}}"}""")).Ok(), "status"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_mails_of_an_order_are_as_they_were_handed_over(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        using var ada = new Customer(world.Here);
        await ada.Buy("editor");
        await ada.Order();
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await world.Here.Settle(order.Id);

        var list = (await world.Get("/v1/test/emails?order=" + order.Number)).Ok();

        Assert.Equal(["data", "has_more", "next_cursor"], OrderShape.Names(list));
        Assert.Equal(["license", "payment_confirmed"], list.GetProperty("data").EnumerateArray().Select(m => Text(m, "kind")).Order());
        foreach (var mail in list.GetProperty("data").EnumerateArray())
        {
            Assert.Equal(["id", "kind", "to", "subject", "html", "text", "sent_at"], OrderShape.Names(mail));
            var handedOver = world.Here.Mailbox.Accepted.Single(m => m.MessageId.StartsWith(Text(mail, "id") + "@", StringComparison.Ordinal));
            Assert.Equal((handedOver.To, handedOver.Subject, handedOver.Html, handedOver.Text), (Text(mail, "to"), Text(mail, "subject"), Text(mail, "html"), Text(mail, "text")));
        }

        (await world.Get("/v1/test/emails")).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "order");
        (await world.Get("/v1/test/emails?order=T9999999999")).AssertProblem(HttpStatusCode.NotFound, "not_found");
        (await world.Get("/v1/test/emails?order=ord_%00")).AssertProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task While_the_bank_does_not_answer_a_clock_says_so_and_stays_usable()
    {
        await using var world = await ApiWorld.Open(DatabaseKind.Sqlite);
        using var ada = new Customer(world.Here);
        await ada.Buy("editor");
        await ada.Order();
        await ada.Choose("sandbox");
        var order = await ada.Placed();

        world.Here.Bank.Mischief.Unreachable = true;
        var answer = await world.Post($"/v1/test/orders/{order.Id}/clock", """{"advance":"PT1H"}""");
        answer.AssertProblem(HttpStatusCode.ServiceUnavailable, "gateway_unreachable");
        Assert.NotNull(answer.Header("Retry-After"));

        world.Here.Bank.Mischief.Unreachable = false;
        (await world.Post($"/v1/test/orders/{order.Id}/clock", """{"advance":"PT1H"}""")).Ok();
    }

    [Fact]
    public async Task A_live_key_finds_no_test_verbs()
    {
        var world = await fixture.On(DatabaseKind.Sqlite);
        string live = await world.AKey(new Scope(world.Here.Scope.VendorId!, Mode.Live), ApiScope.TestWrite);

        (await world.Send(HttpMethod.Get, "/v1/test/emails?order=1", live)).AssertProblem(HttpStatusCode.NotFound, "not_found");
    }

    private static async Task<TimeSpan> Offset(ApiWorld world, Order order, DateTimeOffset now) =>
        (await world.Here.Get<OrderQueries>().ById(world.Here.Scope, order.Id, CancellationToken.None))!.TimeAt(now) - now;

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();
}
