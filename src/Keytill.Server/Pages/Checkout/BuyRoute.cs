using Keytill.Server.Checkouts;
using Keytill.Server.Hosting.Access;
using Keytill.Server.Hosting.Errors;
using Keytill.Server.Pages.Shared;

namespace Keytill.Server.Pages.Checkout;

/// <summary>A vendor's Buy button leads here: into the cart, and on to the checkout.</summary>
public static class BuyRoute
{
    public static void MapBuy(this WebApplication app) => app.MapMethods("/buy/{product}", [HttpMethods.Get, HttpMethods.Head], Buy);

    private static async Task<IResult> Buy(string product, HttpContext http, AddToCart add)
    {
        http.KeepPrivate();

        // Whoever only looks, be it a browser that guesses or a program that draws a preview, has not pressed a button.
        if (HttpMethods.IsHead(http.Request.Method))
            return Results.Ok();
        if (IsGuess(http.Request.Headers))
            return Results.StatusCode(StatusCodes.Status403Forbidden);

        var query = http.Request.Query.SelectMany(parameter => parameter.Value.Select(value => KeyValuePair.Create(parameter.Key, value)));
        var link = new CheckoutLink(product, [.. query], http.Request.Headers.AcceptLanguage);
        switch (await add.Run(link, name => CartCookie.Read(http.Request.Cookies, name), http.RequestAborted))
        {
            case AddToCartAnswer.Added added:
                CartCookie.Remember(http, added.Shop, added.Token);
                return new SeeOther("/checkout/" + added.Token);
            case AddToCartAnswer.Unknown unknown:
                http.BecauseOf(ErrorReason.ProductUnknown, unknown.ShopUrl);
                return Results.NotFound();
            default:
                throw new InvalidOperationException("An answer without a case.");
        }
    }

    /// <summary>Browsers say when they fetch ahead of a press. They drop what is no success, and ask again when the press comes.</summary>
    internal static bool IsGuess(IHeaderDictionary headers) =>
        Says(headers["Sec-Purpose"], "prefetch") || Says(headers["Purpose"], "prefetch") || Says(headers["Purpose"], "preview")
        || Says(headers["X-Purpose"], "preview") || Says(headers["X-Moz"], "prefetch");

    private static bool Says(string? header, string purpose) => header?.Contains(purpose, StringComparison.OrdinalIgnoreCase) ?? false;
}
