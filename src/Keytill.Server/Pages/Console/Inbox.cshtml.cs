using Keytill.Server.Support;
using Microsoft.AspNetCore.Mvc;

namespace Keytill.Server.Pages.Console;

/// <summary>One list of what waits for somebody, the longest waiting first.</summary>
public sealed class InboxPage(Inboxes inboxes) : ConsolePage
{
    public override string Title => Name switch
    {
        "cases" => "Questions",
        "refunds" => "Refunds",
        "deliveries" => "Needs a person",
        "money" => "Money",
        _ => "Possible duplicates",
    };

    public string Name { get; private set; } = "";

    public IReadOnlyList<InboxItem> Items { get; private set; } = [];

    public async Task<IActionResult> OnGet(string name, CancellationToken cancel)
    {
        Name = name;
        Items = name switch
        {
            "cases" => await inboxes.Cases(Look, cancel),
            "refunds" => await inboxes.Refunds(Look, cancel),
            "deliveries" => await inboxes.NeedsPerson(Look, cancel),
            "money" => await inboxes.Money(Look, cancel),
            _ => await inboxes.Duplicates(Look, cancel),
        };
        return Page();
    }
}
