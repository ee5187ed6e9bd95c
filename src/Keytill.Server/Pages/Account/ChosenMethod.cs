namespace Keytill.Server.Pages.Account;

/// <summary>
/// The method that was chosen at the checkout, so that the order's page asks nobody twice. A cookie of that one page: the page's
/// address stays bare, and an order that nobody has tried to pay knows of no method.
/// </summary>
internal static class ChosenMethod
{
    private const string Name = "payment_method";
    private const int CharsMax = 50;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <param name="page">The order's page, from the root.</param>
    public static void Remember(HttpContext http, string page, string? method)
    {
        if (method is { Length: > 0 and <= CharsMax })
        {
            http.Response.Cookies.Append(Name, method, new CookieOptions
            {
                Path = page,
                MaxAge = Lifetime,
                HttpOnly = true,
                IsEssential = true,
                SameSite = SameSiteMode.Lax,
                Secure = http.Request.IsHttps,
            });
        }
    }

    public static string? Of(HttpRequest request) => request.Cookies[Name];
}
