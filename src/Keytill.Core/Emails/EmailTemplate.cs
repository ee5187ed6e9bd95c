using Keytill.Core.Vendors;

namespace Keytill.Core.Emails;

/// <summary>
/// A vendor's own wording of one mail in one language. Where there is none the house's is sent, and where this one breaks too. Only
/// the wording that is in force is kept: every mail keeps its own text as it was sent.
/// </summary>
public sealed class EmailTemplate : Aggregate
{
    public const string IdPrefix = "tmpl";
    public const int BrokenReasonCharsMax = 300;

    private EmailTemplate()
    {
    }

    public string Id { get; private set; } = "";

    public string VendorId { get; private set; } = "";

    public Mode Mode { get; private set; }

    public EmailKind Kind { get; private set; }

    /// <summary>One that the house has mails in.</summary>
    public string Language { get; private set; } = "";

    public string Subject { get; private set; } = "";

    public string Html { get; private set; } = "";

    public string Text { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>When a mail was last sent with the house's wording because this one made none; null: never since it was changed.</summary>
    public DateTimeOffset? BrokenAt { get; private set; }

    /// <summary>Why, in a sentence for its author.</summary>
    public string? BrokenReason { get; private set; }

    public WordingSource Source => new(Subject, Html, Text);

    /// <exception cref="WordingRefused">What is wrong with the wording.</exception>
    public static EmailTemplate Create(Scope owner, EmailKind kind, string language, WordingSource source, MailParts parts, DateTimeOffset now)
    {
        var template = new EmailTemplate
        {
            Id = Ids.New(IdPrefix, now),
            VendorId = owner.VendorId ?? throw new ArgumentException("A wording is one vendor's.", nameof(owner)),
            Mode = owner.Mode,
            Kind = kind,
            Language = language,
            CreatedAt = now,
        };
        template.Change(source, parts, now);
        return template;
    }

    /// <exception cref="WordingRefused">What is wrong with the wording; the one there was stays.</exception>
    public void Change(WordingSource source, MailParts parts, DateTimeOffset now)
    {
        MailWording.Read(Kind, source, parts);
        (Subject, Html, Text) = (source.Subject, source.Html.ReplaceLineEndings("\n"), source.Text.ReplaceLineEndings("\n"));
        ChangedAt = now;
        (BrokenAt, BrokenReason) = (null, null);
    }

    /// <summary>A mail had to leave in the house's wording.</summary>
    /// <param name="changedAt">Of the wording that broke: one that was changed meanwhile is not to blame.</param>
    public void Broke(string reason, DateTimeOffset changedAt, DateTimeOffset now)
    {
        if (ChangedAt == changedAt)
            (BrokenAt, BrokenReason) = (now, PlainText.Cut(reason, BrokenReasonCharsMax));
    }
}
