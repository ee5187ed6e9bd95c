using Keytill.Core.Catalog;

namespace Keytill.Core.Checkouts;

/// <summary>What the customer agreed to or took note of, by the very text shown. The text itself is the seller's, found by these three.</summary>
/// <param name="TextVersion">Of the seller's text of this kind and language.</param>
/// <param name="Locale">The language of the text that was shown, which may differ from the order's.</param>
public sealed record Consent(ConsentKind Kind, ConsentForm Form, string TextVersion, string Locale, DateTimeOffset At);

public enum ConsentKind
{
    SalesTerms,

    /// <summary>"I have read how my personal data are processed for this order."</summary>
    PersonalData,

    /// <summary>"I ask for delivery at once and know that I thereby lose my right of withdrawal."</summary>
    WithdrawalWaiver,

    /// <summary>Optional; to be confirmed by mail before use.</summary>
    Marketing,
}

public enum ConsentForm
{
    Agreed,

    /// <summary>Took note of; nothing was asked.</summary>
    Acknowledged,

    /// <summary>Consented to what the text asks.</summary>
    Consented,
}

public static class ConsentRules
{
    /// <summary>The input's name of a box.</summary>
    public static string FieldOf(ConsentKind kind) => kind switch
    {
        ConsentKind.SalesTerms => "accept_terms",
        ConsentKind.PersonalData => "accept_privacy",
        ConsentKind.WithdrawalWaiver => "accept_waiver",
        ConsentKind.Marketing => "accept_marketing",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The boxes that must be ticked: two always, the waiver for consumers with the right who buy what is delivered at once.</summary>
    public static IReadOnlyList<ConsentKind> Required(string? country, bool isBusiness, IEnumerable<Product> products) =>
        AsksForWaiver(country, isBusiness, products)
            ? [ConsentKind.SalesTerms, ConsentKind.PersonalData, ConsentKind.WithdrawalWaiver]
            : [ConsentKind.SalesTerms, ConsentKind.PersonalData];

    /// <summary>All boxes that the page shows: the required ones and those the customer may leave.</summary>
    public static IReadOnlyList<ConsentKind> Asked(string? country, bool isBusiness, IEnumerable<Product> products) =>
        [.. Required(country, isBusiness, products), ConsentKind.Marketing];

    public static bool AsksForWaiver(string? country, bool isBusiness, IEnumerable<Product> products) =>
        NamesObligationToPay(country, isBusiness) && products.Any(p => p.Withdrawal == WithdrawalPolicy.Waive);

    /// <summary>Whether the button must read "order with obligation to pay" and nothing else.</summary>
    public static bool NamesObligationToPay(string? country, bool isBusiness) => !isBusiness && Country.HasConsumerWithdrawal(country);
}
