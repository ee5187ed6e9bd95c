using Keytill.Core;
using Keytill.Core.Payments;
using Keytill.Server.Payments;

namespace Keytill.Server.Pages.Account;

/// <summary>Everything that a customer copies into a transfer form.</summary>
/// <param name="Page">The order's page, from the root.</param>
public sealed record TransferInstructions(Payment Payment, OrderStory Story, BankAccount Account, string Page)
{
    public Money Amount => Story.Due;

    /// <summary>In groups of four, as banks print it; they read it with or without the blanks.</summary>
    public string Reference => string.Join(' ', (Payment.CustomerReference ?? "").Chunk(4).Select(group => new string(group)));
}
