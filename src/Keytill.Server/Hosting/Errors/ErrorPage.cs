using System.Globalization;
using Keytill.Server.Orders;
using Keytill.Server.Pages.Shared;

namespace Keytill.Server.Hosting.Errors;

/// <summary>
/// What a customer sees instead of a page that cannot be shown: what happened, what to do, a way back, never a detail.
/// Written by hand rather than by the pages' engine: it must stand when everything else has fallen.
/// </summary>
internal static class ErrorPage
{
    private const int BackUrlCharsMax = 2_000;

    /// <param name="reference">What support finds in the log, or null.</param>
    public static Task Write(HttpContext context, int status, string? reference)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        if (HttpMethods.IsHead(context.Request.Method))
            return Task.CompletedTask;

        var texts = PageLanguage.Choose(context.Request.Query["locale"], context.Request.Headers.AcceptLanguage);
        var (reason, wayBack) = ErrorReason.Of(context);
        string? find = reason == ErrorReason.OrderUnknown ? OrderLinks.FindPath(texts.Language) : null;
        return context.Response.WriteAsync(Html(texts, Key(texts, status, reason), reference, wayBack ?? BackUrl(context.Request), find));
    }

    private static string Key(Texts texts, int status, string? reason)
    {
        string byReason = "error." + reason;
        string byStatus = "error." + status.ToString(CultureInfo.InvariantCulture);
        return reason is not null && texts.Has(byReason + ".title") ? byReason
            : texts.Has(byStatus + ".title") ? byStatus
            : status >= StatusCodes.Status500InternalServerError ? "error.500"
            : "error.400";
    }

    /// <param name="findUrl">Where an order's address is asked for, where that is what is missing.</param>
    private static string Html(Texts texts, string key, string? reference, string? backUrl, string? findUrl)
    {
        string title = Encode(texts[key + ".title"]);
        string back = backUrl is null ? "" : $"<p><a class=\"button button-quiet\" href=\"{Encode(backUrl)}\">{Encode(texts[texts.Has(key + ".back") ? key + ".back" : "error.back"])}</a></p>";
        string find = findUrl is null ? "" : $"<p><a class=\"button\" href=\"{Encode(findUrl)}\">{Encode(texts["error.find_order"])}</a></p>";
        string number = reference is null ? "" : $"<p class=\"muted\">{Encode(texts.Get("error.reference", ("reference", reference)))}</p>";
        return $"""
            <!doctype html>
            <html lang="{texts.Language}" dir="{texts.Direction}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>{title}</title>
            <link rel="stylesheet" href="{Assets.Url("keytill.css")}">
            <link rel="icon" href="data:,">
            </head>
            <body>
            <main><div class="frame frame-narrow">
            <h1>{title}</h1>
            <p>{Encode(texts[key + ".text"])}</p>
            {find}
            {back}
            {number}
            </div></main>
            </body>
            </html>
            """;
    }

    // Where the customer came from by a link, which is how a shop leads to us. It leads nowhere he has not just been. Whoever sent
    // a form to us was on a page of ours, or should not have been where he was.
    private static string? BackUrl(HttpRequest request)
    {
        string? referer = request.Headers.Referer;
        return HttpMethods.IsGet(request.Method)
            && referer is { Length: > 0 and <= BackUrlCharsMax }
            && Uri.TryCreate(referer, UriKind.Absolute, out var from)
            && (from.Scheme == Uri.UriSchemeHttps || from.Scheme == Uri.UriSchemeHttp)
            ? from.AbsoluteUri
            : null;
    }

    private static string Encode(string text) => PageEncoder.Html.Encode(text);
}
