using Keytill.Core.Checkouts;

namespace Keytill.Core.Vendors;

/// <summary>A seller's legal texts at hand.</summary>
public sealed record SellerTexts(string SellerId, IReadOnlyList<LegalText> Texts)
{
    /// <summary>
    /// The tick of a box, by the version of the text that is in force. A box whose sentence is its whole text (the waiver,
    /// marketing) needs no text of the seller's: its version is then <c>page</c>, the page's own wording.
    /// </summary>
    public Consent Record(ConsentKind kind, string locale, DateTimeOffset now) =>
        LegalText.InForce(Texts, kind, locale, now) is { } text
            ? new Consent(kind, text.Form, text.Version, text.Locale, now)
            : new Consent(kind, ConsentForm.Agreed, "page", locale, now);
}
