using Keytill.Core;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Support;
using Microsoft.AspNetCore.Mvc;

namespace Keytill.Server.Pages.Console;

/// <summary>What was found. One hit alone is opened at once.</summary>
public sealed class OrdersPage(LookUpOrders find) : ConsolePage
{
    public override string Title => "Find an order";

    public string Query { get; private set; } = "";

    public IReadOnlyList<OrderHit> Hits { get; private set; } = [];

    public async Task<IActionResult> OnGet(CancellationToken cancel)
    {
        Query = PlainText.Clean(Request.Query["q"].FirstOrDefault());
        Hits = await find.Run(Look, Query, cancel);
        return Hits.Count == 1 ? new SeeOther(PathOf(Hits[0].Number)) : Page();
    }
}
