using Keytill.Core;
using Keytill.Core.Documents;
using Keytill.Server.Documents;
using Keytill.Server.Payments;
using Microsoft.AspNetCore.Html;

namespace Keytill.Server.Pages.Account;

/// <summary>Everything that a customer copies into a transfer form.</summary>
/// <param name="Page">The order's page, from the root.</param>
public sealed record TransferInstructions(PaymentRequest Request, OrderStory Story, BankAccount Account, string Page)
{
    public Money Amount => Request.Amount;

    /// <summary>In groups of four, as banks print it; they read it with or without the blanks.</summary>
    public string Reference => Request.Reference?.Printed ?? Request.Transfer.CustomerReference ?? "";

    /// <summary>Without the blanks, which some banks' forms refuse.</summary>
    public string ReferenceToCopy => Request.Reference?.Electronic ?? Reference;

    /// <summary>The same for a banking app to scan; null where there is no such code.</summary>
    public IHtmlContent? Code => TransferCode.Find(Request, Account, Story.Texts);
}
