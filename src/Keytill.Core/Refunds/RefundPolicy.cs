using Keytill.Core.Payments;

namespace Keytill.Core.Refunds;

/// <summary>The limits and spans of refunds. Every figure stands here.</summary>
public static class RefundPolicy
{
    /// <summary>So many days after payment a customer may ask on the order's page, where the vendor has set nothing else.</summary>
    public const int AskWithinDays = 30;

    /// <summary>A request is answered within so many bank days.</summary>
    public const int AnswerWithinBankDays = 5;

    /// <param name="withinDays">The vendor's own; 0 for never.</param>
    /// <returns>Until when the customer of a paid order may ask, order time; null where he may not.</returns>
    public static DateTimeOffset? AskBy(DateTimeOffset? paidAt, int withinDays) => withinDays > 0 ? paidAt?.AddDays(withinDays) : null;

    public static DateTimeOffset AnswerBy(DateTimeOffset requestedAt) => BankDays.After(requestedAt, AnswerWithinBankDays);

    public const int ReasonCharsMax = 1_000;

    /// <summary>
    /// Above this a second person must confirm: 500 euros or their like. In a currency that is not listed every refund needs
    /// one, for nobody has said what a like sum is.
    /// </summary>
    public static Money SecondPersonAbove(Currency currency) => new(currency.Code switch
    {
        "EUR" or "USD" or "GBP" or "CHF" or "CAD" or "AUD" or "NZD" or "SGD" => 500_00,
        "PLN" => 2_000_00,
        "SEK" or "NOK" or "DKK" => 5_000_00,
        "CZK" => 12_000_00,
        "JPY" => 75_000,
        "KWD" => 150_000,
        _ => 0,
    }, currency);
}
