using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit.Sdk;

namespace Keytill.Server.Tests.Browser;

/// <summary>The instruments of the browser tests, tried on a page of their own.</summary>
public sealed class BrowserTests(BrowserFixture browser) : IAsyncLifetime
{
    private const string Head = "<!doctype html><html lang=en><head><meta name=viewport content='width=device-width,initial-scale=1'><title>A page</title></head>";
    private WebApplication server = null!;

    private string Address => server.Urls.First();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        server = builder.Build();
        server.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; script-src 'self'";
            return next(context);
        });
        Page("/", "<main><h1>Hello</h1><form method=post action=/pressed><button name=continue>Continue</button></form></main><script src=/script.js></script>");
        server.MapPost("/pressed", () => Results.Redirect("/done"));
        Page("/done", "<main><h1>Done</h1></main>");
        Page("/unreadable", "<main><h1>Hello</h1><img src=/script.js><input></main>");
        Page("/wide", "<main><h1>Hello</h1><table width=2000><tr><td>wide</table></main>");
        Page("/inline", "<main><h1>Hello</h1></main><script>document.title = 'never'</script>");
        server.MapGet("/broken", () => Results.Text("Sorry", statusCode: 500));
        server.MapGet("/favicon.ico", () => Results.NoContent());
        server.MapGet("/script.js", () => Results.Text("document.querySelector('h1').textContent = 'Hello, script'", "text/javascript"));
        await server.StartAsync();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData(Visitor.Desktop, "Hello, script", 1280)]
    [InlineData(Visitor.Phone, "Hello, script", 390)]
    [InlineData(Visitor.DesktopWithoutScript, "Hello", 1280)]
    [InlineData(Visitor.PhoneWithoutScript, "Hello", 390)]
    public async Task Every_visitor_reads_and_presses(Visitor visitor, string heading, int width)
    {
        await using var visit = await browser.Visit(visitor);
        await visit.Page.GotoAsync(Address);
        Assert.Equal(heading, await visit.Page.Locator("h1").TextContentAsync());
        Assert.Equal(width, visit.Page.ViewportSize!.Width);
        await visit.Page.Locator("button[name=continue]").ClickAsync();
        await visit.StandsAt(new Regex("/done$"));
        await visit.Page.FitsTheWindow();
        visit.HasNoProblems();
    }

    [Fact]
    public async Task A_good_page_is_accessible_under_a_strict_content_security_policy()
    {
        await using var visit = await browser.Visit();
        await visit.Page.GotoAsync(Address);
        await visit.Page.IsAccessible();
        visit.HasNoProblems();
    }

    [Fact]
    public async Task A_page_that_cannot_be_read_is_told_element_by_element()
    {
        await using var visit = await browser.Visit();
        await visit.Page.GotoAsync(Address + "/unreadable");
        var failure = await Assert.ThrowsAnyAsync<XunitException>(visit.Page.IsAccessible);
        Assert.Contains("image-alt", failure.Message, StringComparison.Ordinal);
        Assert.Contains("<input>", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_wider_than_the_phone_is_told()
    {
        await using var visit = await browser.Visit(Visitor.Phone);
        await visit.Page.GotoAsync(Address + "/wide");
        await Assert.ThrowsAnyAsync<XunitException>(visit.Page.FitsTheWindow);
    }

    [Theory]
    [InlineData("/inline", "Content Security Policy")]
    [InlineData("/broken", "500 from")]
    public async Task What_goes_wrong_beside_the_page_is_told(string path, string expected)
    {
        await using var visit = await browser.Visit();
        await visit.Page.GotoAsync(Address + path);
        var failure = Assert.ThrowsAny<XunitException>(visit.HasNoProblems);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    private void Page(string path, string body) =>
        server.MapGet(path, () => Results.Text(Head + "<body>" + body + "</body></html>", "text/html"));
}
