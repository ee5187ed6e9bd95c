using System.Net;
using System.Text.Json;
using Keytill.Core.Checkouts;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Privacy;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Buyer = Keytill.Server.Tests.Journeys.Buyer;

namespace Keytill.Server.Tests.Api;

/// <summary>Links that a vendor's program makes for one sale each.</summary>
public sealed class CheckoutLinksApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Path = "/v1/checkout-links";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_link_leads_to_its_checkout_then_to_its_unpaid_order_and_once_that_is_paid_to_nobody_elses_eyes(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        var made = await world.Post(Path, """
            {"product":"editor","quantity":3,"currency":"EUR","locale":"de","customer":{"email":"ada@example.org","first_name":"Ada","last_name":"Lovelace","country":"US"},
             "payment_method":"bank_transfer","ref":"deal 7","data":{"seat":"12"},"return_url":"https://shop.example/thanks"}
            """);
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(["id", "url", "status", "order", "expires_at", "created_at"], OrderShape.Names(made.Ok()));
        var url = UrlOf(made);
        using var ada = new Buyer();
        await ada.Visit(url);
        Assert.StartsWith("/checkout/", ada.At.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(("de", "ada@example.org"), (ada.Page.DocumentElement.GetAttribute("lang"), ada.Page.QuerySelector("[name=email]")!.GetAttribute("value")));
        Assert.Equal("open", Status(await world.Get(PathOf(made))));

        await Continue(ada);
        var page = ada.At;
        Assert.StartsWith("/order/", page.AbsolutePath, StringComparison.Ordinal);
        using var other = new Buyer();
        foreach (var anybody in (Buyer[])[ada, other])
        {
            await anybody.Visit(url);
            Assert.Equal(page, anybody.At);
        }

        using var program = new VendorProgram(world.Here);
        var link = (await world.Get(PathOf(made))).Ok();
        Assert.Equal("ordered", link.GetProperty("status").GetString());
        var order = await program.SendMoney(link.GetProperty("order").GetString()!, 87_00);
        Assert.Equal(("paid", "deal 7", "12"), (order.GetProperty("status").GetString(), order.GetProperty("external_id").GetString(), order.GetProperty("additional_data").GetProperty("seat").GetString()));

        Assert.Equal("used", Status(await world.Get(PathOf(made))));
        using var stranger = new Buyer();
        await stranger.Visit(url);
        Assert.Equal((HttpStatusCode.Gone, url), (stranger.Status, stranger.At));
        Assert.DoesNotContain("/order/", stranger.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        await ada.Visit(url);
        Assert.Equal(HttpStatusCode.Gone, ada.Status);
        Assert.Equal(page.AbsolutePath, ada.Page.QuerySelector("main a")!.GetAttribute("href"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_link_sells_products_of_its_own_at_its_own_price_in_its_own_quantity_and_nobody_else_can_buy_them(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        var made = await world.Post(Path, """
            {"currency":"EUR","items":[{"name":"Ten seats, as agreed","price":1950,"quantity":10},{"product":"editor"}]}
            """);
        using var ada = new Buyer();
        await ada.Visit(UrlOf(made));
        Assert.Contains("Ten seats, as agreed", ada.Text, StringComparison.Ordinal);
        string own = ada.Page.QuerySelectorAll("[name^='quantity[']").Select(q => q.GetAttribute("name")!).Concat(ada.Page.QuerySelectorAll("[name=remove]").Select(b => b.GetAttribute("value")!))
            .Select(n => System.Text.RegularExpressions.Regex.Match(n, "prod_[0-9a-z]{26}").Value).First(id => id.Length > 0);

        await Continue(ada, ($"quantity[{own}]", "1"));
        Assert.StartsWith("/checkout/", ada.At.AbsolutePath, StringComparison.Ordinal);
        await Continue(ada);
        using var program = new VendorProgram(world.Here);
        string id = (await world.Get(PathOf(made))).Ok().GetProperty("order").GetString()!;
        var order = await program.SendMoney(id, 224_00);
        Assert.Equal((224_00, "paid"), (order.GetProperty("total").GetInt64(), order.GetProperty("status").GetString()));
        await world.Here.Settle(id);
        var line = (await program.Get($"/v1/orders/{id}")).GetProperty("lines")[0];
        Assert.Equal(("Ten seats, as agreed", 10, 1950, 10), (line.GetProperty("name").GetString(), line.GetProperty("quantity").GetInt32(), line.GetProperty("unit_price").GetInt64(), line.GetProperty("licenses").GetArrayLength()));

        string product = line.GetProperty("product").GetString()!;
        Assert.Equal(own, product);
        (await world.Get("/v1/products/" + product)).AssertProblem(HttpStatusCode.NotFound, "not_found");
        Assert.DoesNotContain(product, (await world.Get("/v1/products?limit=100")).Text, StringComparison.Ordinal);
        using var thrifty = new Buyer();
        await thrifty.Visit(new Uri(world.Here.Url, "/buy/" + product));
        Assert.Equal(HttpStatusCode.NotFound, thrifty.Status);
        await thrifty.Visit(new Uri(world.Here.Url, "/buy/editor?items=" + product));
        Assert.DoesNotContain("as agreed", thrifty.Page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        (await world.Post(Path, $$"""{"product":"{{product}}"}""")).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "product");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Opened_and_ordered_by_many_at_once_it_gives_one_checkout_and_one_order(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        var made = await world.Post(Path, """{"product":"editor"}""");
        Buyer[] buyers = [.. Enumerable.Range(0, 8).Select(_ => new Buyer())];

        await Task.WhenAll(buyers.Select(b => b.Visit(UrlOf(made))));
        Assert.Single(buyers.Select(b => b.At).Distinct());
        await Task.WhenAll(buyers.Select(b => Continue(b)));

        Assert.Single(buyers.Select(b => b.At).Distinct());
        string link = made.Ok().GetProperty("id").GetString()!;
        Assert.Equal(1, await world.Here.Store.Read(world.Here.Scope, db => db.Set<Order>().CountAsync(o => o.OneTimeLinkId == link)));
        foreach (var buyer in buyers)
            buyer.Dispose();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_order_of_a_link_is_not_replaced_by_another_so_that_one_is_paid_at_most(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        var made = await world.Post(Path, """{"product":"editor"}""");
        using var ada = new Buyer();
        await ada.Visit(UrlOf(made));
        var checkout = ada.At;
        await Continue(ada);

        await ada.Visit(checkout);
        Assert.Null(ada.Page.QuerySelector("[name=change_order]"));
        Assert.NotNull(ada.Page.QuerySelector("a[href^='/order/']"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_ended_link_opens_nothing_and_orders_nothing_and_is_forgotten_with_what_it_says_of_a_person(DatabaseKind kind)
    {
        await using var world = await ApiWorld.Open(kind);
        var made = await world.Post(Path, """{"product":"editor","customer":{"email":"ada@example.org"}}""");
        using var ada = new Buyer();
        await ada.Visit(UrlOf(made));

        Assert.Equal("expired", Status(await world.Post(PathOf(made) + "/end", "{}")));
        Assert.Equal("expired", Status(await world.Post(PathOf(made) + "/end", "{}")));
        await Continue(ada);
        Assert.Equal(HttpStatusCode.NotFound, ada.Status);
        await ada.Visit(UrlOf(made));
        Assert.Equal(HttpStatusCode.Gone, ada.Status);
        Assert.Equal("https://shop.example/", ada.Page.QuerySelector("main a")!.GetAttribute("href"));

        world.Here.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Here.Get<Retention>().Run(CancellationToken.None);
        Assert.Null((await Links(world)).Single().Parameters);
        world.Here.Clock.Advance(Retention.KeepLinks);
        await world.Here.Get<Retention>().Run(CancellationToken.None);
        Assert.Empty(await Links(world));
    }

    [Theory]
    [InlineData("""{}""", "items")]
    [InlineData("""{"product":"editor","items":[{"product":"editor"}]}""", "items")]
    [InlineData("""{"items":[]}""", "items")]
    [InlineData("""{"product":"nothing"}""", "product")]
    [InlineData("""{"product":"editor","quantity":0}""", "quantity")]
    [InlineData("""{"product":"editor","quantity":101}""", "quantity")]
    [InlineData("""{"items":[{"product":"editor"},{"product":"nothing"}]}""", "items[1].product")]
    [InlineData("""{"items":[{"product":"editor"},{"product":"editor"}]}""", "items[1].product")]
    [InlineData("""{"items":[{"product":"editor","price":1}]}""", "items[0].product")]
    [InlineData("""{"currency":"EUR","items":[{"price":1}]}""", "items[0].name")]
    [InlineData("""{"currency":"EUR","items":[{"name":"Own"}]}""", "items[0].price")]
    [InlineData("""{"currency":"EUR","items":[{"name":"Own","price":-1}]}""", "items[0].price")]
    [InlineData("""{"items":[{"name":"Own","price":1}]}""", "currency")]
    [InlineData("""{"currency":"EUR","items":[{"name":"Own","price":1,"image":"https://elsewhere.example/x.png"}]}""", "items[0].image")]
    [InlineData("""{"currency":"EUR","items":[{"name":"Own","price":1,"license":{"method":"key_pool"}}]}""", "items[0].license.settings")]
    [InlineData("""{"currency":"USD","items":[{"name":"Own","price":1},{"product":"editor"}]}""", "items[1].product")]
    [InlineData("""{"product":"editor","currency":"XXX"}""", "currency")]
    [InlineData("""{"product":"editor","locale":"not a language"}""", "locale")]
    [InlineData("""{"product":"editor","customer":{"email":"no address"}}""", "customer.email")]
    [InlineData("""{"product":"editor","customer":{"quantity":"5"}}""", "customer.quantity")]
    [InlineData("""{"product":"editor","return_url":"https://elsewhere.example/"}""", "return_url")]
    [InlineData("""{"product":"editor","return_url":"javascript:alert(1)"}""", "return_url")]
    [InlineData("""{"product":"editor","expires_at":"2020-01-01T00:00:00Z"}""", "expires_at")]
    [InlineData("""{"product":"editor","expires_at":"2030-01-01T00:00:00Z"}""", "expires_at")]
    public async Task What_makes_no_link_is_refused_by_its_member_and_nothing_is_stored(string body, string field)
    {
        var world = await fixture.On(DatabaseKind.Sqlite);
        int before = (await Links(world)).Count;
        (await world.Post(Path, body)).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", field);
        Assert.Equal(before, (await Links(world)).Count);
    }

    [Fact]
    public async Task Who_guesses_a_link_or_only_looks_at_it_opens_nothing()
    {
        var world = await fixture.On(DatabaseKind.Sqlite);
        var made = await world.Post(Path, """{"product":"editor"}""");
        using var buyer = new Buyer();
        foreach (string token in (string[])["x", new string('A', 32), made.Ok().GetProperty("id").GetString()!])
        {
            await buyer.Visit(new Uri(world.Here.Url, "/buy/link/" + token));
            Assert.Equal(HttpStatusCode.NotFound, buyer.Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await world.Send(HttpMethod.Head, UrlOf(made).AbsolutePath, key: null)).Status);
        Assert.All(await Links(world), link => Assert.True(link.CheckoutId is null || link.Id != made.Ok().GetProperty("id").GetString()));
        string live = await world.AKey(new Scope(world.Here.Scope.VendorId!, Mode.Live), Enum.GetValues<ApiScope>());
        (await world.Send(HttpMethod.Get, PathOf(made), live)).AssertProblem(HttpStatusCode.NotFound, "not_found");
        (await world.Send(HttpMethod.Post, PathOf(made) + "/end", live)).AssertProblem(HttpStatusCode.NotFound, "not_found");
    }

    private static Task Continue(Buyer buyer, params (string, string)[] more) => buyer.Press(
        "[name=continue]",
        [("email", "ada@example.org"), ("first_name", "Ada"), ("last_name", "Lovelace"), ("country", "US"), ("payment_method", "bank_transfer"), ("accept_terms", "1"), ("accept_privacy", "1"), .. more]);

    private static Task<List<OneTimeLink>> Links(ApiWorld world) => world.Here.Store.Read(world.Here.Scope, db => db.Set<OneTimeLink>().ToListAsync());

    private static Uri UrlOf(ApiAnswer made) => new(made.Ok().GetProperty("url").GetString()!);

    private static string PathOf(ApiAnswer made) => $"{Path}/{made.Ok().GetProperty("id").GetString()}";

    private static string? Status(ApiAnswer link) => link.Ok().GetProperty("status").GetString();
}
