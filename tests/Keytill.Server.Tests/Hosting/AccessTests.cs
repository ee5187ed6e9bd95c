using System.Net;
using Keytill.Server.Hosting;
using Keytill.Server.Hosting.Access;
using Keytill.Server.Hosting.Errors;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Keytill.Server.Tests.Hosting;

/// <summary>The edge alone, before a handful of endpoints, on real sockets.</summary>
public sealed partial class AccessTests : IAsyncLifetime
{
    private readonly List<string> logged = [];
    private WebApplication app = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        app = Built(publicUrl: "https://pay.example.com");
        await app.StartAsync();
        client = TestHttp.Client(Address(app));
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.OK)]
    [InlineData("same-origin", null, HttpStatusCode.OK)]
    [InlineData("none", null, HttpStatusCode.OK)]
    [InlineData("cross-site", null, HttpStatusCode.Forbidden)]
    [InlineData("same-site", null, HttpStatusCode.Forbidden)]
    [InlineData("nonsense", null, HttpStatusCode.Forbidden)]
    [InlineData("same-origin", "null", HttpStatusCode.OK)]
    [InlineData("cross-site", "https://pay.example.com", HttpStatusCode.Forbidden)]
    [InlineData(null, "https://pay.example.com", HttpStatusCode.OK)]
    [InlineData(null, "http://pay.example.com", HttpStatusCode.Forbidden)]
    [InlineData(null, "https://pay.example.com.evil.test", HttpStatusCode.Forbidden)]
    [InlineData(null, "https://evil.test", HttpStatusCode.Forbidden)]
    [InlineData(null, "null", HttpStatusCode.Forbidden)]
    [InlineData(null, "not an origin", HttpStatusCode.Forbidden)]
    public async Task A_form_is_taken_from_our_own_pages_only(string? site, string? origin, HttpStatusCode expected)
    {
        using var answer = await Send(HttpMethod.Post, "/form", site, origin);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task The_host_that_was_asked_counts_as_our_own()
    {
        using var answer = await Send(HttpMethod.Post, "/form", site: null, origin: client.BaseAddress!.GetLeftPart(UriPartial.Authority));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task Every_method_that_may_change_something_is_guarded(string method)
    {
        using var answer = await Send(new HttpMethod(method), "/form", "cross-site", origin: null);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Reading_is_free_for_links_from_other_sites()
    {
        using var answer = await Send(HttpMethod.Get, "/form", "cross-site", "https://evil.test");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_gateway_may_return_by_POST_where_nothing_is_changed()
    {
        using var answer = await Send(HttpMethod.Post, "/open", "cross-site", "https://bank.example");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_foreign_form_gets_a_page_that_says_that_nothing_was_changed()
    {
        using var answer = await Send(HttpMethod.Post, "/form", "cross-site", origin: null);

        Assert.Contains("Nothing has been changed", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_tells_the_browser_to_load_frame_and_reveal_nothing()
    {
        foreach (string path in (string[])["/form", "/broken", "/nowhere"])
        {
            using var answer = await client.GetAsync(path);

            Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
            Assert.Equal("same-origin", Header(answer, "Referrer-Policy"));
            string policy = Header(answer, "Content-Security-Policy");
            Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.EndsWith("form-action 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task A_page_can_let_its_forms_lead_to_the_gateways()
    {
        using var answer = await client.GetAsync("/leads-on");

        Assert.EndsWith("form-action 'self' https://bank.example https://wallet.example", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_whose_address_is_its_key_is_kept_by_nobody()
    {
        using var answer = await client.GetAsync("/private");

        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Contains("noindex", Header(answer, "X-Robots-Tag"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_for_another_host_than_the_public_one_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/form");
        request.Headers.Host = "evil.test";
        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Style_sheets_are_kept_for_ever_and_sent_compressed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Assets.Url("keytill.css"));
        request.Headers.Add("Accept-Encoding", "gzip, br");
        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("br", Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.True(answer.Content.Headers.ContentLength < 5_000);
    }

    [Fact]
    public async Task The_address_of_an_older_style_sheet_still_answers_but_is_not_kept()
    {
        using var answer = await client.GetAsync("/assets/0000000000/keytill.css");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoCache);
    }

    [Fact]
    public async Task Unset_the_public_address_is_where_the_server_listens()
    {
        await using var other = Built(publicUrl: null);
        await other.StartAsync();

        Assert.Equal(Address(other), other.Services.GetRequiredService<PublicUrl>().Value);
    }

    private static Uri Address(WebApplication app) => new(app.Urls.First());

    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));

    private WebApplication Built(string? publicUrl)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(new ListLogger(logged));
        builder.Configuration.AddInMemoryCollection([new("PublicUrl", publicUrl)]);
        builder.AddAccess();

        var built = builder.Build();
        built.UseAccess();
        built.MapAssets();
        built.MapMethods("/form", ["GET", "POST", "PUT", "DELETE", "PATCH"], async (HttpContext context) =>
        {
            await context.Request.ReadPostedForm();
            return "taken";
        });
        built.MapPost("/open", () => "taken").WithMetadata(new OpenToOtherSitesAttribute());
        built.MapGet("/broken", Broken);
        built.MapGet("/broken/{token}", Broken);
        built.MapGet("/v1/broken", Broken);
        built.MapGet("/private", (HttpContext context) => context.KeepPrivate());
        built.MapGet("/leads-on", (HttpContext context) => context.LetFormsLeadTo(["https://bank.example", "https://wallet.example"]));
        built.MapGet("/unknown-product", (HttpContext context) =>
        {
            context.BecauseOf(ErrorReason.ProductUnknown);
            return Results.NotFound();
        });
        return built;
    }

    private static void Broken() => throw new InvalidOperationException("A secret detail.");

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, string? site, string? origin)
    {
        using var request = new HttpRequestMessage(method, path);
        if (site is not null)
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);
        return await client.SendAsync(request);
    }

    private sealed class ListLogger(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            lock (lines)
                lines.Add(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
