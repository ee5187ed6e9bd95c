using Keytill.Core;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Orders;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Persistence;
using Keytill.Server.Support;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace Keytill.Server.Pages.Console;

/// <summary>The console's addresses that are no pages.</summary>
internal static class ConsoleRoutes
{
    public static void MapConsole(this WebApplication app)
    {
        app.MapGet("/console", (HttpContext http, IConfiguration settings) => new SeeOther(settings.GetValue("Demo", true) ? "/console/test" : "/console/live")).RequireAuthorization();
        app.MapPost("/console/sign-out", SignOut).RequireAuthorization();
        app.MapPost("/console/{mode}/orders/{number}/customers-page", SeeCustomersPage).RequireAuthorization();
    }

    private static async Task<IResult> SignOut(HttpContext http, IAntiforgery tokens)
    {
        if (!await IsOurForm(http, tokens))
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        await StaffSession.End(http);
        return new SeeOther("/console/sign-in");
    }

    /// <summary>"See what the customer sees": his page, by his key. Written down, for with it everything can be done that he can do.</summary>
    private static async Task<IResult> SeeCustomersPage(
        string mode, string number, HttpContext http, IAntiforgery tokens, OrderQueries orders, Store store, OrderLinks links)
    {
        if (PublicName.Find<Mode>(mode) is not { } known || OrderNumbers.Parse(known, number) is not { } exact
            || await orders.ByNumber(http.Actor().Sees(known), exact, http.RequestAborted) is not { } order)
            return Results.NotFound();
        if (!await IsOurForm(http, tokens))
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        var form = await http.Request.ReadPostedForm();
        var press = new ConsolePress(http.Actor(), known, order, form, http.RequestAborted);
        if (!press.Who.May(StaffAct.SeeCustomersPage))
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        try
        {
            await store.Write("see customer's page", press.Does(StaffAct.SeeCustomersPage), _ => Task.CompletedTask, http.RequestAborted);
        }
        catch (RuleBroken)
        {
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        }
        catch (Conflict)
        {
            // Opened twice by the same form: it is written down.
        }

        return new SeeOther(links.Order(order).AbsoluteUri);
    }

    /// <summary>A token that cannot be read at all is answered as one that does not fit.</summary>
    private static async Task<bool> IsOurForm(HttpContext http, IAntiforgery tokens)
    {
        try
        {
            return await tokens.IsRequestValidAsync(http);
        }
        catch (AntiforgeryValidationException)
        {
            return false;
        }
    }
}
