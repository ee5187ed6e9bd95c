using System.Globalization;
using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Hosting.Access;
using Keytill.Server.Hosting.Errors;
using Keytill.Server.Orders;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Payments;
using Keytill.Server.Work;
using Microsoft.AspNetCore.WebUtilities;

namespace Keytill.Server.Pages.Account;

/// <summary>What the order page's buttons and the gateways' returns lead to. All of it ends on the page again, or at a gateway.</summary>
public static class OrderRoutes
{
    private const string PagePath = "/order/{number}/{token}";

    /// <summary>Below the half minute after which proxies and browsers lose patience with a silent answer.</summary>
    private static readonly TimeSpan ChangesWait = TimeSpan.FromSeconds(20);

    public static void MapOrderActs(this WebApplication app)
    {
        app.MapPost(PagePath + "/pay", Pay);
        app.MapGet(PagePath + "/return/{paymentId}", Return);

        // Some gateways return by POST, from their own site. It changes nothing: the GET that follows does. What stands in the
        // address has been looked at by nobody yet.
        app.MapPost(PagePath + "/return/{paymentId}", (string number, string token, string paymentId) => new SeeOther(
            $"{OrderLinks.Path(Uri.EscapeDataString(number), Uri.EscapeDataString(token))}/return/{Uri.EscapeDataString(paymentId)}"))
            .WithMetadata(new OpenToOtherSitesAttribute());
        app.MapPost(PagePath + "/paid", SayPaid);
        app.MapPost(PagePath + "/reminders", StopReminders);
        app.MapGet(PagePath + "/licenses/{lineId}", Licenses);
        app.MapGet(PagePath + "/changes", Changes);
    }

    private static async Task<IResult> Pay(string number, string token, HttpContext http, OrderQueries orders, StartPayment start)
    {
        if (await orders.ByToken(number, token, http.RequestAborted) is not { } order)
            return Unknown(http);

        string method = (await http.Request.ReadPostedForm()).First("payment_method") ?? "";
        try
        {
            return await start.Run(order, method, http.RequestAborted) switch
            {
                StartPaymentAnswer.Redirect redirect => new SeeOther(redirect.Page.AbsoluteUri),
                StartPaymentAnswer.Unreachable => new SeeOther(Page(order, OrderMessage.Unreachable)),
                StartPaymentAnswer.Instructions or StartPaymentAnswer.Refused => new SeeOther(Page(order)),
                _ => throw new InvalidOperationException("An answer without a case."),
            };
        }
        catch (RuleBroken rule)
        {
            return new SeeOther(Page(order, OrderMessage.Of(rule)));
        }
    }

    private static async Task<IResult> SayPaid(string number, string token, HttpContext http, OrderQueries orders, OrderActs acts)
    {
        if (await orders.ByToken(number, token, http.RequestAborted) is not { } order)
            return Unknown(http);
        bool isTaken = await acts.SayPaid(new Scope(order.VendorId, order.Mode), order.Id, http.RequestAborted);
        return new SeeOther(Page(order, isTaken ? OrderMessage.SaidPaid : OrderMessage.NotPossible));
    }

    /// <summary>From the button on the page, or from a mail program by itself.</summary>
    private static async Task<IResult> StopReminders(string number, string token, HttpContext http, OrderQueries orders, OrderActs acts)
    {
        if (await orders.ByToken(number, token, http.RequestAborted) is not { } order)
            return Unknown(http);
        await acts.StopReminders(new Scope(order.VendorId, order.Mode), order.Id, http.RequestAborted);
        bool isMailProgram = (await http.Request.ReadPostedForm()).First("List-Unsubscribe") is not null;
        return isMailProgram ? Results.Ok() : new SeeOther(OrderLinks.Path(number, token) + "/reminders");
    }

    private static async Task<IResult> Return(
        string number, string token, string paymentId, HttpContext http, OrderQueries orders, RecordPayment record)
    {
        if (!await orders.HasPayment(number, token, paymentId, http.RequestAborted))
            return Unknown(http);
        try
        {
            await record.Run(paymentId, http.RequestAborted);
            return new SeeOther(Page(number, token));
        }
        catch (GatewayUnreachable)
        {
            // Nothing is lost: the notice comes, or we ask again by ourselves.
            return new SeeOther(Page(number, token, OrderMessage.Unclear));
        }
    }

    /// <summary>Answers as soon as the order has a version above the one that the page shows, at the latest after <see cref="ChangesWait"/>.</summary>
    private static async Task<IResult> Changes(string number, string token, string? after, HttpContext http, OrderQueries orders, OrderChanges changes)
    {
        if (await orders.IdByToken(number, token, http.RequestAborted) is not { } orderId)
            return Unknown(http);
        http.KeepPrivate();
        long seen = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out long version) ? version : 0;
        return await changes.WaitForChange(orderId, seen, ChangesWait, http.RequestAborted) ? Results.Ok(new { Changed = true }) : Results.NoContent();
    }

    /// <summary>All keys of a line as a text file, one a line: for lines with more of them than a page should hold.</summary>
    private static async Task<IResult> Licenses(string number, string token, string lineId, HttpContext http, OrderQueries orders)
    {
        if (await orders.ByToken(number, token, http.RequestAborted) is not { } order || order.Lines.FirstOrDefault(l => l.Id == lineId) is not { } line)
            return Unknown(http);
        http.KeepPrivate();
        return Results.Text(string.Join('\n', OrderStory.ValidKeys(line)) + "\n", "text/plain; charset=utf-8");
    }

    private static string Page(Order order, string? message = null) => Page(order.Number, order.Token, message);

    private static string Page(string number, string token, string? message = null)
    {
        string path = OrderLinks.Path(number, token);
        return message is null ? path : QueryHelpers.AddQueryString(path, OrderMessage.Parameter, message);
    }

    private static IResult Unknown(HttpContext http)
    {
        http.BecauseOf(ErrorReason.OrderUnknown);
        return Results.NotFound();
    }
}
