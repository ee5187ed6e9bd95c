using System.Net;
using System.Text;
using System.Text.Json;
using Keytill.Core.Orders;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Api;

/// <summary>Ready-made keys come by API, and go out by sales.</summary>
public sealed class ProductKeysApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_product_of_keys_gets_a_pool_of_its_own_and_a_line_that_waits_for_keys_is_delivered_by_the_upload(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        string path = await AProductOfKeys(world, "keys-" + ProductsApiTests.Word(kind));
        using var program = new VendorProgram(world.Here);
        var order = await world.AnOrder(link: path.Split('/')[3]);
        await program.SendMoney(order.Id, 10_00);
        await world.Here.Settle(order.Id);
        Assert.Equal((0, 0, 1), Counts((await world.Get(path)).Ok()));

        var uploaded = (await Upload(world, path, "KEY-1\nKEY-2\n\nKEY-1\n" + new string('x', 1001))).Ok();
        Assert.Equal((2, 0, 1), (uploaded.GetProperty("added").GetInt32(), uploaded.GetProperty("known").GetInt32(), uploaded.GetProperty("repeated").GetInt32()));
        Assert.Equal((5, "too_long"), (uploaded.GetProperty("refused")[0].GetProperty("line").GetInt32(), uploaded.GetProperty("refused")[0].GetProperty("why").GetString()));

        await world.Here.UntilInTime(async () =>
        {
            await world.Here.Settle(order.Id);
            return (await program.Get($"/v1/orders/{order.Id}")).GetProperty("delivery").GetString() == "delivered";
        }, "the delivery");
        Assert.Equal("KEY-1", (await program.Get($"/v1/orders/{order.Id}")).GetProperty("lines")[0].GetProperty("licenses")[0].GetProperty("key").GetString());
        Assert.Equal((1, 1, 0), Counts((await world.Get(path)).Ok()));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Many_keys_come_in_one_call_and_the_same_call_again_adds_none(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        string path = await AProductOfKeys(world, "many-" + ProductsApiTests.Word(kind));
        string keys = string.Join('\n', Enumerable.Range(0, 2_500).Select(i => $"BULK-{i:00000}"));

        var first = await Upload(world, path, keys, once: "bulk");
        var second = await Upload(world, path, keys, once: "bulk");
        var third = (await Upload(world, path, keys)).Ok();

        Assert.Equal((2_500, first.Text, "true"), (first.Ok().GetProperty("added").GetInt32(), second.Text, second.Header("Idempotent-Replayed")));
        Assert.Equal((0, 2_500), (third.GetProperty("added").GetInt32(), third.GetProperty("known").GetInt32()));
        Assert.Equal((2_500, 0, 0), Counts((await world.Get(path)).Ok()));
    }

    [Fact]
    public async Task Keys_also_come_as_JSON_and_what_is_no_key_is_refused()
    {
        var world = await fixture.On(DatabaseKind.Sqlite);
        string path = await AProductOfKeys(world, "json-keys");

        Assert.Equal(2, (await world.Post(path, """{"keys":["a","b"]}""")).Ok().GetProperty("added").GetInt32());
        foreach (string wrong in (string[])["""{}""", """{"keys":[]}""", """{"keys":[null]}""", """{"keys":["a\nb"]}"""])
            (await world.Post(path, wrong)).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "keys");
        (await world.Post("/v1/products/editor/keys", """{"keys":["a"]}""")).AssertProblem(HttpStatusCode.Conflict, "no_key_pool");
        (await world.Post("/v1/products/nothing/keys", """{"keys":["a"]}""")).AssertProblem(HttpStatusCode.NotFound, "not_found");
        using var bytes = new ByteArrayContent([0xFF, 0xFE, 0xFD]);
        bytes.Headers.ContentType = new("text/plain");
        (await world.Send(HttpMethod.Post, path, world.Here.ApiKey, bytes)).AssertProblem(HttpStatusCode.BadRequest, "not_text");
        using var xml = new StringContent("<keys/>", Encoding.UTF8, "application/xml");
        (await world.Send(HttpMethod.Post, path, world.Here.ApiKey, xml)).AssertProblem(HttpStatusCode.UnsupportedMediaType, "not_json");
    }

    private static (int Unused, int Sold, int Waiting) Counts(JsonElement pool) =>
        (pool.GetProperty("unused").GetInt32(), pool.GetProperty("sold").GetInt32(), pool.GetProperty("lines_waiting").GetInt32());

    private static async Task<string> AProductOfKeys(ApiWorld world, string slug)
    {
        var made = (await world.Post("/v1/products", ProductsApiTests.AProduct(slug, """{"method":"key_pool"}"""))).Ok();
        Assert.StartsWith("pool_", made.GetProperty("license").GetProperty("settings").GetProperty("pool").GetString(), StringComparison.Ordinal);
        return $"/v1/products/{slug}/keys";
    }

    private static Task<ApiAnswer> Upload(ApiWorld world, string path, string keys, string? once = null) =>
        world.Send(HttpMethod.Post, path, world.Here.ApiKey, new StringContent(keys, Encoding.UTF8, "text/plain"), once: once);
}
