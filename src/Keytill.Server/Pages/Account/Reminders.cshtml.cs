using Keytill.Core.Orders;
using Keytill.Server.Hosting.Access;
using Keytill.Server.Hosting.Errors;
using Keytill.Server.Orders;
using Keytill.Server.Pages.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Keytill.Server.Pages.Account;

/// <summary>
/// Where the mails' "no more reminders" leads. Looking at it changes nothing, because mail scanners look at every link; the
/// one button on it does.
/// </summary>
public sealed class RemindersPage(OrderQueries orders, ShopFronts shopFronts) : CustomerPage
{
    public Order Order { get; private set; } = null!;

    /// <summary>The order's page, from the root.</summary>
    public string OrderPath { get; private set; } = "";

    public bool AreStopped => Order.RemindersStoppedAt is not null;

    public bool IsOpen => Order.Status == OrderStatus.NotPaid;

    public override string Title => Texts[AreStopped ? "reminders.stopped.title" : "reminders.title"];

    public override string Script => "order.js";

    public async Task<IActionResult> OnGet()
    {
        (string number, string token) = ((string)RouteData.Values["number"]!, (string)RouteData.Values["token"]!);
        if (await orders.ByToken(number, token, HttpContext.RequestAborted) is not { } order)
        {
            HttpContext.BecauseOf(ErrorReason.OrderUnknown);
            return NotFound();
        }

        var front = await shopFronts.Of(order, HttpContext.RequestAborted);
        Order = order;
        OrderPath = OrderLinks.Path(order.Number, order.Token);
        Texts = PageLanguage.Choose(Request.Query["locale"].FirstOrDefault() ?? order.Locale, Request.Headers.AcceptLanguage);
        Frame(front.Vendor, front.Seller, order.Mode, order.ReturnUrl);
        return Page();
    }
}
