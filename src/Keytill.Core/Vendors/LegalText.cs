using Keytill.Core.Checkouts;

namespace Keytill.Core.Vendors;

/// <summary>
/// One version of a text that customers agree to or take note of. Never changed and never deleted: orders name the version
/// that was shown to them. A new wording is a new version.
/// </summary>
public sealed class LegalText
{
    private LegalText()
    {
    }

    public string SellerId { get; private set; } = "";

    public ConsentKind Kind { get; private set; }

    /// <summary>BCP 47.</summary>
    public string Locale { get; private set; } = "";

    /// <summary>As the seller names it: a date, or a number.</summary>
    public string Version { get; private set; } = "";

    /// <summary>What ticking its box does.</summary>
    public ConsentForm Form { get; private set; }

    /// <summary>Plain text; blank lines part paragraphs.</summary>
    public string Body { get; private set; } = "";

    public DateTimeOffset InForceAt { get; private set; }

    public static LegalText Create(string sellerId, ConsentKind kind, string locale, string version, ConsentForm form, string body, DateTimeOffset inForceAt) =>
        new() { SellerId = sellerId, Kind = kind, Locale = locale, Version = version, Form = form, Body = body, InForceAt = inForceAt };
}
