using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;

namespace Keytill.Server.Tests.Judges;

/// <summary>Keeps every HTML that a server answers, byte for byte and in whatever state the page was, for the validator.</summary>
internal sealed class HtmlAnswers : IStartupFilter
{
    private readonly ConcurrentDictionary<string, (string Kind, string Address)> answered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> pages = new(StringComparer.Ordinal);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(Keep);
        next(app);
    };

    /// <summary>What is wrong with what was answered: each fault once, with the first address that it was seen at.</summary>
    public async Task<IReadOnlyList<string>> Faults(Judge validator)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (html, (kind, address)) in answered)
            foreach (string fault in await validator.Sentences(new { kind, html }))
                faults.TryAdd(fault[(fault.IndexOf(' ', StringComparison.Ordinal) + 1)..], $"{address} {fault}");
        return [.. faults.Values.Order(StringComparer.Ordinal)];
    }

    /// <summary>The server's pages that nobody has been at.</summary>
    public IReadOnlyList<string> NotSeen(EndpointDataSource routes) =>
        [.. routes.Endpoints.Select(PageOf).OfType<string>().Distinct().Where(page => !pages.ContainsKey(page)).Order(StringComparer.Ordinal)];

    private async Task Keep(HttpContext context, RequestDelegate next)
    {
        // Compressed, nobody could read it here.
        context.Request.Headers.Remove("Accept-Encoding");
        var wire = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = wire;
        }

        if (kept.Length == 0)
            return;
        if (context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true)
            Note(context, Encoding.UTF8.GetString(kept.ToArray()));
        await wire.WriteAsync(kept.ToArray(), context.RequestAborted);
    }

    private void Note(HttpContext context, string html)
    {
        // The page of a captured mail shows it in a frame, as it was sent.
        string kind = context.Request.Path.Value!.EndsWith("/html", StringComparison.Ordinal) ? "mail" : "page";
        answered.TryAdd(html, (kind, $"{context.Request.Method} {context.Request.Path} ({context.Response.StatusCode})"));
        if (PageOf(context.GetEndpoint()) is { } page)
            pages[page] = true;
    }

    private static string? PageOf(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<PageActionDescriptor>()?.ViewEnginePath;
}
