namespace Keytill.Server.SandboxBank.Pages;

internal static class BankTextsEnglish
{
    public static readonly BankTexts All = new()
    {
        Language = "en",
        LanguageName = "English",
        DecimalSeparator = ".",
        GroupSeparator = ",",
        CurrencyFirst = true,
        BankName = "Sandbox Bank",
        TestBanner = "Test payment: no real money moves. Never enter a real card here.",
        PayTitle = "Pay by card",
        Amount = "Amount",
        Order = "Order",
        Recipient = "Recipient",
        Number = "Card number",
        NumberHint = "One of the test cards listed below",
        Expiry = "Valid until",
        ExpiryHint = "Month and year, for example 12/30; any future month",
        Code = "Security code",
        CodeHint = "Any 3 or 4 digits",
        Pay = "Pay",
        Cancel = "Cancel and go back",
        ErrorPrefix = "Error: ",
        ErrorSummary = "Please check what is marked below. Nothing has been paid.",
        Problem = problem => problem switch
        {
            CardFormProblem.NumberMissing => "Enter a card number.",
            CardFormProblem.NumberMalformed => "A card number has 12 to 19 digits and nothing else.",
            CardFormProblem.NumberNotPublished =>
                "This is not one of the test cards below. It was neither stored nor used. If it is a real card, keep it to yourself.",
            CardFormProblem.ExpiryMalformed => "Enter month and year, for example 12/30.",
            CardFormProblem.ExpiryPast => "This month has passed. Enter one that is still to come.",
            CardFormProblem.CodeMalformed => "Enter 3 or 4 digits.",
            _ => throw new InvalidOperationException($"No text for {problem}."),
        },
        CardsTitle = "Test cards",
        CardsHint = "Choose one to have the form filled.",
        Conduct = card => card.Conduct switch
        {
            CardConduct.Succeed => "succeeds",
            CardConduct.Decline => "is declined: " + card.FailureCode,
            CardConduct.Authenticate => "asks for a confirmation (3-D Secure)",
            CardConduct.AuthenticateThenDecline => "asks for a confirmation, then is declined",
            CardConduct.ProcessThenSucceed => "takes 3 days, then succeeds",
            CardConduct.ProcessThenFail => "takes 3 days, then fails",
            CardConduct.ChargeAndLoseAnswer => "is charged, but the answer is lost",
            CardConduct.LoseAnswer => "is not charged, and the answer is lost",
            CardConduct.SucceedAndRefundSlowly => "succeeds; a refund is pending for 3 days, then done",
            CardConduct.SucceedAndFailRefund => "succeeds; a refund is done, and fails 5 days later",
            _ => throw new InvalidOperationException($"No text for {card.Conduct}."),
        },
        AuthenticateTitle = "Confirm the payment",
        AuthenticateText = "Your card asks whether it is really you who pays (3-D Secure).",
        Confirm = "Yes, it is me",
        Refuse = "No, refuse the payment",
        OtherCard = "Use another card",
        Leave = "Leave without an answer",
        GoneTitle = "This payment page is closed",
        GoneText = "Nothing can be paid here any more. Your order shows how to go on.",
        BackToShop = "Back to the order",
        UnknownTitle = "There is no such payment",
        UnknownText = "Please go back to the shop and start the payment from your order.",
        BadRequestTitle = "That did not work",
        BadRequestText = "The form could not be read. Nothing has been paid. Please go back and try again.",
    };
}
