using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Keytill.Core.Catalog;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Keytill.Server.Tests.Pages;

/// <summary>The customers' pages of a server with one shop and three products, and a client that sends whatever it is told to.</summary>
internal sealed class PagesWorld : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly WebApplication app;
    private readonly HttpClient client;

    private PagesWorld(TestDatabase database, WebApplication app, TestShop shop)
    {
        (this.database, this.app, Shop) = (database, app, shop);
        client = TestHttp.Client(Url);
    }

    public TestShop Shop { get; }

    public Product Editor { get; private set; } = null!;

    public Product Viewer { get; private set; } = null!;

    public Product Gift { get; private set; } = null!;

    public Uri Url => new(app.Urls.Single());

    public Store Store => Get<Store>();

    public static async Task<PagesWorld> Open(DatabaseKind kind = DatabaseKind.Sqlite, bool rehearses = true)
    {
        var database = await TestDatabase.Create(kind);
        var app = KeytillServer.Build([.. database.ServerArguments, "--urls", "http://127.0.0.1:0"], builder =>
        {
            builder.Configuration["RehearseWrites"] = rehearses.ToString();
        });
        await app.StartAsync();
        var store = app.Services.GetRequiredService<Store>();
        var world = new PagesWorld(database, app, await TestShop.Open(store));
        world.Editor = await world.Shop.Sell(store, "editor", PriceList.Of(("EUR", 2900), ("USD", 3200)).With("EUR", new PriceBand(1, 2900), new PriceBand(10, 2600)));
        world.Viewer = await world.Shop.Sell(store, "viewer", PriceList.Of(("EUR", 900), ("JPY", 1500)));
        world.Gift = await world.Shop.Sell(store, "gift", PriceList.Of(("EUR", 0)));
        return world;
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public Task<Answer> Visit(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    /// <summary>As a program would send it: without a browser's marks.</summary>
    public Task<Answer> Post(string path, params IEnumerable<(string Name, string Value)> fields) =>
        Send(HttpMethod.Post, path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), []);

    public async Task<Answer> Send(HttpMethod method, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(request);
        string body = await answer.Content.ReadAsStringAsync();
        return new Answer(answer, body);
    }

    /// <summary>Follows a Buy link to the cart's page.</summary>
    public async Task<string> AddToCart(string link)
    {
        var answer = await Visit(link);
        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        return answer.Location!;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await database.DisposeAsync();
    }
}

internal sealed class Answer(HttpResponseMessage answer, string body)
{
    private IHtmlDocument? page;

    public HttpStatusCode Status { get; } = answer.StatusCode;

    public string? Location { get; } = answer.Headers.Location?.OriginalString;

    public string Body { get; } = body;

    public string? Cookie { get; } = answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Single() : null;

    public string? Header(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    public IHtmlDocument Page => page ??= new HtmlParser().ParseDocument(Body);

    /// <summary>What a reader sees.</summary>
    public string Text => Page.Body?.TextContent ?? "";

    public string? Value(string field) => (Page.GetElementById(field) as IHtmlInputElement)?.Value ?? (Page.GetElementById(field) as IHtmlSelectElement)?.Value;

    /// <summary>The sentences that the field's element names as describing it.</summary>
    public string Beside(string field) =>
        string.Join(' ', (Page.GetElementById(field)?.GetAttribute("aria-describedby") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => Page.GetElementById(id)?.TextContent));
}

/// <summary>One world for all tests of a class: each test brings its own cart.</summary>
public sealed class PagesFixture : IAsyncLifetime
{
    internal PagesWorld World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await PagesWorld.Open();

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
