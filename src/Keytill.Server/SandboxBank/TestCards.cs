namespace Keytill.Server.SandboxBank;

internal enum CardConduct
{
    Succeed,
    Decline,

    /// <summary>The 3-D Secure page decides; confirmed, the card succeeds.</summary>
    Authenticate,

    /// <summary>Confirmed at 3-D Secure, the card is declined all the same.</summary>
    AuthenticateThenDecline,
    ProcessThenSucceed,
    ProcessThenFail,

    /// <summary>The money moves, the customer's browser gets a dead connection, and the notice waits.</summary>
    ChargeAndLoseAnswer,

    /// <summary>The customer's browser gets a dead connection, and nothing happened.</summary>
    LoseAnswer,

    /// <summary>Succeeds; a refund is pending for days, and then done.</summary>
    SucceedAndRefundSlowly,

    /// <summary>Succeeds; a refund is done, and fails days later.</summary>
    SucceedAndFailRefund,
}

/// <param name="FailureCode">Why it is declined, where it is.</param>
internal sealed record TestCard(string Number, CardConduct Conduct, string? FailureCode = null)
{
    /// <summary>In groups of four, as on the card.</summary>
    public string Grouped => string.Join(' ', Number.Chunk(4).Select(four => new string(four)));
}

/// <summary>The published numbers: the only ones that the bank ever keeps in its hands.</summary>
internal static class TestCards
{
    public static readonly IReadOnlyList<TestCard> Published =
    [
        new("4242424242424242", CardConduct.Succeed),
        new("5555555555554444", CardConduct.Succeed),
        new("4000000000003220", CardConduct.Authenticate),
        new("4000008400001629", CardConduct.AuthenticateThenDecline, BankFailures.CardDeclined),
        new("4000000000000002", CardConduct.Decline, BankFailures.CardDeclined),
        new("4000000000009995", CardConduct.Decline, BankFailures.InsufficientFunds),
        new("4000000000000069", CardConduct.Decline, BankFailures.ExpiredCard),
        new("4000000000000127", CardConduct.Decline, BankFailures.IncorrectCvc),
        new("4000000000000119", CardConduct.Decline, BankFailures.ProcessingError),
        new("4000000000009979", CardConduct.Decline, BankFailures.StolenCard),
        new("4000000000009987", CardConduct.Decline, BankFailures.LostCard),
        new("4000000000010001", CardConduct.ProcessThenSucceed),
        new("4000000000020000", CardConduct.ProcessThenFail, BankFailures.CardDeclined),
        new("4000000000030009", CardConduct.ChargeAndLoseAnswer),
        new("4000000000040008", CardConduct.LoseAnswer),
        new("4000000000007726", CardConduct.SucceedAndRefundSlowly),
        new("4000000000005126", CardConduct.SucceedAndFailRefund),
    ];

    private static readonly Dictionary<string, TestCard> ByNumber = Published.ToDictionary(card => card.Number, StringComparer.Ordinal);

    public static TestCard? Find(string digits) => ByNumber.GetValueOrDefault(digits);
}

/// <summary>Why a payment failed, as the bank names it in answers and notices.</summary>
internal static class BankFailures
{
    public const string CardDeclined = "card_declined";
    public const string InsufficientFunds = "insufficient_funds";
    public const string ExpiredCard = "expired_card";
    public const string IncorrectCvc = "incorrect_cvc";
    public const string IncorrectNumber = "incorrect_number";
    public const string ProcessingError = "processing_error";
    public const string StolenCard = "stolen_card";
    public const string LostCard = "lost_card";
    public const string AuthenticationFailed = "authentication_failed";
}
