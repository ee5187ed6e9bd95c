using System.Net;
using System.Text.Json;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Api;

/// <summary>A vendor keeps his catalogue by program.</summary>
public sealed class ProductsApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Path = "/v1/products";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_product_is_made_found_changed_and_sold(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        string slug = "made-" + Word(kind);

        var made = await world.Post(Path, $$"""
            {"slug":"{{slug}}","name":{"en":"Pen","de":"Stift"},"description":{"en":"Writes."},"max_quantity":50,"revocation":"ask",
             "prices":[{"currency":"EUR","bands":[{"from":1,"unit_price":1000},{"from":10,"unit_price":800}]},{"currency":"JPY","bands":[{"unit_price":1500}]}],
             "license":{"method":"signed_key","settings":{"features":["pro"]},"per":"line"} }
            """);

        Assert.Equal(HttpStatusCode.Created, made.Status);
        var product = made.Ok();
        Assert.Equal(
            ["id", "slug", "name", "description", "image", "prices", "min_quantity", "max_quantity", "license", "revocation", "withdrawal", "retired", "buy_url", "created_at", "retired_at"],
            OrderShape.Names(product));
        Assert.Equal(("Stift", "ask", "waive", false), (product.GetProperty("name").GetProperty("de").GetString(), Text(product, "revocation"), Text(product, "withdrawal"), product.GetProperty("retired").GetBoolean()));
        Assert.Equal(new Uri(world.Here.Url, "/buy/" + slug).AbsoluteUri, Text(product, "buy_url"));
        string id = Text(product, "id");
        foreach (string name in (string[])[id, slug])
            Assert.Equal(product.GetRawText(), (await world.Get($"{Path}/{name}")).Ok().GetRawText());

        var order = await world.AnOrder(link: slug + "?quantity=10");
        Assert.Equal((80_00, "Pen"), (order.Total.Minor, order.Lines.Single().Name));

        var changed = (await world.Patch($"{Path}/{slug}", """{"description":null,"max_quantity":5,"prices":[{"currency":"EUR","bands":[{"unit_price":1200}]}]}""")).Ok();
        Assert.Equal((id, 5, JsonValueKind.Null, 1), (Text(changed, "id"), changed.GetProperty("max_quantity").GetInt32(), changed.GetProperty("description").ValueKind, changed.GetProperty("prices").GetArrayLength()));
        Assert.Equal("pro", changed.GetProperty("license").GetProperty("settings").GetProperty("features")[0].GetString());
        Assert.Equal(80_00, (await world.Here.Get<OrderQueries>().ById(world.Here.Scope, order.Id, CancellationToken.None))!.Total.Minor);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_retired_product_is_no_longer_sold_until_it_is_again(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        string slug = "retired-" + Word(kind);
        (await world.Post(Path, AProduct(slug))).Ok();

        var retired = (await world.Patch($"{Path}/{slug}", """{"retired":true}""")).Ok();
        Assert.True(retired.GetProperty("retired").GetBoolean());
        Assert.NotEqual(JsonValueKind.Null, retired.GetProperty("retired_at").ValueKind);
        using var buyer = new Buyer();
        await buyer.Visit(new Uri(world.Here.Url, "/buy/" + slug));
        Assert.Equal(HttpStatusCode.NotFound, buyer.Status);
        Assert.NotNull(buyer.Page.QuerySelector("a[href='https://shop.example/']"));
        Assert.Contains(slug, await Slugs(world, "?retired=true"));
        Assert.DoesNotContain(slug, await Slugs(world, "?retired=false"));

        Assert.Equal(JsonValueKind.Null, (await world.Patch($"{Path}/{slug}", """{"retired":false}""")).Ok().GetProperty("retired_at").ValueKind);
        Assert.Equal(OrderStatus.NotPaid, (await world.AnOrder(link: slug)).Status);
    }

    [Theory]
    [InlineData("""{"slug":"No Slug"}""", "slug", "product_slug")]
    [InlineData("""{"slug":"editor"}""", "slug", "product_slug_taken")]
    [InlineData("""{"name":{}}""", "name", "required")]
    [InlineData("""{"name":{"en":""}}""", "name.en", "product_text")]
    [InlineData("""{"name":{"no tag":"x"}}""", "name", "locale_invalid")]
    [InlineData("""{"name":{"en":"x","EN":"y"}}""", "name", "locale_invalid")]
    [InlineData("""{"image":"https://elsewhere.example/x.png"}""", "image", "product_image")]
    [InlineData("""{"image":"//elsewhere.example/x.png"}""", "image", "product_image")]
    [InlineData("""{"prices":[]}""", "prices", "required")]
    [InlineData("""{"prices":[null]}""", "prices[0].currency", "unknown")]
    [InlineData("""{"prices":[{"currency":"EUR","bands":[{"unit_price":1}]},{"currency":"EUR","bands":[{"unit_price":1}]}]}""", "prices[1].currency", "repeated")]
    [InlineData("""{"prices":[{"currency":"EUR","bands":[]}]}""", "prices[0].bands", "bands_invalid")]
    [InlineData("""{"prices":[{"currency":"EUR","bands":[{"from":2,"unit_price":1}]}]}""", "prices[0].bands", "bands_invalid")]
    [InlineData("""{"prices":[{"currency":"EUR","bands":[{"from":1,"unit_price":2},{"from":1,"unit_price":1}]}]}""", "prices[0].bands", "bands_invalid")]
    [InlineData("""{"prices":[{"currency":"EUR","bands":[{"unit_price":-1}]}]}""", "prices[0].bands", "unit_price_invalid")]
    [InlineData("""{"prices":[{"currency":"EUR","bands":[{}]}]}""", "prices[0].bands", "unit_price_invalid")]
    [InlineData("""{"min_quantity":0}""", "min_quantity", "out_of_range")]
    [InlineData("""{"min_quantity":3,"max_quantity":2}""", "max_quantity", "out_of_range")]
    [InlineData("""{"max_quantity":10001}""", "max_quantity", "out_of_range")]
    [InlineData("""{"license":{"method":"magic"}}""", "license.method", "license_method_unknown")]
    [InlineData("""{"license":{"settings":{"valid_days":0}}}""", "license.settings", "license_settings_invalid")]
    [InlineData("""{"license":{"settings":[]}}""", "license.settings", "license_settings_invalid")]
    [InlineData("""{"license":{"method":"key_pool","settings":{"pool":"pool_00000000000000000000000000"}}}""", "license.settings", "license_settings_invalid")]
    [InlineData("""{"license":{"per":"seat"}}""", "license.per", "unknown")]
    [InlineData("""{"revocation":"sometimes"}""", "revocation", "unknown")]
    [InlineData("""{"withdrawal":"no"}""", "withdrawal", "unknown")]
    [InlineData("""{"retired":true}""", "retired", "retired")]
    public async Task What_makes_no_product_is_refused_by_its_member_and_nothing_is_stored(string difference, string field, string code)
    {
        var world = await fixture.On(DatabaseKind.Sqlite);
        var body = System.Text.Json.Nodes.JsonNode.Parse(AProduct("wrong"))!.AsObject();
        foreach (var (name, value) in System.Text.Json.Nodes.JsonNode.Parse(difference)!.AsObject())
            body[name] = value?.DeepClone();

        var answer = await world.Post(Path, body.ToJsonString());

        answer.AssertProblem(HttpStatusCode.BadRequest, "invalid_request", field);
        Assert.Equal(code, answer.Body.GetProperty("errors")[0].GetProperty("code").GetString());
        (await world.Get($"{Path}/wrong")).AssertProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var world = await fixture.On(DatabaseKind.Sqlite);
        var answer = await world.Post(Path, """{"slug":"A B","prices":[{"currency":"XXX"}],"min_quantity":0,"revocation":"no"}""");
        Assert.Equal(["slug", "name", "prices[0].currency", "min_quantity", "revocation"], answer.Body.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("field").GetString()));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_slug_is_given_once_also_when_two_vendors_ask_for_it_at_once(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        string slug = "contested-" + Word(kind);
        string foreign = await world.AKey((await TestShop.Open(world.Here.Store, "rival-" + Word(kind))).Owner, ApiScope.ProductsWrite);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => world.Send(HttpMethod.Post, Path, i % 2 == 0 ? world.Here.ApiKey : foreign, ApiWorld.Json(AProduct(slug)))));

        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => a.AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "slug"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Two_changes_at_once_lose_none_of_what_they_change(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        string slug = "both-" + Word(kind);
        (await world.Post(Path, AProduct(slug))).Ok();

        await Task.WhenAll(world.Patch($"{Path}/{slug}", """{"max_quantity":7}"""), world.Patch($"{Path}/{slug}", """{"revocation":"never"}"""));

        var product = (await world.Get($"{Path}/{slug}")).Ok();
        Assert.Equal((7, "never"), (product.GetProperty("max_quantity").GetInt32(), Text(product, "revocation")));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Paging_shows_each_product_once_and_a_product_is_its_vendors_and_its_modes_alone(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        string[] slugs = [.. Enumerable.Range(0, 5).Select(i => $"paged-{Word(kind)}-{i}")];
        foreach (string slug in slugs)
            (await world.Post(Path, AProduct(slug))).Ok();

        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = (await world.Get($"{Path}?limit=2{(after is null ? "" : "&after=" + after)}")).Ok();
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(p => Text(p, "slug")));
            after = page.GetProperty("next_cursor").GetString();
        }
        while (after is not null);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Superset(slugs.ToHashSet(), seen.ToHashSet());

        string live = await world.AKey(new Scope(world.Here.Scope.VendorId!, Mode.Live), ApiScope.ProductsWrite);
        (await world.Send(HttpMethod.Get, $"{Path}/{slugs[0]}", live)).AssertProblem(HttpStatusCode.NotFound, "not_found");
        (await world.Send(HttpMethod.Patch, $"{Path}/{slugs[0]}", live, ApiWorld.Json("{}"))).AssertProblem(HttpStatusCode.NotFound, "not_found");
        (await world.Send(HttpMethod.Post, Path, live, ApiWorld.Json(AProduct("emulated-" + Word(kind), """{"method":"emulator"}""")))).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "license.method");
    }

    internal static string AProduct(string slug, string license = "{}") =>
        $$"""{"slug":"{{slug}}","name":{"en":"A pen"},"prices":[{"currency":"EUR","bands":[{"unit_price":1000}]}],"license":{{license}}}""";

    internal static string Word(DatabaseKind kind) => kind.ToString().ToLowerInvariant();

    private static async Task<IReadOnlyList<string>> Slugs(ApiWorld world, string query) =>
        [.. (await world.Get($"{Path}{query}&limit=100")).Ok().GetProperty("data").EnumerateArray().Select(p => Text(p, "slug"))];

    private static string Text(JsonElement owner, string name) => owner.GetProperty(name).GetString()!;
}
