using System.Text.Json;
using Keytill.Core.Catalog;
using Keytill.Core.Orders;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Emails;
using Keytill.Server.Orders;
using Keytill.Server.Tests.Api;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Keytill.Server.Vendors;
using Keytill.Server.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Access;

/// <summary>
/// One vendor in one mode with one customer, who have something of everything. All that is theirs and not public bears a word of
/// its own: the customer's, the vendor's, and that of what the staff wrote about them. So whoever finds the word has seen what is theirs.
/// </summary>
internal sealed class Household
{
    private readonly Dictionary<string, string> known = [];

    private Household(Scope owner, string customer, string vendor, string note) => (Owner, CustomersWord, VendorsWord, StaffsWord) = (owner, customer, vendor, note);

    public Scope Owner { get; }

    public string CustomersWord { get; }

    public string VendorsWord { get; }

    public string StaffsWord { get; }

    /// <summary>A key with every scope.</summary>
    public string Key { get; private set; } = "";

    /// <summary>What nobody is ever shown again once it was handed over.</summary>
    public IReadOnlyList<string> Secrets { get; private set; } = [];

    /// <summary>What the addresses and bodies of the walk name, by the name in the route.</summary>
    public IReadOnlyDictionary<string, string> Known => known;

    /// <param name="shop">In the mode that it is to be.</param>
    /// <param name="method">How the customer pays.</param>
    public static async Task<Household> Furnish(Installation here, TestShop shop, string customer, string vendor, string note, string method)
    {
        var made = new Household(shop.Owner, customer, vendor, note);
        made.Key = await here.Get<IssueApiKey>().Run(shop.Owner, vendor, Enum.GetValues<ApiScope>(), CancellationToken.None);
        made.known["mode"] = shop.Owner.Mode == Mode.Test ? "test" : "live";
        made.known["vendorId"] = shop.Owner.VendorId!;
        made.known["seller"] = shop.Seller.Id;
        made.known["customer"] = customer;
        made.known["vendor"] = vendor;
        await made.FillShelves(here, shop);
        var order = await made.Sell(here, method);
        await here.Settle(order.Id);
        await made.Remember(here, order.Id);
        return made;
    }

    private async Task FillShelves(Installation here, TestShop shop)
    {
        string slug = "editor-" + shop.Owner.VendorId![^4..].ToLowerInvariant() + known["mode"];
        await shop.Sell(here.Store, slug, PriceList.Of(("EUR", 29_00)));
        (known["product"], known["pens"]) = (slug, "pens-" + slug);
        await Post(here, "/v1/products", ProductsApiTests.AProduct(known["pens"], """{"method":"key_pool"}"""));
        await Post(here, $"/v1/products/{known["pens"]}/keys", $$"""{"keys":["{{CustomersWord}}-key"]}""");
        var coupon = await Post(here, "/v1/coupons", $$"""{"code":"{{VendorsWord}}","percent_off":10}""");
        // Nobody listens there: the failed deliveries can be looked at as well as others.
        var endpoint = await Post(here, "/v1/webhook-endpoints", $$"""{"url":"https://127.0.0.1:1/{{VendorsWord}}"}""");
        var link = await Post(here, "/v1/checkout-links", $$"""{"items":[{"name":"{{VendorsWord}} pen","price":100}],"currency":"EUR","customer":{"email":"{{CustomersWord}}@example.org"} }""");
        using var wording = ApiWorld.Json($$"""{"subject":"{{VendorsWord}}","html":"<p>{{VendorsWord}}</p>","text":"{{VendorsWord}}"}""");
        await Call(here, HttpMethod.Put, "/v1/email-templates/payment_confirmed/en", wording);
        (known["coupon"], known["endpoint"], known["link"]) = (Id(coupon), Id(endpoint), Id(link));
        known["linkToken"] = new Uri(link.GetProperty("url").GetString()!).Segments[^1];
        Secrets = [Key, endpoint.GetProperty("secret").GetString()!];
    }

