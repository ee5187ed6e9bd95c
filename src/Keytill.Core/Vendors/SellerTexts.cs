using Keytill.Core.Checkouts;

namespace Keytill.Core.Vendors;

/// <summary>Which legal texts a seller has, without their bodies.</summary>
public sealed record SellerTexts(string SellerId, IReadOnlyList<LegalTextVersion> Versions)
{
    /// <summary>Of a box whose sentence on the page is its whole text (the waiver, marketing), where the seller has no text of his own.</summary>
    public const string PageWording = "page";

    /// <summary>The version in force, in this language, else its parent, else English, else any; null when the seller has none of this kind.</summary>
    public LegalTextVersion? InForce(ConsentKind kind, string locale, DateTimeOffset now)
    {
        LegalTextVersion[] candidates = [.. Versions.Where(t => t.Kind == kind && t.InForceAt <= now).OrderByDescending(t => t.InForceAt)];
        return new[] { locale, locale.Split('-')[0], "en" }
            .Select(wanted => candidates.FirstOrDefault(t => t.Locale.Equals(wanted, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(t => t is not null) ?? candidates.FirstOrDefault();
    }

    /// <summary>The tick of a box, by the version of the text that is in force.</summary>
    public Consent Record(ConsentKind kind, string locale, DateTimeOffset now) =>
        InForce(kind, locale, now) is { } text
            ? new Consent(kind, text.Form, text.Version, text.Locale, now)
            : new Consent(kind, ConsentForm.Agreed, PageWording, locale, now);
}

/// <summary>What names a legal text.</summary>
public sealed record LegalTextVersion(ConsentKind Kind, string Locale, string Version, ConsentForm Form, DateTimeOffset InForceAt);
