using Keytill.Core;
using Keytill.Core.Vendors;

namespace Keytill.Server.Checkouts;

/// <summary>
/// One cookie for each vendor and mode, which holds the token of the cart there. It only finds the cart again when another Buy
/// button is pressed; the authority is the token in the page's address.
/// </summary>
public static class CartCookie
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>The cookie's token; null where there is none, or something else than we have set.</summary>
    public static string? Read(IRequestCookieCollection cookies, string name) => Ids.IsToken(cookies[name]) ? cookies[name] : null;

    public static void Remember(HttpContext http, Scope shop, string token) => http.Response.Cookies.Append(Name(shop), token, new CookieOptions
    {
        Path = "/buy",
        MaxAge = Lifetime,
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
    });

    public static string Name(Scope shop) => $"keytill_cart_{shop.VendorId}_{(shop.Mode == Mode.Live ? "live" : "test")}";
}
