using System.Security.Claims;
using Keytill.Core.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Keytill.Server.Support;

/// <summary>
/// Somebody of the staff between signing in and out: a cookie that names him and the stamp of his session. Asked anew with every request,
/// so that a block, other roles or another password count at once.
/// </summary>
public static class StaffSession
{
    public const string Scheme = "staff";
    private const string StampClaim = "stamp";

    /// <summary>A session that nobody uses ends after this.</summary>
    private static readonly TimeSpan EndsAfter = TimeSpan.FromHours(10);

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "keytill_staff";
        options.Cookie.Path = "/console";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = EndsAfter;
        options.SlidingExpiration = true;
        options.LoginPath = "/console/sign-in";
        options.AccessDeniedPath = "/console/sign-in";
        options.ReturnUrlParameter = "return";
        options.Events.OnValidatePrincipal = Validate;
    }

    public static Task Begin(HttpContext http, StaffMember member)
    {
        var identity = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, member.Id), new(StampClaim, member.SessionStamp)], Scheme);
        return http.SignInAsync(Scheme, new ClaimsPrincipal(identity));
    }

    public static Task End(HttpContext http) => http.SignOutAsync(Scheme);

    /// <summary>Who acts in this request; there is somebody on every page behind the sign-in.</summary>
    public static Actor Actor(this HttpContext http) => (Actor)http.Items[typeof(Actor)]!;

    private static async Task Validate(CookieValidatePrincipalContext context)
    {
        string? id = context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier);
        string? stamp = context.Principal?.FindFirstValue(StampClaim);
        var staff = context.HttpContext.RequestServices.GetRequiredService<KeepStaff>();
        if (id is null || await staff.ById(id, context.HttpContext.RequestAborted) is not { } member || member.IsBlocked || member.SessionStamp != stamp)
        {
            context.RejectPrincipal();
            return;
        }

        context.HttpContext.Items[typeof(Actor)] = new Actor(member.Id, member.Name, member.Roles);
    }
}
