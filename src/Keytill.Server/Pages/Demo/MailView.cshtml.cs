using Keytill.Server.Demo;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Keytill.Server.Pages.Demo;

/// <summary>One mail: its HTML in a frame of its own that can run nothing, and its text.</summary>
public sealed class MailViewModel(DemoMailbox mailbox) : PageModel
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    public DemoMail Mail { get; private set; } = null!;

    public async Task<IActionResult> OnGet(string id, CancellationToken cancel)
    {
        if (await mailbox.Find(id, cancel) is not { } found)
            return NotFound();
        Mail = found;
        Response.Headers.ContentSecurityPolicy = Policy;
        return Page();
    }
}
