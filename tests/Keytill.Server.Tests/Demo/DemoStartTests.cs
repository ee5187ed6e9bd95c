using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AngleSharp;
using AngleSharp.Dom;
using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Demo;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Keytill.Server.Tests.Webhooks;
using Keytill.Server.Webhooks;
using Keytill.Server.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Keytill.Server.Tests.Demo;

/// <summary>The server as a newcomer starts it.</summary>
public sealed class DemoStartTests
{
    private const string Evil = "<script>alert('x')</script> & Söhne";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_shop_shows_what_the_file_for_scripts_lists_and_each_can_be_bought(DatabaseKind kind)
    {
        await using TestDatabase database = await TestDatabase.Create(kind);
        await using WebApplication app = await Started(database);
        using HttpClient http = TestHttp.Client(Address(app));
        JsonElement facts = await Facts(database);

        IDocument shop = await Page(http, "/demo");

        string[] slugs = [.. facts.GetProperty("products").EnumerateArray().Select(p => p.GetProperty("slug").GetString()!)];
        Assert.NotEmpty(slugs);
        Assert.Equal(slugs.Select(slug => "/buy/" + slug).Order(), shop.QuerySelectorAll(".card a.button").Select(a => a.GetAttribute("href")!).Order());
        Assert.All(shop.QuerySelectorAll(".card a.button"), a => Assert.StartsWith("Buy ", a.TextContent, StringComparison.Ordinal));
        Assert.Contains("4242 4242 4242 4242", shop.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(Address(app).GetLeftPart(UriPartial.Authority), facts.GetProperty("base_url").GetString());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/orders");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", facts.GetProperty("vendor").GetProperty("api_key").GetString());
        using HttpResponseMessage orders = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, orders.StatusCode);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_demo_vendor_receives_verifies_and_shows_what_happens(DatabaseKind kind)
    {
        await using TestDatabase database = await TestDatabase.Create(kind);
        await using WebApplication app = await Started(database);
        using HttpClient http = TestHttp.Client(Address(app));

        await Happen(app, "order.created");

        var vendor = app.Services.GetRequiredService<DemoVendor>();
        await WebhookWorld.Until(() => vendor.VerifiedCount == 1, "the demo vendor has the webhook");
        IDocument page = await Page(http, "/demo/vendor");
        Assert.Equal("order.created", page.QuerySelector(".log h2")!.TextContent);
        Assert.Contains(Evil, page.QuerySelector(".log pre")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("script"));
        JsonElement list = JsonDocument.Parse(await http.GetStringAsync("/demo/vendor.json?order=T0000000001")).RootElement;
        Assert.Equal((1, 0, 1), (list.GetProperty("verified").GetInt32(), list.GetProperty("refused").GetInt32(), list.GetProperty("webhooks").GetArrayLength()));
    }

    [Fact]
    public async Task A_forged_webhook_is_answered_401_and_an_endless_one_is_cut_off()
    {
        await using TestDatabase database = await TestDatabase.Create(DatabaseKind.Sqlite);
        await using WebApplication app = await Started(database);
        using HttpClient http = TestHttp.Client(Address(app));

        using HttpResponseMessage forged = await http.PostAsync("/demo/vendor/webhooks", new StringContent("{}"));
        using HttpResponseMessage large = await http.PostAsync("/demo/vendor/webhooks", new ByteArrayContent(new byte[200_000]));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.RequestEntityTooLarge), (forged.StatusCode, large.StatusCode));
        Assert.Equal(1, app.Services.GetRequiredService<DemoVendor>().RefusedCount);
    }

    [Fact]
    public async Task Another_start_keeps_the_secret_and_the_key_and_moves_the_endpoint_to_its_new_address()
    {
        await using TestDatabase database = await TestDatabase.Create(DatabaseKind.Sqlite);
        await using (WebApplication first = await Started(database))
            await first.StopAsync();
        JsonElement before = (await Facts(database)).GetProperty("vendor");

        await using WebApplication second = await Started(database);
        JsonElement after = (await Facts(database)).GetProperty("vendor");

        Assert.Equal(before.GetRawText(), after.GetRawText());
        WebhookEndpoint endpoint = Assert.Single(await second.Services.GetRequiredService<VendorEndpoints>().List(Owner(second)));
        Assert.Equal(new Uri(Address(second), "/demo/vendor/webhooks").AbsoluteUri, endpoint.Url);
    }

    [Theory]
    [InlineData("/demo")]
    [InlineData("/demo/vendor")]
    [InlineData("/demo/vendor.json")]
    [InlineData("/demo/mail")]
    public async Task Without_the_demo_there_is_none_of_it(string path)
    {
        await using TestDatabase database = await TestDatabase.Create(DatabaseKind.Sqlite);
        await using WebApplication app = await Started(database, "--no-demo");
        using HttpClient http = TestHttp.Client(Address(app));

        using HttpResponseMessage answer = await http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.False(File.Exists(Path.Combine(database.Folder, DemoFile.Name)));
    }

    private static async Task<WebApplication> Started(TestDatabase database, params string[] more)
    {
        WebApplication app = KeytillServer.Build([.. database.ServerArguments, "--urls", "http://127.0.0.1:0", .. more]);
        await app.StartAsync();
        return app;
    }

    private static Uri Address(WebApplication app) => app.Services.GetRequiredService<PublicUrl>().Value;

    private static Scope Owner(WebApplication app) => new(app.Services.GetRequiredService<DemoVendor>().VendorId!, Mode.Test);

    private static async Task<JsonElement> Facts(TestDatabase database) =>
        JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(database.Folder, DemoFile.Name))).RootElement;

    private static async Task<IDocument> Page(HttpClient http, string path)
    {
        using HttpResponseMessage answer = await http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        string html = await answer.Content.ReadAsStringAsync();
        return await BrowsingContext.New(Configuration.Default).OpenAsync(response => response.Content(html));
    }

    private static Task Happen(WebApplication app, string type) => app.Services.GetRequiredService<Store>().Write("let it happen", Owner(app), async write =>
    {
        string id = Ids.New("evt", write.Now);
        var happened = new EventRow
        {
            Id = id,
            VendorId = Owner(app).VendorId!,
            Mode = Mode.Test,
            OrderId = WebhookWorld.OrderId,
            Sequence = 1,
            Type = type,
            OccurredAt = write.Now,
            Body = JsonSerializer.Serialize(new { id, type, sequence = 1, data = new { order = new { id = WebhookWorld.OrderId, number = "T0000000001", note = Evil } } }),
        };
        write.Db.Add(happened);
        WebhookEndpoint endpoint = await write.Db.Set<WebhookEndpoint>().SingleAsync();
        var delivery = WebhookDelivery.For(happened, endpoint, write.Now);
        write.Db.Add(delivery);
        write.Enqueue(delivery.WorkItem(write.Now));
    });
}
