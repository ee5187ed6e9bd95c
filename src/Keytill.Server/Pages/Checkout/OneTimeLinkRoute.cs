using Keytill.Core;
using Keytill.Server.Checkouts;
using Keytill.Server.Hosting.Access;
using Keytill.Server.Hosting.Errors;
using Keytill.Server.Pages.Shared;

namespace Keytill.Server.Pages.Checkout;

/// <summary>A link that was made for one sale leads here: to its checkout, or to the order that has come of it.</summary>
public static class OneTimeLinkRoute
{
    public static string Path(string token) => "/buy/link/" + token;

    public static void MapOneTimeLinks(this WebApplication app) => app.MapMethods("/buy/link/{token}", [HttpMethods.Get, HttpMethods.Head], Follow);

    private static async Task<IResult> Follow(string token, HttpContext http, FollowLink follow)
    {
        http.KeepPrivate();
        if (HttpMethods.IsHead(http.Request.Method))
            return Results.Ok();
        if (BuyRoute.IsGuess(http.Request.Headers))
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        var answer = Ids.IsToken(token)
            ? await follow.Run(token, http.Request.Headers.AcceptLanguage, name => http.Request.Cookies[name], http.RequestAborted)
            : new FollowLinkAnswer.Unknown(ShopUrl: null);
        switch (answer)
        {
            case FollowLinkAnswer.Open open:
                LinkCookie.Remember(http, open.Link);
                return new SeeOther(open.Path);
            case FollowLinkAnswer.Used { OrderPath: { } order }:
                http.BecauseOf(ErrorReason.LinkUsedHere, order);
                return Results.StatusCode(StatusCodes.Status410Gone);
            case FollowLinkAnswer.Used used:
                http.BecauseOf(ErrorReason.LinkUsed, used.ShopUrl);
                return Results.StatusCode(StatusCodes.Status410Gone);
            case FollowLinkAnswer.Expired expired:
                http.BecauseOf(ErrorReason.LinkExpired, expired.ShopUrl);
                return Results.StatusCode(StatusCodes.Status410Gone);
            case FollowLinkAnswer.Unknown unknown:
                http.BecauseOf(ErrorReason.LinkUnknown, unknown.ShopUrl);
                return Results.NotFound();
            default:
                throw new InvalidOperationException("An answer without a case.");
        }
    }
}
