using Keytill.Core.Checkouts;

namespace Keytill.Server.Checkouts;

/// <summary>Tells a browser that has opened a one-time link before it was paid from others that get hold of the link later.</summary>
public static class LinkCookie
{
    /// <summary>Longer than an order waits to be paid.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(180);

    public static void Remember(HttpContext http, OneTimeLink link) => http.Response.Cookies.Append(Name(link), link.BrowserKey, new CookieOptions
    {
        Path = "/buy/link/" + link.Token,
        MaxAge = Lifetime,
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
    });

    public static string Name(OneTimeLink link) => "keytill_" + link.Id;
}
