using Keytill.Core;
using Keytill.Server.Emails;
using Keytill.Server.Orders;
using Keytill.Server.Support;
using Microsoft.AspNetCore.Mvc;

namespace Keytill.Server.Pages.Console;

/// <summary>One mail as it went out: its text. The markup is shown to nobody here: it was made for mail programs.</summary>
public sealed class ConsoleMailPage(OrderFiles files) : ConsolePage
{
    public override string Title => Mail.SubjectLine ?? ConsoleWords.Of(Mail.Kind);

    public string Number { get; private set; } = "";

    public MailRow Mail { get; private set; } = null!;

    public async Task<IActionResult> OnGet(string? number, string? mail, CancellationToken cancel)
    {
        if (OrderNumbers.Parse(Mode, number ?? "") is not { } exact || await files.Mail(Look, exact, mail, cancel) is not { TextBody: not null } found)
            return NotFound();
        (Number, Mail) = (exact, found);
        return Page();
    }
}
