using System.Net;
using Keytill.Core.Vendors;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Api;

/// <summary>Who may call, and what those learn who may not.</summary>
public sealed class ApiKeyTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    /// <summary>Every call there is, with the scope that it needs.</summary>
    private static readonly (string Method, string Path, ApiScope Scope)[] Calls =
    [
        ("GET", "/v1/orders", ApiScope.OrdersRead),
        ("GET", "/v1/orders/T0000000001", ApiScope.OrdersRead),
        ("GET", "/v1/events", ApiScope.EventsRead),
        ("GET", "/v1/products", ApiScope.ProductsRead),
        ("GET", "/v1/products/editor", ApiScope.ProductsRead),
        ("POST", "/v1/products", ApiScope.ProductsWrite),
        ("PATCH", "/v1/products/editor", ApiScope.ProductsWrite),
        ("POST", "/v1/products/editor/keys", ApiScope.ProductsWrite),
        ("GET", "/v1/coupons", ApiScope.CouponsRead),
        ("POST", "/v1/coupons", ApiScope.CouponsWrite),
        ("POST", "/v1/refunds", ApiScope.RefundsWrite),
        ("GET", "/v1/webhook-endpoints", ApiScope.EndpointsRead),
        ("POST", "/v1/webhook-endpoints", ApiScope.EndpointsWrite),
        ("GET", "/v1/email-templates", ApiScope.TemplatesRead),
        ("PUT", "/v1/email-templates/license/en", ApiScope.TemplatesWrite),
        ("POST", "/v1/email-templates/license/en/preview", ApiScope.TemplatesRead),
        ("POST", "/v1/test/orders/T0000000001/clock", ApiScope.TestWrite),
        ("POST", "/v1/test/orders/T0000000001/money", ApiScope.TestWrite),
        ("GET", "/v1/test/emails", ApiScope.TestWrite),
    ];

    [Theory]
    [InlineData(null, "Bearer")]
    [InlineData("", "Bearer")]
    [InlineData("sk_test_", "Bearer")]
    [InlineData("sk_live_nobody", "Bearer")]
    [InlineData("sk_test_' OR 1=1 --", "Bearer")]
    [InlineData("dXNlcjpwYXNz", "Basic")]
    [InlineData("", "")]
    public async Task Without_a_valid_key_every_call_asks_for_one(string? key, string scheme)
    {
        var world = await fixture.On(DatabaseKind.Sqlite);
        foreach (var (method, path, _) in Calls)
        {
            var answer = await world.Send(new HttpMethod(method), path, key, scheme: scheme);

            answer.AssertProblem(HttpStatusCode.Unauthorized, "unauthorized");
            Assert.StartsWith("Bearer", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_key_opens_what_its_scopes_name_and_nothing_else(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        foreach (var scope in Enum.GetValues<ApiScope>())
        {
            string key = await world.AKey(scope);
            foreach (var (method, path, needed) in Calls)
            {
                var answer = await world.Send(new HttpMethod(method), path, key);
                if (needed == scope || Includes(scope) == needed)
                {
                    Assert.NotEqual(HttpStatusCode.Forbidden, answer.Status);
                    continue;
                }

                answer.AssertProblem(HttpStatusCode.Forbidden, "insufficient_scope");
                Assert.Contains("insufficient_scope", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Who may change a thing may read it.</summary>
    private static ApiScope? Includes(ApiScope scope) => scope switch
    {
        ApiScope.ProductsWrite => ApiScope.ProductsRead,
        ApiScope.CouponsWrite => ApiScope.CouponsRead,
        ApiScope.LinksWrite => ApiScope.LinksRead,
        ApiScope.EndpointsWrite => ApiScope.EndpointsRead,
        ApiScope.TemplatesWrite => ApiScope.TemplatesRead,
        _ => null,
    };

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_revoked_key_opens_nothing(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        string key = await world.AKey(ApiScope.OrdersRead);
        (await world.Send(HttpMethod.Get, "/v1/orders", key)).Ok();

        string hash = ApiKey.HashOf(key);
        await world.Here.Store.Write("revoke key", world.Here.Scope, async write =>
            (await write.Db.Set<ApiKey>().SingleAsync(k => k.SecretHash == hash)).Revoke(write.Now));

        (await world.Send(HttpMethod.Get, "/v1/orders", key)).AssertProblem(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_key_of_the_other_mode_or_another_vendor_finds_nothing_of_ours(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        var order = await world.AnOrder();
        string live = await world.AKey(new Scope(world.Here.Scope.VendorId!, Mode.Live), Enum.GetValues<ApiScope>());
        string foreign = await world.AKey((await TestShop.Open(world.Here.Store, "other-shop")).Owner, Enum.GetValues<ApiScope>());

        foreach (string key in (string[])[live, foreign])
        {
            Assert.Equal(0, (await world.Send(HttpMethod.Get, "/v1/orders", key)).Ok().GetProperty("data").GetArrayLength());
            Assert.Equal(0, (await world.Send(HttpMethod.Get, "/v1/events", key)).Ok().GetProperty("data").GetArrayLength());
            Assert.Equal(0, (await world.Send(HttpMethod.Get, "/v1/webhook-endpoints", key)).Ok().GetProperty("data").GetArrayLength());
            foreach (string path in (string[])[$"/v1/orders/{order.Id}", $"/v1/orders/{order.Number}", $"/v1/events?order={order.Id}", $"/v1/test/emails?order={order.Id}"])
                (await world.Send(HttpMethod.Get, path, key)).AssertProblem(HttpStatusCode.NotFound, "not_found");
            foreach (string verb in (string[])["clock", "money"])
            {
                string body = verb == "clock" ? """{"advance":"PT1H"}""" : """{"amount":1,"currency":"EUR"}""";
                (await world.Send(HttpMethod.Post, $"/v1/test/orders/{order.Id}/{verb}", key, new StringContent(body, null, "application/json")))
                    .AssertProblem(HttpStatusCode.NotFound, "not_found");
            }
        }

        Assert.Equal(0, (await world.Get("/v1/orders/" + order.Id)).Ok().GetProperty("amount_paid").GetInt64());
    }
}
