using Keytill.Core.Checkouts;

namespace Keytill.Server.Emails;

/// <summary>
/// Hands one rendered mail to a mail server. Called outside transactions, by <see cref="MailDoor"/> alone; may be called again with
/// the same message after a crash. Never retries by itself.
/// </summary>
public interface IMailTransport
{
    /// <exception cref="MailNotAccepted">The server refused or could not be reached.</exception>
    Task<MailAccepted> Send(MailMessage message, CancellationToken cancel);
}

/// <summary>One mail, ready to be handed over. Nothing in it can start a second header: a line break anywhere but in the bodies throws.</summary>
public sealed record MailMessage
{
    /// <param name="messageId">Derived from the mail row's id, without angle brackets: the same in every try, so that a second copy can be told.</param>
    /// <param name="to">One address.</param>
    /// <param name="replyTo">Where the customer's answer goes.</param>
    /// <param name="fromName">Shown beside the installation's own address.</param>
    /// <exception cref="ArgumentException">An address that is none, or a control character in what becomes a header.</exception>
    public MailMessage(string messageId, string to, string replyTo, string fromName, string subject, string text, string html)
    {
        MessageId = OneLine(messageId, nameof(messageId));
        To = Address(to, nameof(to));
        ReplyTo = Address(replyTo, nameof(replyTo));
        FromName = OneLine(fromName, nameof(fromName));
        Subject = OneLine(subject, nameof(subject));
        Text = text;
        Html = html;
    }

    public string MessageId { get; }

    public string To { get; }

    public string ReplyTo { get; }

    public string FromName { get; }

    public string Subject { get; }

    public string Text { get; }

    public string Html { get; }

    /// <summary>Where a mail program may stop more mails of this kind by one POST (RFC 8058); null: it may not.</summary>
    public Uri? Unsubscribe { get; init; }

    public override string ToString() => MessageId;

    private static string OneLine(string text, string name) =>
        text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029') ? throw new ArgumentException("A header has one line.", name) : text;

    private static string Address(string text, string name) =>
        EmailAddress.IsWellFormed(text) ? text : throw new ArgumentException("Not a mail address.", name);
}

/// <param name="Answer">The mail server's own words, as far as the transport has them.</param>
public sealed record MailAccepted(string Answer);

public sealed class MailNotAccepted(MailRefusal kind, string sentence, Exception? inner = null) : Exception(sentence, inner)
{
    public MailRefusal Kind { get; } = kind;
}

public enum MailRefusal
{
    /// <summary>This mail was not taken now; another may be.</summary>
    Later,

    /// <summary>The server will never take this recipient: trying again is useless.</summary>
    Never,

    /// <summary>There is no talking to the server at all: no other mail would fare better.</summary>
    Unreachable,
}
