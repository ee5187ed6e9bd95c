using System.Security.Cryptography;
using System.Text;

namespace Keytill.Server.SandboxBank.Pages;

/// <summary>The frame of every page, and the headers that go with it: no script, no third party, nothing kept.</summary>
internal static class Layout
{
    private const string Style =
        """
        *{box-sizing:border-box}
        body{margin:0;font:1.0625rem/1.5 system-ui,sans-serif;color:#14202b;background:#eef2f5}
        header{background:#123d5a;color:#fff;padding:.75rem 0}
        header p{margin:0 auto;padding:0 1rem;max-width:32rem;font-weight:600}
        main,footer{max-width:32rem;margin:1rem auto;padding:0 1rem}
        .banner{background:#fff3cd;border:1px solid #8a6d00;padding:.5rem .75rem;border-radius:.25rem}
        h1{font-size:1.5rem;line-height:1.25}
        dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:1rem 0}
        dt{color:#44525f}dd{margin:0;font-weight:600;overflow-wrap:anywhere}
        label{display:block;font-weight:600;margin-top:1rem}
        input{width:100%;padding:.6rem;font:inherit;border:1px solid #5b6b78;border-radius:.25rem;background:#fff;color:inherit}
        input[aria-invalid]{border:2px solid #a3160c}
        .hint{margin:.25rem 0 0;color:#44525f;font-size:.9375rem}
        .error{margin:.25rem 0 0;color:#a3160c;font-weight:600}
        .problem{border:2px solid #a3160c;padding:.5rem .75rem;border-radius:.25rem;background:#fff}
        button,.button{display:block;width:100%;margin-top:1rem;padding:.75rem;font:inherit;font-weight:600;text-align:center;border-radius:.25rem;
          border:1px solid #123d5a;cursor:pointer;background:#fff;color:#123d5a;text-decoration:none}
        button.first{background:#123d5a;color:#fff}
        :focus-visible{outline:3px solid #d97900;outline-offset:2px}
        a{color:#0b4f7d}
        summary{cursor:pointer;padding:.5rem 0}
        li{padding:.25rem 0}
        """;

    private static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    /// <param name="returnUrl">The shop's address to which the page's forms may lead in the end.</param>
    public static async Task Write(HttpContext http, int status, BankTexts texts, string title, Html content, string? returnUrl)
    {
        string shop = returnUrl is null ? "" : " " + new Uri(returnUrl).GetLeftPart(UriPartial.Authority);
        IHeaderDictionary headers = http.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'sha256-{StyleHash}'; img-src data:; form-action 'self'{shop}; frame-ancestors 'none'; base-uri 'none'";
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["X-Robots-Tag"] = "noindex";
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync(Frame(texts, title, content).Markup, http.RequestAborted);
    }

    private static Html Frame(BankTexts texts, string title, Html content) => Html.Of(
        $"""
        <!doctype html>
        <html lang="{texts.Language}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{title} – {texts.BankName}</title>
        <link rel="icon" href="data:,">
        <style>{Html.Constant(Style)}</style>
        </head>
        <body>
        <header><p>{texts.BankName}</p></header>
        <main>
        <p class="banner">{texts.TestBanner}</p>
        {content}
        </main>
        <footer><a href="?lang={texts.Other.Language}" lang="{texts.Other.Language}" hreflang="{texts.Other.Language}">{texts.Other.LanguageName}</a></footer>
        </body>
        </html>
        """);
}
