using Keytill.Core.Orders;
using Keytill.Server.Orders;
using Keytill.Server.Pages.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Keytill.Server.Pages.Account;

/// <summary>
/// Where the mails' "no more reminders" leads. Looking at it changes nothing, because mail scanners look at every link; the
/// one button on it does.
/// </summary>
public sealed class RemindersPage(OrderQueries orders, ShopFronts shopFronts) : PageOfOrder(orders, shopFronts)
{
    public bool AreStopped => Order.RemindersStoppedAt is not null;

    public bool IsOpen => Order.Status == OrderStatus.NotPaid;

    public override string Title => Texts[AreStopped ? "reminders.stopped.title" : "reminders.title"];

    public async Task<IActionResult> OnGet() => await Load() ? Page() : NotFound();
}
