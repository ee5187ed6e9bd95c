namespace Keytill.Server.SandboxBank.Pages;

internal static class BankTextsGerman
{
    public static readonly BankTexts All = new()
    {
        Language = "de",
        LanguageName = "Deutsch",
        DecimalSeparator = ",",
        GroupSeparator = ".",
        CurrencyFirst = false,
        BankName = "Sandbox Bank",
        TestBanner = "Testzahlung: Es fließt kein echtes Geld. Geben Sie hier nie eine echte Karte ein.",
        PayTitle = "Mit Karte bezahlen",
        Amount = "Betrag",
        Order = "Bestellung",
        Recipient = "Empfänger",
        Number = "Kartennummer",
        NumberHint = "Eine der unten aufgeführten Testkarten",
        Expiry = "Gültig bis",
        ExpiryHint = "Monat und Jahr, zum Beispiel 12/30; jeder künftige Monat",
        Code = "Prüfziffer",
        CodeHint = "Beliebige 3 oder 4 Ziffern",
        Pay = "Bezahlen",
        Cancel = "Abbrechen und zurück",
        ErrorPrefix = "Fehler: ",
        ErrorSummary = "Bitte prüfen Sie die markierten Angaben. Es wurde nichts bezahlt.",
        Problem = problem => problem switch
        {
            CardFormProblem.NumberMissing => "Geben Sie eine Kartennummer ein.",
            CardFormProblem.NumberMalformed => "Eine Kartennummer hat 12 bis 19 Ziffern und sonst nichts.",
            CardFormProblem.NumberNotPublished =>
                "Das ist keine der Testkarten unten. Sie wurde weder gespeichert noch benutzt. Ist es eine echte Karte, behalten Sie sie für sich.",
            CardFormProblem.ExpiryMalformed => "Geben Sie Monat und Jahr ein, zum Beispiel 12/30.",
            CardFormProblem.ExpiryPast => "Dieser Monat ist vorbei. Geben Sie einen künftigen ein.",
            CardFormProblem.CodeMalformed => "Geben Sie 3 oder 4 Ziffern ein.",
            _ => throw new InvalidOperationException($"No text for {problem}."),
        },
        CardsTitle = "Testkarten",
        CardsHint = "Wählen Sie eine, um das Formular auszufüllen.",
        Conduct = card => card.Conduct switch
        {
            CardConduct.Succeed => "gelingt",
            CardConduct.Decline => "wird abgelehnt: " + card.FailureCode,
            CardConduct.Authenticate => "verlangt eine Bestätigung (3-D Secure)",
            CardConduct.AuthenticateThenDecline => "verlangt eine Bestätigung und wird dann abgelehnt",
            CardConduct.ProcessThenSucceed => "braucht 3 Tage und gelingt",
            CardConduct.ProcessThenFail => "braucht 3 Tage und scheitert",
            CardConduct.ChargeAndLoseAnswer => "wird belastet, aber die Antwort geht verloren",
            CardConduct.LoseAnswer => "wird nicht belastet, und die Antwort geht verloren",
            CardConduct.SucceedAndRefundSlowly => "geht durch; eine Erstattung dauert 3 Tage",
            CardConduct.SucceedAndFailRefund => "geht durch; eine Erstattung scheitert nach 5 Tagen",
            _ => throw new InvalidOperationException($"No text for {card.Conduct}."),
        },
        AuthenticateTitle = "Zahlung bestätigen",
        AuthenticateText = "Ihre Karte fragt, ob wirklich Sie es sind, der zahlt (3-D Secure).",
        Confirm = "Ja, ich bin es",
        Refuse = "Nein, Zahlung ablehnen",
        OtherCard = "Andere Karte benutzen",
        Leave = "Ohne Antwort verlassen",
        GoneTitle = "Diese Zahlungsseite ist geschlossen",
        GoneText = "Hier kann nichts mehr bezahlt werden. Ihre Bestellung zeigt, wie es weitergeht.",
        BackToShop = "Zurück zur Bestellung",
        UnknownTitle = "Diese Zahlung gibt es nicht",
        UnknownText = "Bitte gehen Sie zurück zum Shop und beginnen Sie die Zahlung bei Ihrer Bestellung.",
        BadRequestTitle = "Das hat nicht geklappt",
        BadRequestText = "Das Formular konnte nicht gelesen werden. Es wurde nichts bezahlt. Bitte gehen Sie zurück und versuchen Sie es noch einmal.",
    };
}
