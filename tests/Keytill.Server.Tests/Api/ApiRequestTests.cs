using System.Net;
using System.Text;
using System.Text.Json;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Api;

/// <summary>Requests that are wrong as such, whatever they ask for: each is a problem, and none is our error.</summary>
public sealed class ApiRequestTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Post = "/v1/webhook-endpoints";

    public static TheoryData<string, string> Bodies => new()
    {
        { "", "invalid_json" },
        { "{", "invalid_json" },
        { "[]", "invalid_json" },
        { "null", "invalid_json" },
        { "\"text\"", "invalid_json" },
        { "42", "invalid_json" },
        { "{} {}", "invalid_json" },
        { "{\"url\":\"x\",}", "invalid_json" },
        { "{'url':'x'}", "invalid_json" },
        { "\u0000", "invalid_json" },
        { "<html>", "invalid_json" },
        { "{\"url\":1}", "invalid_request" },
        { "{\"url\":{\"a\":1}}", "invalid_request" },
        { "{\"url\":\"\\ud800\"}", "invalid_request" },
        { "{\"events\":{}}", "invalid_request" },
        { "{\"events\":[1]}", "invalid_request" },
        { "{\"url\":\"https://a.example/\",\"url\":\"https://b.example/\"}", "invalid_request" },
        { "{\"Url\":\"https://a.example/\"}", "invalid_request" },
        { "{\"urll\":\"https://a.example/\"}", "invalid_request" },
        { "{\"<script>alert(1)</script>\":1}", "invalid_request" },
        { $"{{\"{new string('x', 5_000)}\":1}}", "invalid_request" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_that_is_not_the_calls_is_refused_without_a_word_of_our_insides(string body, string code)
    {
        var answer = await (await fixture.On(DatabaseKind.Sqlite)).Post(Post, body);

        answer.AssertProblem(HttpStatusCode.BadRequest, code, field: answer.Body.TryGetProperty("errors", out var errors) ? errors[0].GetProperty("field").GetString() : null);
        Assert.DoesNotContain("<script>", answer.Text, StringComparison.Ordinal);
        Assert.InRange(answer.Text.Length, 1, 1_000);
    }

    [Fact]
    public async Task An_unknown_member_is_named() =>
        (await (await fixture.On(DatabaseKind.Sqlite)).Post(Post, """{"url":"https://a.example/","evnets":[]}""")).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "evnets");

    [Fact]
    public async Task Deep_nesting_is_refused_before_it_costs_anything()
    {
        string deep = new string('[', 30_000) + new string(']', 30_000);

        var answer = await (await fixture.On(DatabaseKind.Sqlite)).Post(Post, $"{{\"events\":{deep}}}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("application/problem+json", answer.ContentType);
    }

    [Fact]
    public async Task A_body_too_large_is_refused_announced_or_not()
    {
        var world = await fixture.On(DatabaseKind.Sqlite);
        string large = JsonSerializer.Serialize(new { url = new string('x', 70_000) });

        (await world.Post(Post, large)).AssertProblem(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        using var unannounced = new StreamContent(new Unannounced(Encoding.UTF8.GetBytes(large)));
        unannounced.Headers.ContentType = new("application/json");
        (await world.Send(HttpMethod.Post, Post, world.Here.ApiKey, unannounced)).AssertProblem(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Anything_but_json_is_refused_by_its_type(string? type)
    {
        var world = await fixture.On(DatabaseKind.Sqlite);
        using var content = new ByteArrayContent("""{"url":"https://a.example/"}"""u8.ToArray());
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);

        (await world.Send(HttpMethod.Post, Post, world.Here.ApiKey, content)).AssertProblem(HttpStatusCode.UnsupportedMediaType, "not_json");
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        var world = await fixture.On(DatabaseKind.Sqlite);
        using var content = new ByteArrayContent([(byte)'{', (byte)'"', 0xFF, 0xFE, (byte)'"', (byte)':', (byte)'1', (byte)'}']);
        content.Headers.ContentType = new("application/json");

        Assert.Equal(HttpStatusCode.BadRequest, (await world.Send(HttpMethod.Post, Post, world.Here.ApiKey, content)).Status);
    }

    [Theory]
    [InlineData("GET", "/v1", 404)]
    [InlineData("GET", "/v1/", 404)]
    [InlineData("GET", "/v1/nothing", 404)]
    [InlineData("GET", "/v1/nothing.json", 404)]
    [InlineData("GET", "/v1/orders/1/nothing", 404)]
    [InlineData("POST", "/v1/nothing", 404)]
    [InlineData("POST", "/v1/orders", 405)]
    [InlineData("DELETE", "/v1/orders/T0000000001", 405)]
    [InlineData("PUT", "/v1/webhook-endpoints", 405)]
    [InlineData("GET", "/v1/test/orders/1/clock", 405)]
    [InlineData("PATCH", "/v1/events", 405)]
    [InlineData("BREW", "/v1/events", 405)]
    public async Task What_is_not_there_is_a_problem_too(string method, string path, int status)
    {
        var answer = await (await fixture.On(DatabaseKind.Sqlite)).Send(new HttpMethod(method), path, key: null);

        answer.AssertProblem((HttpStatusCode)status, status == 404 ? "not_found" : "method_not_allowed");
    }

    [Fact]
    public async Task Every_problem_is_in_the_log_by_its_number_and_route_and_never_by_its_address()
    {
        var world = await fixture.On(DatabaseKind.Sqlite);

        var answer = await world.Get("/v1/orders/T0000004711?secret=in-the-address");
        var other = await world.Post("/v1/test/orders/T0000004711/clock", "{");

        Assert.Contains(world.Log.Lines, line => line.Contains(answer.RequestId!, StringComparison.Ordinal) && line.Contains("/v1/orders/{idOrNumber}", StringComparison.Ordinal));
        Assert.Contains(world.Log.Lines, line => line.Contains(other.RequestId!, StringComparison.Ordinal) && line.Contains("400", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Log.Lines, line => line.Contains("4711", StringComparison.Ordinal) || line.Contains("in-the-address", StringComparison.Ordinal));
        Assert.NotNull((await world.Get("/v1/orders")).RequestId);
    }

    /// <summary>Says not how long it is, so that it travels in chunks.</summary>
    private sealed class Unannounced(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
