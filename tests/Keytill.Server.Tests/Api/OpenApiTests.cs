using System.Net;
using System.Text.Json;
using Keytill.Core.Webhooks;
using Keytill.Server.Api.Description;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Keytill.Server.Tests.Tidy;
using Microsoft.AspNetCore.Routing;

namespace Keytill.Server.Tests.Api;

/// <summary>The API's document says what the API does. That every answer of the API's tests fits it is seen by <see cref="ApiWorld"/> itself.</summary>
public sealed class OpenApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Every_route_is_documented_and_every_documented_call_is_a_route()
    {
        var world = await fixture.On(DatabaseKind.Sqlite);
        var document = (await world.Send(HttpMethod.Get, "/v1/openapi.json", key: null)).Ok();

        string[] routes = [.. ApiDocument.RoutesOf(world.Here.Get<EndpointDataSource>()).Select(r => $"{r.Method} {r.Route.RoutePattern.RawText}").Order(StringComparer.Ordinal)];
        string[] documented =
        [
            .. document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => $"{o.Name.ToUpperInvariant()} {p.Name}")).Order(StringComparer.Ordinal),
        ];
        Assert.Equal(routes, documented);
        Assert.True(routes.Length > 25, $"There are {routes.Length}.");
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal(world.Here.Url.AbsoluteUri.TrimEnd('/'), document.GetProperty("servers")[0].GetProperty("url").GetString());
    }

    [Fact]
    public async Task Every_call_has_a_name_of_its_own_a_sentence_and_parameters_that_stand_in_its_path_and_all_references_lead_somewhere()
    {
        var document = (await (await fixture.On(DatabaseKind.Sqlite)).Send(HttpMethod.Get, "/v1/openapi.json", key: null)).Ok();
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => (Path: p.Name, o.Value))).ToList();

        Assert.Equal(operations.Count, operations.Select(o => o.Value.GetProperty("operationId").GetString()).Distinct().Count());
        foreach (var (path, operation) in operations)
        {
            Assert.EndsWith(".", operation.GetProperty("summary").GetString(), StringComparison.Ordinal);
            string[] inPath = [.. path.Split('/').Where(p => p.StartsWith('{')).Select(p => p.Trim('{', '}'))];
            string[] named = operation.TryGetProperty("parameters", out var parameters)
                ? [.. parameters.EnumerateArray().Where(p => p.TryGetProperty("in", out var place) && place.GetString() == "path").Select(p => p.GetProperty("name").GetString()!)]
                : [];
            Assert.Equal(inPath, named);
        }

        foreach (string reference in References(document))
            reference.Split('/').Skip(1).Aggregate(document, (at, part) => at.GetProperty(part));
    }

    [Fact]
    public async Task Every_member_that_a_vendor_reads_or_writes_is_either_plain_or_explained()
    {
        var document = (await (await fixture.On(DatabaseKind.Sqlite)).Send(HttpMethod.Get, "/v1/openapi.json", key: null)).Ok();
        var order = document.GetProperty("components").GetProperty("schemas").GetProperty("Order");

        Assert.Equal("Still to be paid; 0 once paid.", order.GetProperty("properties").GetProperty("amount_due").GetProperty("description").GetString());
        Assert.Equal(["not_paid", "paid", "refunded", "cancelled", "deleted"], order.GetProperty("properties").GetProperty("status").GetProperty("enum").EnumerateArray().Select(w => w.GetString()));
        Assert.Contains("amount_due", order.GetProperty("required").EnumerateArray().Select(r => r.GetString()));
        Assert.DoesNotContain("redacted", order.GetProperty("required").EnumerateArray().Select(r => r.GetString()));
    }

    [Fact]
    public async Task Every_event_is_in_it_and_every_example_fits_it()
    {
        var document = (await (await fixture.On(DatabaseKind.Sqlite)).Send(HttpMethod.Get, "/v1/openapi.json", key: null)).Ok();
        var contract = new Contract(document);
        var webhooks = document.GetProperty("webhooks").EnumerateObject().ToDictionary(w => w.Name, w => w.Value.GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json"));

        Assert.Equal(WebhookEventTypes.All, webhooks.Keys);
        string[] examples = [.. Directory.GetFiles(Path.Combine(Repository.Root, "docs", "webhooks")).Select(f => Path.GetFileNameWithoutExtension(f)!)];
        Assert.NotEmpty(examples);
        Assert.All(examples, name =>
        {
            var example = webhooks[name].GetProperty("example");
            Assert.Equal(name, example.GetProperty("type").GetString());
            Assert.Empty(contract.Judge(webhooks[name].GetProperty("schema"), example));
        });
    }

    [Fact]
    public async Task The_judge_sees_what_does_not_fit()
    {
        var world = await fixture.On(DatabaseKind.Sqlite);
        var contract = new Contract((await world.Send(HttpMethod.Get, "/v1/openapi.json", key: null)).Ok());
        string order = (await world.Get($"/v1/orders/{(await world.AnOrder()).Id}")).Text;

        Assert.Empty(contract.Judge("GET", "/v1/orders/x", 200, null, "application/json", order));
        foreach (var (was, becomes) in ((string, string)[])[("\"amount_due\"", "\"due\""), ("\"total\":2900", "\"total\":\"2900\""), ("\"status\":\"not_paid\"", "\"status\":\"owed\""), ("\"paid_at\":null", "\"paid_at\":\"soon\"")])
        {
            Assert.Contains(was, order, StringComparison.Ordinal);
            Assert.NotEmpty(contract.Judge("GET", "/v1/orders/x", 200, null, "application/json", order.Replace(was, becomes, StringComparison.Ordinal)));
        }

        Assert.NotEmpty(contract.Judge("GET", "/v1/orders/x", 202, null, "application/json", order));
        Assert.NotEmpty(contract.Judge("GET", "/v1/nothing", 200, null, "application/json", order));
    }

    [Fact]
    public async Task The_page_shows_every_call_and_every_form_to_people_without_script_or_third_parties()
    {
        var world = await fixture.On(DatabaseKind.Sqlite);
        var document = (await world.Send(HttpMethod.Get, "/v1/openapi.json", key: null)).Ok();
        using var reader = new Buyer();
        await reader.Visit(new Uri(world.Here.Url, "/docs/api"));

        Assert.Equal(HttpStatusCode.OK, reader.Status);
        foreach (var path in document.GetProperty("paths").EnumerateObject())
            foreach (var operation in path.Value.EnumerateObject())
                Assert.Contains($"{operation.Name.ToUpperInvariant()} {path.Name}", reader.Text, StringComparison.Ordinal);
        foreach (var form in document.GetProperty("components").GetProperty("schemas").EnumerateObject())
            Assert.NotNull(reader.Page.QuerySelector("#form-" + form.Name));
        Assert.All(reader.Page.QuerySelectorAll("main a[href^='#']"), link => Assert.NotNull(reader.Page.GetElementById(link.GetAttribute("href")![1..])));
        Assert.Empty(reader.Page.QuerySelectorAll("script, [src^=http], link[href^=http]"));
        Assert.Equal(reader.Page.QuerySelectorAll("[id]").Length, reader.Page.QuerySelectorAll("[id]").Select(e => e.Id).Distinct().Count());
    }

    private static IEnumerable<string> References(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object => node.EnumerateObject().SelectMany(m => m.Name == "$ref" ? [m.Value.GetString()!] : References(m.Value)),
        JsonValueKind.Array => node.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
