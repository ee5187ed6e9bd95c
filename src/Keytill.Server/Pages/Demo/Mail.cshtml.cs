using Keytill.Server.Demo;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Keytill.Server.Pages.Demo;

/// <summary>The mails that were sent in the demo, newest first.</summary>
public sealed class MailModel(DemoMailbox mailbox) : PageModel
{
    /// <summary>Id of an order: only its mails.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Order { get; set; }

    public IReadOnlyList<DemoMailLine> Mails { get; private set; } = [];

    public async Task OnGet(CancellationToken cancel) => Mails = await mailbox.List(Order, cancel);
}
