namespace Keytill.Server.Emails;

/// <summary>Hands one rendered mail to a mail server. Called outside transactions; may be called again with the same message after a crash.</summary>
public interface IMailTransport
{
    /// <exception cref="MailNotAccepted">The server refused or could not be reached.</exception>
    Task<MailAccepted> Send(MailMessage message, CancellationToken cancel);
}

/// <param name="MessageId">Derived from the mail row's id: the same in every try, so that a second copy can be told.</param>
public sealed record MailMessage(string MessageId, string To, string Subject, string Text, string Html);

/// <param name="Answer">The mail server's own words.</param>
public sealed record MailAccepted(string Answer);

public sealed class MailNotAccepted(string sentence, bool isPermanent, Exception? inner = null) : Exception(sentence, inner)
{
    /// <summary>The server said that trying again is useless (SMTP 5yz).</summary>
    public bool IsPermanent { get; } = isPermanent;
}
