using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Keytill.Core.Catalog;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Outgoing;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Keytill.Server.Vendors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Keytill.Server.Tests.Api;

/// <summary>An installation with one product, and a program that sends it whatever it is told to.</summary>
internal sealed class ApiWorld : IAsyncDisposable
{
    private readonly HttpClient http;
    private Contract? contract;

    private ApiWorld(Installation here, KeptLog log) => (Here, Log, http) = (here, log, TestHttp.Client(here.Url));

    public Installation Here { get; }

    public KeptLog Log { get; }

    public static async Task<ApiWorld> Open(DatabaseKind kind, bool allowsLoopback = true, params (string Name, string Value)[] settings)
    {
        var log = new KeptLog();
        bool isStrict = false;
        var here = await Installation.Start(kind, change: builder =>
        {
            builder.Logging.ClearProviders().AddProvider(log);
            foreach (var (name, value) in settings)
                builder.Configuration[name] = value;
            if (isStrict)
                builder.Services.PostConfigure<OutgoingOptions>(options => options.AllowedNetworks.Clear());
        });
        await here.Shop.Sell(here.Store, "editor", PriceList.Of(("EUR", 29_00)));
        if (!allowsLoopback)
        {
            // The installation's own endpoint is on this machine, and was registered before.
            isStrict = true;
            await here.Restart();
        }

        return new ApiWorld(here, log);
    }

    public Task<ApiAnswer> Get(string path) => Send(HttpMethod.Get, path, Here.ApiKey);

    /// <param name="once">The Idempotency-Key; null sends none.</param>
    public Task<ApiAnswer> Post(string path, string json, string? once = null) => Send(HttpMethod.Post, path, Here.ApiKey, Json(json), once: once);

    public Task<ApiAnswer> Patch(string path, string json) => Send(HttpMethod.Patch, path, Here.ApiKey, Json(json));

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    /// <param name="key">As it stands in the header after the scheme; null sends no header.</param>
    public async Task<ApiAnswer> Send(HttpMethod method, string path, string? key, HttpContent? content = null, string scheme = "Bearer", string? once = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {key}");
        if (once is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", once);
        using var answer = await http.SendAsync(request);
        string body = await answer.Content.ReadAsStringAsync();
        await HoldToTheContract(request, answer, body);
        return new ApiAnswer(answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, body, answer.Headers);
    }

    /// <summary>An order as a buyer of this address makes it on the pages.</summary>
    public async Task<Order> AnOrder(string email = "ada@example.org", string link = "editor")
    {
        using var buyer = new Buyer();
        await buyer.Visit(new Uri(Here.Url, "/buy/" + link));
        await buyer.Press(
            "[name=continue]", ("email", email), ("first_name", "Ada"), ("last_name", "Lovelace"), ("country", "US"), ("payment_method", "sandbox"),
            ("accept_terms", "1"), ("accept_privacy", "1"));
        string[] parts = buyer.At.AbsolutePath.Split('/');
        return await Here.Get<OrderQueries>().ByToken(parts[2], parts[3], CancellationToken.None) ?? throw new InvalidOperationException($"No order at {buyer.At}.");
    }

    public Task<string> AKey(params ApiScope[] scopes) => AKey(Here.Scope, scopes);

    public Task<string> AKey(Scope owner, params ApiScope[] scopes) => Here.Get<IssueApiKey>().Run(owner, "a key", scopes, CancellationToken.None);

    /// <summary>Whatever a test asks about: what is taken and what is answered fits the API's own document.</summary>
    private async Task HoldToTheContract(HttpRequestMessage request, HttpResponseMessage answer, string body)
    {
        string path = request.RequestUri!.OriginalString;
        if (!path.StartsWith("/v1/", StringComparison.Ordinal) || path == "/v1/openapi.json")
            return;
        contract ??= new Contract(JsonDocument.Parse(await http.GetStringAsync(new Uri("/v1/openapi.json", UriKind.Relative))).RootElement);
        string? sent = request.Content?.Headers.ContentType?.MediaType == "application/json" ? await request.Content.ReadAsStringAsync() : null;
        var wrong = contract.Judge(request.Method.Method, path, (int)answer.StatusCode, sent, answer.Content.Headers.ContentType?.MediaType, body);
        Assert.True(wrong.Count == 0, $"{request.Method} {path}: {string.Join("; ", wrong)}");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Here.DisposeAsync();
    }
}

internal sealed record ApiAnswer(HttpStatusCode Status, string? ContentType, string Text, HttpResponseHeaders Headers)
{
    public JsonElement Body => JsonDocument.Parse(Text).RootElement;

    public string? RequestId => Header("X-Request-Id");

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    /// <summary>A whole list's or thing's answer.</summary>
    public JsonElement Ok()
    {
        Assert.True((int)Status is 200 or 201, $"{Status}: {Text}");
        Assert.Equal("application/json", ContentType);
        return Body;
    }

    /// <summary>A problem with all that every problem has, and nothing of our insides.</summary>
    /// <param name="field">The one field that it names; null where it names none.</param>
    public void AssertProblem(HttpStatusCode status, string code, string? field = null)
    {
        Assert.True(status == Status, $"{Status} and not {status}: {Text}");
        Assert.Equal("application/problem+json", ContentType);
        string[] members = ["type", "title", "status", "code", "detail", "request_id"];
        Assert.Equal(field is null ? members : [.. members, "errors"], OrderShape.Names(Body));
        Assert.Equal(((int)status, code, RequestId), (Body.GetProperty("status").GetInt32(), Body.GetProperty("code").GetString(), Body.GetProperty("request_id").GetString()));
        Assert.NotEmpty(RequestId!);
        foreach (string inside in (string[])["Exception", "System.", "Keytill."])
            Assert.DoesNotContain(inside, Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        if (field is not null)
            Assert.Equal(field, Assert.Single(Body.GetProperty("errors").EnumerateArray()).GetProperty("field").GetString());
    }
}

/// <summary>One world on each database for all tests of a class, begun when the first of them asks.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    private readonly Dictionary<DatabaseKind, Lazy<Task<ApiWorld>>> worlds =
        Enum.GetValues<DatabaseKind>().ToDictionary(kind => kind, kind => new Lazy<Task<ApiWorld>>(() => ApiWorld.Open(kind)));

    internal Task<ApiWorld> On(DatabaseKind kind) => worlds[kind].Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var begun in worlds.Values.Where(world => world.IsValueCreated))
            await (await begun.Value).DisposeAsync();
    }
}
