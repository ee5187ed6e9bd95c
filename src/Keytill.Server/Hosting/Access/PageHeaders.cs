namespace Keytill.Server.Hosting.Access;

/// <summary>
/// What every answer tells the browser: load nothing from elsewhere, be framed by nobody, give no address away.
/// Set as the answer starts, so that error pages carry the same headers as the page they stand in for.
/// </summary>
public static class PageHeaders
{
    private const string PolicyStart =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    private static readonly object FormTargets = new();
    private static readonly object Private = new();

    /// <summary>
    /// Lets this page's forms end at other origins. Browsers hold the redirect after a form against <c>form-action</c> too:
    /// without this the way to a gateway's page is blocked silently.
    /// </summary>
    public static void LetFormsLeadTo(this HttpContext context, IEnumerable<string> origins) =>
        context.Items[FormTargets] = string.Join(' ', origins);

    /// <summary>For pages whose address is their key: kept by no cache and no search engine.</summary>
    public static void KeepPrivate(this HttpContext context) => context.Items[Private] = true;

    internal static void SetAtStart(HttpContext context) => context.Response.OnStarting(Set, context);

    private static Task Set(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";

        // Not "no-referrer": with it browsers send "Origin: null" on our own forms. Other sites get no referrer either way.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        if (headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy = context.Items[FormTargets] is string { Length: > 0 } targets ? PolicyStart + " " + targets : PolicyStart;

        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";

        if (context.Items.ContainsKey(Private) || context.Response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            headers.CacheControl = "no-store";
            headers["X-Robots-Tag"] = "noindex, nofollow";
        }

        return Task.CompletedTask;
    }
}
