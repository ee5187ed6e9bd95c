using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;

namespace Keytill.Server.Emails;

/// <summary>The boxes that the customer ticked, with their texts themselves: a link can change or die, a mail stays with him.</summary>
internal static class MailBoxes
{
    public static Dictionary<string, object> Of(MailFacts facts, TimeZoneInfo zone) => new()
    {
        ["has_boxes"] = facts.Order.Consents.Count > 0,
        ["boxes"] = facts.Order.Consents.Select(consent => Box(facts, consent, zone)).ToList(),
    };

    /// <summary>
    /// For a consumer who may withdraw from what he bought: how he does it. The words are those of the directive's own model (2011/83/EU,
    /// annex I), which whoever uses them cannot get wrong.
    /// </summary>
    public static Dictionary<string, object> Withdrawal(MailFacts facts)
    {
        var buyer = facts.Order.Buyer;
        var kept = facts.Order.Lines.Where(line => line.Withdrawal == WithdrawalPolicy.Keep).ToList();
        return new()
        {
            ["has_withdrawal"] = kept.Count > 0 && ConsentRules.NamesObligationToPay(buyer.Country, buyer.IsBusiness),
            ["withdrawal_lines"] = kept.Select(line => new Dictionary<string, object> { ["name"] = MailText.Line(line.Name) }).ToList(),
        };
    }

    private static Dictionary<string, object> Box(MailFacts facts, Consent consent, TimeZoneInfo zone)
    {
        // In the language in which the box was shown, which may differ from the order's.
        var shown = Texts.For(consent.Locale);
        string key = "consent." + PublicName.Of(consent.Kind);
        var text = facts.LegalTexts.FirstOrDefault(t => t.Kind == consent.Kind && t.Version == consent.TextVersion && t.Locale == consent.Locale);
        return new()
        {
            ["sentence"] = shown.Get(key, ("link", shown.Has(key + ".link") ? shown[key + ".link"] : "")),
            ["stamp"] = facts.Texts.Get(
                "mail.box_stamp", ("at", facts.Texts.Formats.DateTime(consent.At, zone)), ("version", MailText.Line(consent.TextVersion))),
            ["paragraphs"] = MailText.Lines(text?.Body ?? "").Select(line => new Dictionary<string, object> { ["text"] = line }).ToList(),
        };
    }
}