    /// <summary>A paid order of two lines, with a question to support, a note of theirs and a refund that is asked for.</summary>
    private async Task<Order> Sell(Installation here, string method)
    {
        using var buyer = new Buyer();
        await buyer.Visit(new Uri(here.Url, $"/buy/{known["product"]}?ref={CustomersWord}&data[of]={CustomersWord}&items={known["pens"]}"));
        await buyer.Press(
            "[name=continue]", ("email", CustomersWord + "@example.org"), ("first_name", "Ada"), ("last_name", CustomersWord), ("country", "US"),
            ("payment_method", method), ("accept_terms", "1"), ("accept_privacy", "1"));
        string[] parts = buyer.At.AbsolutePath.Split('/');
        var order = await here.Get<OrderQueries>().ByToken(parts[2], parts[3], CancellationToken.None) ?? throw new InvalidOperationException($"No order at {buyer.At}.");
        (known["number"], known["order"], known["token"]) = (order.Number, order.Id, order.Token);
        await buyer.Press("[name=pay]", ("payment_method", method));
        if (method == "sandbox")
        {
            await buyer.Press("[name=pay]", ("card_number", Customer.GoodCard), ("expiry", "12/34"), ("security_code", "123"));
        }
        else
        {
            await here.Get<OrderActs>().ReceiveBankMoney(Owner, order.Id, order.Total, "booking-" + CustomersWord, null);
        }

        await here.Settle(order.Id);
        await Post(here, $"/v1/products/{known["pens"]}/keys", $$"""{"keys":["{{VendorsWord}}-key"]}""");
        await buyer.Visit(new Uri(here.Url, $"/order/{order.Number}/{order.Token}/support"));
        await buyer.Press("[name=ask]", ("topic", "other"), ("message", $"I am {CustomersWord}."));
        var asked = await Post(here, "/v1/refunds", $$"""{"order":"{{order.Id}}","amount":100,"reason":"{{CustomersWord}} asked"}""");
        known["refund"] = Id(asked);
        await buyer.Visit(new Uri(here.Url, $"/buy/{known["product"]}?email={CustomersWord}@example.org"));
        known["checkoutToken"] = buyer.At.Segments[^1];
        return order;
    }

    private async Task Remember(Installation here, string orderId)
    {
        var order = await here.Get<OrderQueries>().ById(Owner, orderId, CancellationToken.None) ?? throw new InvalidOperationException("The order is gone.");
        known["lineId"] = order.Lines[0].Id;
        known["paymentId"] = order.Payments[0].Id;
        known["mail"] = await here.Store.Read(Scope.Everything, db => db.Set<MailRow>().Where(m => m.OrderId == orderId && m.SentAt != null).Select(m => m.Id).FirstAsync());
        string endpoint = known["endpoint"];
        known["delivery"] = await here.Store.Read(Scope.Everything, db => db.Set<WebhookDelivery>().Where(d => d.EndpointId == endpoint).Select(d => d.Id).FirstAsync());
    }

    /// <summary>The staff's own words about the order, which neither customer nor vendor reads.</summary>
    public Task Note(Installation here, Actor writer, string deed) =>
        here.Get<OrderActs>().AddNote(writer.Does(Owner.Mode, StaffAct.AddNote, deed, $"{StaffsWord} thinks so", known["order"]), known["order"], $"{StaffsWord} thinks so");

    private async Task<JsonElement> Post(Installation here, string path, string json)
    {
        using var body = ApiWorld.Json(json);
        return JsonDocument.Parse(await Call(here, HttpMethod.Post, path, body)).RootElement;
    }

    private async Task<string> Call(Installation here, HttpMethod method, string path, HttpContent body)
    {
        using var http = TestHttp.Client(here.Url);
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Add("Authorization", "Bearer " + Key);
        using var answer = await http.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {text}");
        return text;
    }

    private static string Id(JsonElement made) => made.GetProperty("id").GetString()!;
}
