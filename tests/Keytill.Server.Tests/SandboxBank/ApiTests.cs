using System.Net;
using System.Text.Json;

namespace Keytill.Server.Tests.SandboxBank;

/// <summary>What the merchant's server may ask, and how it is refused.</summary>
public sealed class ApiTests : IAsyncLifetime
{
    private BankWorld world = null!;

    public async ValueTask InitializeAsync() => world = await BankWorld.Open();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("another secret")]
    public async Task Nobody_without_the_secret_learns_or_does_anything(string secret)
    {
        BankPage page = await world.APaidPayment();

        foreach ((HttpMethod method, string path) in new[]
        {
            (HttpMethod.Post, "/v1/payments"), (HttpMethod.Get, "/v1/payments/" + page.Id), (HttpMethod.Get, "/v1/payments?reference=" + page.Reference),
            (HttpMethod.Post, $"/v1/payments/{page.Id}/close"), (HttpMethod.Post, "/v1/refunds"), (HttpMethod.Get, "/v1/refunds?reference=ref_1"),
            (HttpMethod.Put, "/v1/clock"), (HttpMethod.Get, "/v1/charges"),
        })
            await Refused(await world.Api(method, path, new { }, "key", secret), HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task The_same_key_makes_the_same_payment()
    {
        Dictionary<string, object> asked = world.NewPayment("pay_1");
        using HttpResponseMessage first = await world.Api(HttpMethod.Post, "/v1/payments", asked, "key_1");
        using HttpResponseMessage second = await world.Api(HttpMethod.Post, "/v1/payments", asked, "key_1");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal("true", second.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_key_stands_for_one_request_only()
    {
        using (await world.Api(HttpMethod.Post, "/v1/payments", world.NewPayment("pay_1"), "key_1"))
            await Refused(
                await world.Api(HttpMethod.Post, "/v1/payments", world.NewPayment("pay_1", amount: 1), "key_1"),
                HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task After_a_day_a_key_is_forgotten_and_makes_another_payment()
    {
        Dictionary<string, object> asked = world.NewPayment("pay_1");
        JsonElement first = await BankWorld.Json(await world.Api(HttpMethod.Post, "/v1/payments", asked, "key_1"));
        world.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        JsonElement second = await BankWorld.Json(await world.Api(HttpMethod.Post, "/v1/payments", asked, "key_1"));
        world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        JsonElement third = await BankWorld.Json(await world.Api(HttpMethod.Post, "/v1/payments", asked, "key_1"));

        Assert.Equal(first.GetProperty("id").GetString(), second.GetProperty("id").GetString());
        Assert.NotEqual(first.GetProperty("id").GetString(), third.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Who_asks_under_two_keys_has_two_payments()
    {
        using (await world.Api(HttpMethod.Post, "/v1/payments", world.NewPayment("pay_1"), "key_1"))
        using (await world.Api(HttpMethod.Post, "/v1/payments", world.NewPayment("pay_1"), "key_2"))
            Assert.Equal(2, (await Data("/v1/payments?reference=pay_1")).GetArrayLength());
    }

    [Theory]
    [InlineData("mode", "live", 422, "mode_not_supported")]
    [InlineData("currency", "eur", 422, "currency_not_supported")]
    [InlineData("currency", "EURO", 422, "currency_not_supported")]
    [InlineData("amount", 0, 422, "amount_not_supported")]
    [InlineData("amount", -1, 422, "amount_not_supported")]
    [InlineData("amount", 1_000_000_000, 422, "amount_not_supported")]
    [InlineData("amount", "many", 400, "invalid_request")]
    [InlineData("reference", "", 400, "invalid_request")]
    [InlineData("return_url", "/here", 400, "invalid_request")]
    [InlineData("return_url", "javascript:alert(1)", 400, "invalid_request")]
    [InlineData("notice_url", "file:///etc/passwd", 400, "invalid_request")]
    [InlineData("order_time", "yesterday", 400, "invalid_request")]
    public async Task A_payment_that_makes_no_sense_is_refused_with_a_code(string field, object value, int status, string code)
    {
        Dictionary<string, object> asked = world.NewPayment("pay_1");
        asked[field] = value;

        await Refused(await world.Api(HttpMethod.Post, "/v1/payments", asked, "key_1"), (HttpStatusCode)status, code);
        asked[field] = world.NewPayment("pay_1")[field];
        using HttpResponseMessage right = await world.Api(HttpMethod.Post, "/v1/payments", asked, "key_1");
        Assert.Equal(HttpStatusCode.Created, right.StatusCode);
    }

    [Fact]
    public async Task What_is_made_needs_a_key_and_a_body_of_some_size()
    {
        await Refused(
            await world.Api(HttpMethod.Post, "/v1/payments", world.NewPayment("pay_1")), HttpStatusCode.BadRequest, "idempotency_key_required");
        await Refused(
            await world.Api(HttpMethod.Post, "/v1/payments", new string('x', 70_000), "key_1"), HttpStatusCode.RequestEntityTooLarge, "too_large");
        await Refused(await world.Api(HttpMethod.Post, "/v1/payments", "text", "key_1"), HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task A_closed_payment_cannot_be_paid_and_says_so_to_the_merchant()
    {
        BankPage page = await world.AnOpenPayment();

        JsonElement closed = await BankWorld.Json(await world.Api(HttpMethod.Post, $"/v1/payments/{page.Id}/close"));
        await BankWorld.Read(await world.Pay(page, BankWorld.GoodCard), HttpStatusCode.Gone);

        Assert.Equal("closed", closed.GetProperty("status").GetString());
        Assert.Equal("payment.closed", (await world.Merchant.NextWord()).Type);
        Assert.Empty(world.Bank.Books.Charges());
    }

    [Fact]
    public async Task A_processing_payment_cannot_be_closed_any_more()
    {
        BankPage page = await world.AnOpenPayment();
        await world.AssertReturned(await world.Pay(page, "4000 0000 0001 0001"));

        JsonElement late = await BankWorld.Json(await world.Api(HttpMethod.Post, $"/v1/payments/{page.Id}/close"));

        Assert.Equal("processing", late.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Money_goes_back_in_parts_and_never_more_than_came()
    {
        BankPage page = await world.APaidPayment(amount: 1_900);

        Assert.Equal("succeeded", (await BankWorld.Json(await Refund(page, "ref_1", 1_000))).GetProperty("status").GetString());
        await Refused(await Refund(page, "ref_2", 901), HttpStatusCode.UnprocessableEntity, "amount_exceeds_refundable");
        await Refused(await Refund(page, "ref_3", 0), HttpStatusCode.BadRequest, "invalid_request");
        await Refused(await Refund(page, "ref_4", 100, "USD"), HttpStatusCode.UnprocessableEntity, "currency_mismatch");
        using HttpResponseMessage rest = await Refund(page, "ref_5", 900);

        Assert.Equal(HttpStatusCode.Created, rest.StatusCode);
        Assert.Equal([1_000L, 900L], world.Bank.Books.Charges().Single().Refunds.Select(refund => refund.Amount));
        (string type, JsonElement about) = await world.Merchant.NextWord();
        Assert.Equal(("refund.succeeded", page.Reference), (type, about.GetProperty("payment_reference").GetString()));
    }

    [Fact]
    public async Task A_refund_that_was_refused_may_be_asked_for_again_under_its_key()
    {
        BankPage page = await world.AnOpenPayment();
        await Refused(await Refund(page, "ref_1", 1_900), HttpStatusCode.UnprocessableEntity, "not_charged");
        await world.AssertReturned(await world.Pay(page, BankWorld.GoodCard));

        using HttpResponseMessage then = await Refund(page, "ref_1", 1_900);

        Assert.Equal(HttpStatusCode.Created, then.StatusCode);
    }

    [Fact]
    public async Task Many_refunds_at_once_never_send_back_more_than_came()
    {
        BankPage page = await world.APaidPayment(amount: 1_000);

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Refund(page, $"ref_{i}", 100)));

        Assert.Equal(10, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.Equal(1_000, world.Bank.Books.Charges().Single().Refunds.Sum(refund => refund.Amount));
    }

    [Fact]
    public async Task The_books_can_be_read_page_by_page()
    {
        BankPage[] paid = [await world.APaidPayment(), await world.APaidPayment(), await world.APaidPayment()];

        JsonElement first = await BankWorld.Json(await world.Api(HttpMethod.Get, "/v1/charges?limit=2"));
        string last = first.GetProperty("data")[1].GetProperty("id").GetString()!;
        JsonElement second = await BankWorld.Json(await world.Api(HttpMethod.Get, "/v1/charges?limit=2&after=" + last));

        Assert.Equal((true, false), (first.GetProperty("has_more").GetBoolean(), second.GetProperty("has_more").GetBoolean()));
        Assert.Equal(
            paid.Select(page => page.Reference),
            new[] { first, second }.SelectMany(page => page.GetProperty("data").EnumerateArray()).Select(charge => charge.GetProperty("reference").GetString()));
    }

    private Task<HttpResponseMessage> Refund(BankPage page, string reference, long amount, string currency = "EUR") =>
        world.Api(HttpMethod.Post, "/v1/refunds", new { payment = page.Id, reference, amount, currency }, reference);

    private async Task<JsonElement> Data(string path) => (await BankWorld.Json(await world.Api(HttpMethod.Get, path))).GetProperty("data");

    private static async Task Refused(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (await BankWorld.Json(answer)).GetProperty("error").GetProperty("code").GetString());
    }
}
