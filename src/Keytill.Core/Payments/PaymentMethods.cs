namespace Keytill.Core.Payments;

/// <summary>The public names of the ways to pay, and what is common to all of a kind.</summary>
public static class PaymentMethods
{
    public const string Sandbox = "sandbox";

    public const string BankTransfer = "bank_transfer";

    /// <summary>Whether the customer pays on a gateway's page, now. A method that is not known is one of a gateway.</summary>
    public static bool IsOnline(string method) => method is not BankTransfer;

    /// <summary>
    /// The most of a bank transfer's shortfall that is written off without asking: one euro or its like. A currency that is
    /// not listed has no tolerance, for nobody has said what a like sum is.
    /// </summary>
    public static Money WriteOffMax(Currency currency) => new(currency.Code switch
    {
        "EUR" or "USD" or "GBP" or "CHF" or "CAD" or "AUD" or "NZD" or "SGD" => 100,
        "PLN" => 400,
        "SEK" or "NOK" or "DKK" or "CZK" => 1_000,
        "JPY" => 150,
        "KWD" => 300,
        _ => 0,
    }, currency);
}
