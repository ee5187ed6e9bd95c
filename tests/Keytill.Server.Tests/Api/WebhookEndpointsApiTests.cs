using System.Net;
using System.Text.Json;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Api;

public sealed class WebhookEndpointsApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Path = "/v1/webhook-endpoints";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_secret_is_in_the_answer_once_and_in_no_list(DatabaseKind kind)
    {
        var world = await fixture.On(kind);

        var made = await world.Post(Path, """{"url":"http://127.0.0.1:9/hooks","events":["order.delivered","order.created"]}""");

        Assert.Equal(HttpStatusCode.Created, made.Status);
        var endpoint = made.Ok();
        Assert.Equal(["id", "url", "events", "enabled", "disabled_reason", "failing_since", "secret", "created_at"], OrderShape.Names(endpoint));
        Assert.Equal(["order.created", "order.delivered"], Texts(endpoint.GetProperty("events")));
        string secret = endpoint.GetProperty("secret").GetString()!;
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        var list = await world.Get(Path);
        Assert.DoesNotContain(secret, list.Text, StringComparison.Ordinal);
        var listed = list.Ok().GetProperty("data").EnumerateArray().Single(e => e.GetProperty("id").GetString() == endpoint.GetProperty("id").GetString());
        Assert.Equal(("http://127.0.0.1:9/hooks", true, JsonValueKind.Null), (listed.GetProperty("url").GetString(), listed.GetProperty("enabled").GetBoolean(), listed.GetProperty("secret").ValueKind));
        Assert.DoesNotContain(world.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"url":"http://127.0.0.1:9/"}""")]
    [InlineData("""{"url":"http://127.0.0.1:9/","events":[]}""")]
    [InlineData("""{"url":"http://127.0.0.1:9/","events":["*"]}""")]
    [InlineData("""{"url":"http://127.0.0.1:9/","events":null}""")]
    public async Task Without_a_choice_it_is_told_everything(string body) =>
        Assert.Equal(["*"], Texts((await (await fixture.On(DatabaseKind.Sqlite)).Post(Path, body)).Ok().GetProperty("events")));

    [Theory]
    [InlineData("""{}""", "url", "required")]
    [InlineData("""{"url":null}""", "url", "required")]
    [InlineData("""{"url":"shop.example"}""", "url", "url_invalid")]
    [InlineData("""{"url":"/hooks"}""", "url", "url_invalid")]
    [InlineData("""{"url":"ftp://shop.example/"}""", "url", "url_invalid")]
    [InlineData("""{"url":"javascript:alert(1)"}""", "url", "url_invalid")]
    [InlineData("""{"url":"https://user:pw@shop.example/"}""", "url", "url_invalid")]
    [InlineData("""{"url":"https://shop.example/#part"}""", "url", "url_invalid")]
    [InlineData("""{"url":"http://10.0.0.1/"}""", "url", "url_not_public")]
    [InlineData("""{"url":"http://169.254.169.254/latest/meta-data/"}""", "url", "url_not_public")]
    [InlineData("""{"url":"http://[::ffff:10.0.0.1]/"}""", "url", "url_not_public")]
    [InlineData("""{"url":"http://0xA000001/"}""", "url", "url_not_public")]
    [InlineData("""{"url":"http://127.0.0.1:9/","events":["order.exploded"]}""", "events", "event_unknown")]
    [InlineData("""{"url":"http://127.0.0.1:9/","events":[null]}""", "events", "event_unknown")]
    [InlineData("""{"url":"http://127.0.0.1:9/","events":[""]}""", "events", "event_unknown")]
    public async Task What_is_wrong_is_said_at_its_member_and_nothing_is_stored(string body, string field, string code)
    {
        var world = await fixture.On(DatabaseKind.Postgres);
        int before = (await world.Get(Path)).Ok().GetProperty("data").GetArrayLength();

        var answer = await world.Post(Path, body);

        answer.AssertProblem(HttpStatusCode.BadRequest, "invalid_request", field);
        Assert.Equal(code, answer.Body.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Equal(before, (await world.Get(Path)).Ok().GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task The_own_machine_is_refused_unless_the_operator_allows_it()
    {
        await using var strict = await ApiWorld.Open(DatabaseKind.Sqlite, allowsLoopback: false);

        foreach (string url in (string[])["http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/", "http://2130706433/", "http://0.0.0.0/"])
            (await strict.Post(Path, JsonSerializer.Serialize(new { url }))).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "url");
    }

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(e => e.GetString()!)];
}
