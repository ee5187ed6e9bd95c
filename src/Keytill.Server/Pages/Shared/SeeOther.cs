using Microsoft.AspNetCore.Mvc;

namespace Keytill.Server.Pages.Shared;

/// <summary>303: "your form has been taken; look there", as a GET whatever came before. The framework's own redirects say 302 or 307.</summary>
public sealed class SeeOther(string address) : ActionResult, IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = address;
        return Task.CompletedTask;
    }

    public override Task ExecuteResultAsync(ActionContext context) => ExecuteAsync(context.HttpContext);
}
