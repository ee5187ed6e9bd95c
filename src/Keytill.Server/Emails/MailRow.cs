using Keytill.Core;
using Keytill.Core.Emails;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Work;

namespace Keytill.Server.Emails;

/// <summary>
/// One mail that is to be sent, or was. Written in the transaction of what it tells; rendered only when it is sent, so that it says
/// what is true then. One per order, kind and subject, whatever runs again.
/// </summary>
public sealed class MailRow
{
    public const string IdPrefix = "mail";
    public const string WorkKind = "send_mail";
    public const string Lane = "mail";
    private const int AnswerCharsMax = 500;

    private MailRow()
    {
    }

    public string Id { get; private set; } = "";

    public EmailKind Kind { get; private set; }

    public string OrderId { get; private set; } = "";

    /// <summary>What of the order it is about: <see cref="EmailKind"/> says which id.</summary>
    public string SubjectId { get; private set; } = "";

    /// <summary>0 as it went out by itself; 1 and up as support sent it again.</summary>
    public int Copy { get; private set; }

    public string VendorId { get; private set; } = "";

    public Mode Mode { get; private set; }

    public string Locale { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When the mail server took it; null while it waits.</summary>
    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>Where it went; the address is the order's at the time of sending. Set before only where it is not the order's any more.</summary>
    public string? ToAddress { get; private set; }

    public string? SubjectLine { get; private set; }

    public string? HtmlBody { get; private set; }

    public string? TextBody { get; private set; }

    /// <summary>The mail server's last words about it, good or bad.</summary>
    public string? ServerAnswer { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>Why it was never sent: a code. Null while it waits, and when it was sent.</summary>
    public string? DroppedReason { get; private set; }

    /// <summary>Why the vendor's own wording was not sent but the house's; null where it was, or there was none.</summary>
    public string? FallbackReason { get; private set; }

    public bool IsDone => SentAt is not null || DroppedReason is not null;

    /// <param name="subjectId">The id that <see cref="EmailKind"/> names for this kind.</param>
    /// <param name="now">Wall time.</param>
    public static MailRow For(Order order, EmailKind kind, string subjectId, DateTimeOffset now) => new()
    {
        Id = Ids.New(IdPrefix, now),
        Kind = kind,
        OrderId = order.Id,
        SubjectId = subjectId,
        VendorId = order.VendorId,
        Mode = order.Mode,
        Locale = order.Locale,
        CreatedAt = now,
    };

    /// <summary>To the vendor, about something of his that came up with this order.</summary>
    /// <inheritdoc cref="For"/>
    public static MailRow ToVendor(string orderId, Scope vendor, EmailKind kind, string subjectId, DateTimeOffset now) => new()
    {
        Id = Ids.New(IdPrefix, now),
        Kind = kind,
        OrderId = orderId,
        SubjectId = subjectId,
        VendorId = vendor.VendorId!,
        Mode = vendor.Mode,
        Locale = Texts.DefaultLanguage,
        CreatedAt = now,
    };

    /// <summary>To an address that was the order's until now.</summary>
    /// <inheritdoc cref="For"/>
    public static MailRow ToFormer(Order order, string address, EmailKind kind, string subjectId, DateTimeOffset now)
    {
        var mail = For(order, kind, subjectId, now);
        mail.ToAddress = address;
        return mail;
    }

    /// <summary>The same again, for somebody whom it did not reach: made anew as it is sent, to the address that the order has now.</summary>
    /// <param name="copy">One more than of any before.</param>
    /// <param name="now">Wall time.</param>
    public MailRow Again(int copy, DateTimeOffset now)
    {
        var again = (MailRow)MemberwiseClone();
        (again.Id, again.Copy, again.CreatedAt) = (Ids.New(IdPrefix, now), copy, now);
        (again.SentAt, again.ToAddress, again.SubjectLine, again.HtmlBody, again.TextBody) = (null, null, null, null, null);
        (again.ServerAnswer, again.Attempts, again.DroppedReason) = (null, 0, null);
        return again;
    }

    /// <summary>The id that a subject begins with, where something more tells apart what can befall it twice: <c>line_…:7</c>.</summary>
    internal static string PartId(string subjectId) => subjectId.Split(':')[0];

    /// <summary>A row of which nothing but the id is known, for recording an outcome without loading it.</summary>
    internal static MailRow Known(string id) => new() { Id = id };

    /// <summary>The work of sending it. Hangs on the order: its test clock moves it.</summary>
    /// <param name="dueAt">Wall time.</param>
    /// <param name="now">Wall time.</param>
    public WorkItem WorkItem(DateTimeOffset dueAt, DateTimeOffset now) => new()
    {
        Id = Ids.New("work", now),
        Kind = WorkKind,
        Lane = Lane,
        OrderId = OrderId,
        VendorId = VendorId,
        Mode = Mode,
        Payload = Id,
        DueAt = dueAt,
        CreatedAt = now,
    };

    internal void Sent(string to, RenderedMail mail, string answer, int attempts, DateTimeOffset now)
    {
        (ToAddress, SubjectLine, HtmlBody, TextBody) = (to, mail.Subject, mail.Html, mail.Text);
        (SentAt, Attempts) = (now, attempts);
        ServerAnswer = Cut(answer);
    }

    internal void FellBack(string reason) => FallbackReason = Cut(reason);

    internal void Refused(string answer, int attempts) => (ServerAnswer, Attempts) = (Cut(answer), attempts);

    internal void Drop(string reason) => DroppedReason = reason;

    private static string Cut(string text) => text.Length <= AnswerCharsMax ? text : text[..AnswerCharsMax];
}
