using System.Net;
using System.Text;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Api;
using Keytill.Server.Privacy;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Api;

/// <summary>A POST that carries an Idempotency-Key is done once, and a repetition gets what the first one was answered.</summary>
public sealed class IdempotencyTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Coupons = "/v1/coupons";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_repetition_gets_the_first_answer_byte_for_byte_and_nothing_is_done_again(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        string body = ACoupon("REPEAT" + kind);

        var first = await world.Post(Coupons, body, once: "repeat");
        await world.Here.Restart();
        var second = await world.Post(Coupons, body, once: "repeat");

        Assert.Equal((HttpStatusCode.Created, null), (first.Status, first.Header("Idempotent-Replayed")));
        Assert.Equal((HttpStatusCode.Created, "true"), (second.Status, second.Header("Idempotent-Replayed")));
        Assert.Equal((first.Text, first.ContentType), (second.Text, second.ContentType));
        Assert.Equal(1, await CountCoupons(world, "REPEAT" + kind));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Another_body_under_the_same_key_is_refused_and_does_nothing(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        (await world.Post(Coupons, ACoupon("FIRST" + kind), once: "reuse")).Ok();

        (await world.Post(Coupons, ACoupon("OTHER" + kind), once: "reuse")).AssertProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        Assert.Equal(0, await CountCoupons(world, "OTHER" + kind));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_same_key_is_another_one_on_another_path_in_the_other_mode_and_of_another_vendor(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        string live = await world.AKey(new Scope(world.Here.Scope.VendorId!, Mode.Live), Enum.GetValues<ApiScope>());
        string foreign = await world.AKey((await TestShop.Open(world.Here.Store, "other-" + kind.ToString().ToLowerInvariant())).Owner, Enum.GetValues<ApiScope>());

        var answers = new List<ApiAnswer> { await world.Post(Coupons, ACoupon("SHARED" + kind), once: "shared") };
        foreach (string key in (string[])[live, foreign])
            answers.Add(await world.Send(HttpMethod.Post, Coupons, key, ApiWorld.Json(ACoupon("SHARED" + kind)), once: "shared"));
        answers.Add(await world.Post("/v1/webhook-endpoints", """{"url":"http://127.0.0.1:9/shared"}""", once: "shared"));

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.Created, null), (answer.Status, answer.Header("Idempotent-Replayed"))));
        Assert.Equal(answers.Count, answers.Select(a => a.Ok().GetProperty("id").GetString()).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_is_refused_is_refused_again_in_the_same_words(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        var unpaid = await world.AnOrder();
        string ask = $$"""{"order":"{{unpaid.Id}}","reason":"changed my mind"}""";

        var first = await world.Post("/v1/refunds", ask, once: "refused");
        var second = await world.Post("/v1/refunds", ask, once: "refused");
        var malformed = await world.Post("/v1/refunds", "{", once: "malformed");

        Assert.Equal(HttpStatusCode.Conflict, first.Status);
        Assert.Equal((first.Status, first.Text, "true"), (second.Status, second.Text, second.Header("Idempotent-Replayed")));
        malformed.AssertProblem(HttpStatusCode.BadRequest, "invalid_json");
        Assert.Equal(malformed.Text, (await world.Post("/v1/refunds", "{", once: "malformed")).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*256")]
    public async Task A_key_has_1_to_255_characters(string given)
    {
        var world = await fixture.On(DatabaseKind.Sqlite);
        string key = given == "*256" ? new string('k', 256) : given;

        (await world.Post(Coupons, ACoupon("LENGTH"), once: key)).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "Idempotency-Key");
        Assert.Equal(0, await CountCoupons(world, "LENGTH"));
        (await world.Post(Coupons, ACoupon("LENGTH255"), once: new string('k', 255))).Ok();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_secret_that_is_shown_once_is_in_the_repetitions_answer_and_not_in_what_is_kept(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        const string Body = """{"url":"http://127.0.0.1:9/sealed"}""";
        var made = (await world.Post("/v1/webhook-endpoints", Body, once: "sealed")).Ok();
        string id = made.GetProperty("id").GetString()!;
        string rotate = $"/v1/webhook-endpoints/{id}/rotate-secret";
        string rotated = (await world.Post(rotate, "", once: "sealed")).Ok().GetProperty("secret").GetString()!;

        Assert.Equal(made.GetRawText(), (await world.Post("/v1/webhook-endpoints", Body, once: "sealed")).Ok().GetRawText());
        Assert.Equal(rotated, (await world.Post(rotate, "", once: "sealed")).Ok().GetProperty("secret").GetString());
        var secrets = await world.Here.Store.Read(world.Here.Scope, db => db.Set<WebhookEndpoint>().Where(e => e.Id == id).Select(e => e.Secrets).SingleAsync());
        Assert.Equal(rotated, secrets.All[0].Value.Reveal());
        foreach (var kept in await world.Here.Store.Read(world.Here.Scope, db => db.Set<KeptAnswer>().ToListAsync()))
        {
            Assert.DoesNotContain("whsec_", Encoding.Latin1.GetString(kept.SealedBody!), StringComparison.Ordinal);
            Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => AnswerSeal.Open("some other key", kept.Id, kept.SealedBody!));
        }
    }

    [Fact]
    public async Task Every_POST_there_is_keeps_its_answer()
    {
        var world = await fixture.On(DatabaseKind.Sqlite);
        var posts = world.Here.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal) && e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Contains("POST"))
            .Select(e => string.Join('/', e.RoutePattern.PathSegments.Select(s => s.Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "none")))
            .ToList();

        Assert.True(posts.Count >= 8, $"There are {posts.Count}.");
        foreach (string path in posts)
        {
            var first = await world.Post("/" + path, "{}", once: "every");
            var second = await world.Post("/" + path, "{}", once: "every");
            Assert.True((first.Status, first.Text, "true") == (second.Status, second.Text, second.Header("Idempotent-Replayed")), $"{path}: {first.Text} and then {second.Text}");
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Answers_are_kept_for_thirty_days(DatabaseKind kind)
    {
        await using var world = await ApiWorld.Open(kind);
        const string Body = """{"url":"http://127.0.0.1:9/month"}""";
        string first = (await world.Post("/v1/webhook-endpoints", Body, once: "month")).Text;

        world.Here.Clock.Advance(TimeSpan.FromDays(30));
        await world.Here.Get<Retention>().Run(CancellationToken.None);
        Assert.Equal(first, (await world.Post("/v1/webhook-endpoints", Body, once: "month")).Text);

        world.Here.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Here.Get<Retention>().Run(CancellationToken.None);
        Assert.Equal(0, await world.Here.Store.Read(world.Here.Scope, db => db.Set<KeptAnswer>().CountAsync()));
        Assert.NotEqual(first, (await world.Post("/v1/webhook-endpoints", Body, once: "month")).Text);
    }

    internal static string ACoupon(string code) => $$"""{"code":"{{code}}","percent_off":20}""";

    internal static Task<int> CountCoupons(ApiWorld world, string code) =>
        world.Here.Store.Read(world.Here.Scope, db => db.Set<Core.Catalog.Coupon>().CountAsync(c => c.Code == code.ToUpperInvariant()));
}
