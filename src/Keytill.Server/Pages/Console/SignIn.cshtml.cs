using Keytill.Server.Hosting.Access;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Keytill.Server.Pages.Console;

/// <summary>The one page of the console that is open to everybody.</summary>
[AllowAnonymous]
public sealed class SignInPage(SignIn signIn) : PageModel
{
    private const string Home = "/console";

    public string Email { get; private set; } = "";

    public bool HasFailed { get; private set; }

    /// <summary>Where it goes on, from the root of this installation.</summary>
    public string ReturnTo { get; private set; } = Home;

    public void OnGet()
    {
        ReturnTo = Local(Request.Query["return"]);
        HttpContext.KeepPrivate();
    }

    public async Task<IActionResult> OnPost()
    {
        HttpContext.KeepPrivate();
        var form = await Request.ReadPostedForm();
        Email = form.First("email") ?? "";
        ReturnTo = Local(form.First("return"));
        if (await signIn.Run(Email, form.First("password") ?? "", HttpContext.RequestAborted) is not { } member)
        {
            HasFailed = true;
            return Page();
        }

        await StaffSession.Begin(HttpContext, member);
        return new SeeOther(ReturnTo);
    }

    /// <summary>Nobody is sent anywhere but into the console.</summary>
    private string Local(string? path) =>
        path is not null && Url.IsLocalUrl(path) && path.StartsWith(Home, StringComparison.Ordinal) ? path : Home;
}
