namespace Keytill.Server.SandboxBank.Pages;

/// <summary>What the bank's pages say, once per language; a language that lacks a sentence does not compile.</summary>
internal sealed record BankTexts
{
    public required string Language { get; init; }
    public required string LanguageName { get; init; }
    public required string DecimalSeparator { get; init; }
    public required string GroupSeparator { get; init; }
    public required bool CurrencyFirst { get; init; }
    public required string BankName { get; init; }
    public required string TestBanner { get; init; }
    public required string PayTitle { get; init; }
    public required string Amount { get; init; }
    public required string Order { get; init; }
    public required string Recipient { get; init; }
    public required string Number { get; init; }
    public required string NumberHint { get; init; }
    public required string Expiry { get; init; }
    public required string ExpiryHint { get; init; }
    public required string Code { get; init; }
    public required string CodeHint { get; init; }
    public required string Pay { get; init; }
    public required string Cancel { get; init; }
    public required string ErrorPrefix { get; init; }
    public required string ErrorSummary { get; init; }
    public required Func<CardFormProblem, string> Problem { get; init; }
    public required string CardsTitle { get; init; }
    public required string CardsHint { get; init; }
    public required Func<TestCard, string> Conduct { get; init; }
    public required string AuthenticateTitle { get; init; }
    public required string AuthenticateText { get; init; }
    public required string Confirm { get; init; }
    public required string Refuse { get; init; }
    public required string OtherCard { get; init; }
    public required string Leave { get; init; }
    public required string GoneTitle { get; init; }
    public required string GoneText { get; init; }
    public required string BackToShop { get; init; }
    public required string UnknownTitle { get; init; }
    public required string UnknownText { get; init; }
    public required string BadRequestTitle { get; init; }
    public required string BadRequestText { get; init; }
    public required string MerchantTitle { get; init; }
    public required string MerchantEmpty { get; init; }
    public required string MerchantPayment { get; init; }
    public required string MerchantBack { get; init; }
    public required string SentBack { get; init; }
    public required string RefundsTitle { get; init; }
    public required Func<BankRefund, string> RefundStanding { get; init; }
    public required string RefundTitle { get; init; }
    public required string RefundAmount { get; init; }
    public required Func<string, string> RefundAmountHint { get; init; }
    public required Func<string, string> RefundAmountProblem { get; init; }
    public required string RefundButton { get; init; }
    public required string NothingLeft { get; init; }

    public BankTexts Other => Language == "de" ? BankTextsEnglish.All : BankTextsGerman.All;

    /// <param name="wish">A BCP 47 tag; English where it is neither English nor German.</param>
    public static BankTexts For(string? wish) =>
        wish is not null && (wish.Equals("de", StringComparison.OrdinalIgnoreCase) || wish.StartsWith("de-", StringComparison.OrdinalIgnoreCase))
            ? BankTextsGerman.All
            : BankTextsEnglish.All;
}
