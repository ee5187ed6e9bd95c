using System.Net;
using System.Text;
using Keytill.Core.Vendors;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Api;

public sealed class CouponsApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Path = "/v1/coupons";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_coupon_is_made_found_changed_and_ended(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        string code = "Made" + kind;

        var made = await world.Post(Path, $$"""{"code":"{{code}}","percent_off":20,"products":["editor"],"ends_at":"2030-01-01T00:00:00Z","uses_max":10}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var coupon = made.Ok();
        Assert.Equal(
            ["id", "code", "percent_off", "products", "starts_at", "ends_at", "uses_max", "uses_per_customer_max", "uses", "enabled", "created_at"], OrderShape.Names(coupon));
        Assert.Equal(code.ToUpperInvariant(), coupon.GetProperty("code").GetString());
        string id = coupon.GetProperty("id").GetString()!;
        Assert.Equal(coupon.GetRawText(), (await world.Get($"{Path}/{id}")).Ok().GetRawText());
        Assert.Contains(id, (await world.Get(Path + "?limit=100")).Ok().GetProperty("data").EnumerateArray().Select(c => c.GetProperty("id").GetString()));

        await world.AnOrder(link: "editor?coupon=" + code);
        var changed = (await Patch(world, id, """{"uses_max":null,"enabled":false,"percent_off":25}""")).Ok();
        Assert.Equal((25, false, 1), (changed.GetProperty("percent_off").GetInt32(), changed.GetProperty("enabled").GetBoolean(), changed.GetProperty("uses").GetInt32()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, changed.GetProperty("uses_max").ValueKind);
        Assert.Equal("2030-01-01T00:00:00.000Z", changed.GetProperty("ends_at").GetString());
    }

    [Theory]
    [InlineData("""{"percent_off":20}""", "code", "coupon_code")]
    [InlineData("""{"code":"a b%","percent_off":20}""", "code", "coupon_code")]
    [InlineData("""{"code":"GOOD"}""", "percent_off", "coupon_percent")]
    [InlineData("""{"code":"GOOD","percent_off":101}""", "percent_off", "coupon_percent")]
    [InlineData("""{"code":"GOOD","percent_off":20,"uses_max":0}""", "uses_max", "coupon_uses")]
    [InlineData("""{"code":"GOOD","percent_off":20,"starts_at":"2030-01-02T00:00:00Z","ends_at":"2030-01-01T00:00:00Z"}""", "ends_at", "coupon_period")]
    [InlineData("""{"code":"GOOD","percent_off":20,"products":["nothing-like-it"]}""", "products", "coupon_products")]
    public async Task What_makes_no_coupon_is_refused_by_its_member(string body, string field, string code)
    {
        var answer = await (await fixture.On(DatabaseKind.Sqlite)).Post(Path, body);
        answer.AssertProblem(HttpStatusCode.BadRequest, "invalid_request", field);
        Assert.Equal(code, answer.Body.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_code_is_given_once_also_when_it_is_asked_for_many_times_at_once(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        string body = $$"""{"code":"ONCE{{kind}}","percent_off":20}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.Post(Path, body)));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => a.AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "code"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_coupon_is_its_vendors_and_its_modes_alone(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        string id = (await world.Post(Path, $$"""{"code":"MINE{{kind}}","percent_off":20}""")).Ok().GetProperty("id").GetString()!;
        string live = await world.AKey(new Scope(world.Here.Scope.VendorId!, Mode.Live), ApiScope.CouponsWrite);
        (await world.Send(HttpMethod.Get, $"{Path}/{id}", live)).AssertProblem(HttpStatusCode.NotFound, "not_found");
        (await world.Send(HttpMethod.Get, $"{Path}/{id}", await world.AKey(ApiScope.OrdersRead))).AssertProblem(HttpStatusCode.Forbidden, "insufficient_scope");
    }

    private static Task<ApiAnswer> Patch(ApiWorld world, string id, string json) =>
        world.Send(HttpMethod.Patch, $"{Path}/{id}", world.Here.ApiKey, new StringContent(json, Encoding.UTF8, "application/json"));
}
