using Keytill.Core.Checkouts;
using Keytill.Core.Vendors;

namespace Keytill.Server.Demo;

/// <summary>The demo seller's legal texts. A real seller brings its own: these say what the demo does, and are no pattern.</summary>
internal static class DemoTexts
{
    private const string Version = "2026-01";

    private static readonly IReadOnlyList<(ConsentKind Kind, string Locale, ConsentForm Form, string Body)> All =
    [
        (ConsentKind.SalesTerms, "en", ConsentForm.Agreed, """
            Terms of sale of the demo

            1. The seller of this demo sells nothing: everything here is in test mode, and no money moves.

            2. The contract that a real shop would conclude comes about when you press the last button of the checkout page. Its language is the one in which you ordered.

            3. Licences are delivered by e-mail and on the order's page as soon as the payment has been confirmed.

            4. Refunds are possible within 30 days; write to the seller's address for one.
            """),
        (ConsentKind.SalesTerms, "de", ConsentForm.Agreed, """
            Verkaufsbedingungen der Demo

            1. Der Verkäufer dieser Demo verkauft nichts: Alles hier läuft im Testmodus, und es fließt kein Geld.

            2. Der Vertrag, den ein echter Shop schlösse, käme zustande, wenn Sie den letzten Knopf der Bestellseite drücken. Vertragssprache ist die Sprache, in der Sie bestellen.

            3. Lizenzen kommen per E-Mail und auf der Seite der Bestellung, sobald die Zahlung bestätigt ist.

            4. Erstattungen sind innerhalb von 30 Tagen möglich; schreiben Sie dafür an die Adresse des Verkäufers.
            """),
        (ConsentKind.PersonalData, "en", ConsentForm.Acknowledged, """
            How this demo processes personal data

            What you type is stored in this installation's own database and sent nowhere else. It is used to make the order, its payment, its licences and its e-mails, which are shown in the demo's mailbox. Do not type real data of other people.
            """),
        (ConsentKind.PersonalData, "de", ConsentForm.Acknowledged, """
            Wie diese Demo personenbezogene Daten verarbeitet

            Was Sie eingeben, wird in der eigenen Datenbank dieser Installation gespeichert und nirgendwohin gesendet. Es dient der Bestellung, ihrer Zahlung, ihren Lizenzen und ihren E-Mails, die im Postfach der Demo zu sehen sind. Geben Sie keine echten Daten anderer ein.
            """),
    ];

    public static IEnumerable<LegalText> Of(string sellerId, DateTimeOffset now) =>
        All.Select(text => LegalText.Create(sellerId, text.Kind, text.Locale, Version, text.Form, text.Body, now));
}
