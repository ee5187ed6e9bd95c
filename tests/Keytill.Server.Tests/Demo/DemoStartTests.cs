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
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Keytill.Server.Tests.Webhooks;
using Keytill.Server.Webhooks;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

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
        await using DemoHost demo = await DemoHost.Start(database);
        using HttpClient http = demo.Client();
        JsonElement facts = await demo.Facts();

        IDocument shop = await Page(http, "/demo");

        string[] slugs = [.. facts.GetProperty("products").EnumerateArray().Select(p => p.GetProperty("slug").GetString()!)];
        Assert.NotEmpty(slugs);
        Assert.Equal(slugs.Select(slug => "/buy/" + slug).Order(), shop.QuerySelectorAll(".card a.button").Select(a => a.GetAttribute("href")!).Order());
        Assert.All(shop.QuerySelectorAll(".card a.button"), a => Assert.StartsWith("Buy ", a.TextContent, StringComparison.Ordinal));
        Assert.Contains("4242 4242 4242 4242", shop.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(demo.Address.GetLeftPart(UriPartial.Authority), facts.GetProperty("base_url").GetString());
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
        await using DemoHost demo = await DemoHost.Start(database);
        using HttpClient http = demo.Client();

        await Happen(demo, "order.created");

        var vendor = demo.Get<DemoVendor>();
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
        await using DemoHost demo = await DemoHost.Start(database);
        using HttpClient http = demo.Client();

        using HttpResponseMessage forged = await http.PostAsync("/demo/vendor/webhooks", new StringContent("{}"));
        using HttpResponseMessage large = await http.PostAsync("/demo/vendor/webhooks", new ByteArrayContent(new byte[200_000]));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.RequestEntityTooLarge), (forged.StatusCode, large.StatusCode));
        Assert.Equal(1, demo.Get<DemoVendor>().RefusedCount);
    }

    [Fact]
    public async Task Another_start_keeps_the_secret_and_the_key_and_moves_the_endpoint_to_its_new_address()
    {
        await using TestDatabase database = await TestDatabase.Create(DatabaseKind.Sqlite);
        JsonElement before;
        await using (DemoHost first = await DemoHost.Start(database))
            before = (await first.Facts()).GetProperty("vendor");

        await using DemoHost second = await DemoHost.Start(database);
        JsonElement after = (await second.Facts()).GetProperty("vendor");

        Assert.Equal(before.GetRawText(), after.GetRawText());
        WebhookEndpoint endpoint = Assert.Single(await second.Get<VendorEndpoints>().List(second.Owner));
        Assert.Equal(new Uri(second.Address, "/demo/vendor/webhooks").AbsoluteUri, endpoint.Url);
    }

    [Theory]
    [InlineData("/demo")]
    [InlineData("/demo/vendor")]
    [InlineData("/demo/vendor.json")]
    [InlineData("/demo/mail")]
    public async Task Without_the_demo_there_is_none_of_it(string path)
    {
        await using TestDatabase database = await TestDatabase.Create(DatabaseKind.Sqlite);
        await using DemoHost demo = await DemoHost.Start(database, "--no-demo");
        using HttpClient http = demo.Client();

        using HttpResponseMessage answer = await http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.False(File.Exists(Path.Combine(database.Folder, DemoFile.Name)));
    }

    private static async Task<IDocument> Page(HttpClient http, string path)
    {
        using HttpResponseMessage answer = await http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        string html = await answer.Content.ReadAsStringAsync();
        return await BrowsingContext.New(Configuration.Default).OpenAsync(response => response.Content(html));
    }

    internal static Task Happen(DemoHost demo, string type) => demo.Get<Store>().Write("let it happen", demo.Owner, async write =>
    {
        string id = Ids.New("evt", write.Now);
        var happened = new EventRow
        {
            Id = id,
            VendorId = demo.Owner.VendorId!,
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
