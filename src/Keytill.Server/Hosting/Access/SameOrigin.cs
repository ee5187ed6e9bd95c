namespace Keytill.Server.Hosting.Access;

/// <summary>
/// Tells a form sent from our own page from one that another site sends in the customer's name. A buyer's authority is the
/// token in the path, so there is no cookie to steal and no antiforgery token that could expire under a half-filled form;
/// what remains to refuse is a foreign page that knows the address.
/// </summary>
public static class SameOrigin
{
    /// <summary>True when a browser says that another site makes this request change something.</summary>
    /// <param name="ours">The installation's public address: behind a proxy the request's own host may differ from it.</param>
    public static bool IsForeign(HttpRequest request, Uri ours)
    {
        if (IsSafe(request.Method))
            return false;

        // Asked first: under a strict referrer policy browsers send "Origin: null" even from the page itself.
        string? site = request.Headers["Sec-Fetch-Site"];
        if (!string.IsNullOrEmpty(site))
            return site is not ("same-origin" or "none");

        string? origin = request.Headers.Origin;
        if (string.IsNullOrEmpty(origin))
            return false;

        return !Uri.TryCreate(origin, UriKind.Absolute, out var from) || !(IsSame(from, ours) || IsRequestedHost(from, request));
    }

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    private static bool IsSame(Uri a, Uri b) => Uri.Compare(a, b, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static bool IsRequestedHost(Uri origin, HttpRequest request) =>
        string.Equals(origin.Scheme, request.Scheme, StringComparison.OrdinalIgnoreCase)
        && string.Equals(origin.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Marks an endpoint that takes other sites' POSTs because it changes nothing, such as the return from a gateway.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OpenToOtherSitesAttribute : Attribute;
