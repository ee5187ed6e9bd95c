using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Keytill.Server.Emails;

/// <summary>Hands mails to the operator's mail server, one conversation a mail. Speaks STARTTLS, not the implicit TLS of port 465.</summary>
public sealed class SmtpTransport(MailOptions options) : IMailTransport
{
    private static readonly TimeSpan ConversationMax = TimeSpan.FromSeconds(60);

    public async Task<MailAccepted> Send(MailMessage message, CancellationToken cancel)
    {
        using var client = new SmtpClient(options.Host, options.Port) { EnableSsl = options.StartTls, DeliveryFormat = SmtpDeliveryFormat.SevenBit };
        if (options.User is { Length: > 0 })
            client.Credentials = new NetworkCredential(options.User, options.Password);
        using var mail = Compose(message);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(ConversationMax);
        try
        {
            await client.SendMailAsync(mail, limit.Token);
            return new MailAccepted($"250 accepted by {options.Host}");
        }
        catch (SmtpException refused)
        {
            throw new MailNotAccepted(KindOf(refused), $"{options.Host}: {(int)refused.StatusCode} {refused.Message}", refused);
        }
        catch (Exception broken) when (broken is AuthenticationException or IOException or SocketException)
        {
            // No certificate that can be trusted, or the line broke: the same would befall every other mail.
            throw new MailNotAccepted(MailRefusal.Unreachable, $"{options.Host}: {broken.Message}", broken);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new MailNotAccepted(MailRefusal.Unreachable, $"{options.Host} did not answer within {ConversationMax.TotalSeconds} s.");
        }
    }

    private System.Net.Mail.MailMessage Compose(MailMessage message)
    {
        var mail = new System.Net.Mail.MailMessage
        {
            From = new MailAddress(options.From, message.FromName, Encoding.UTF8),
            Subject = message.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        mail.To.Add(new MailAddress(message.To));
        mail.ReplyToList.Add(new MailAddress(message.ReplyTo));
        mail.Headers.Add("Message-ID", $"<{message.MessageId}>");
        // RFC 3834: absence notes and the like are not to be sent in answer.
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        if (message.Unsubscribe is { } stop)
        {
            mail.Headers.Add("List-Unsubscribe", $"<{stop.AbsoluteUri}>");
            mail.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }

        mail.AlternateViews.Add(Part(message.Text, MediaTypeNames.Text.Plain));
        mail.AlternateViews.Add(Part(message.Html, MediaTypeNames.Text.Html));
        return mail;
    }

    // Base64 keeps a key of any length whole, where lines of plain text are cut at 998 bytes on their way.
    private static AlternateView Part(string content, string mediaType)
    {
        var part = AlternateView.CreateAlternateViewFromString(content, Encoding.UTF8, mediaType);
        part.TransferEncoding = TransferEncoding.Base64;
        return part;
    }

    /// <summary>
    /// Only a refused recipient is final: 550, 551 and 553 speak of the mailbox. Any other refusal may be the server's own trouble
    /// (login, relaying, policy), which its operator mends, and then every mail has to leave.
    /// </summary>
    private static MailRefusal KindOf(SmtpException refused) => refused switch
    {
        SmtpFailedRecipientException { StatusCode: SmtpStatusCode.MailboxUnavailable or SmtpStatusCode.UserNotLocalTryAlternatePath or SmtpStatusCode.MailboxNameNotAllowed }
            => MailRefusal.Never,
        SmtpFailedRecipientException => MailRefusal.Later,
        {
            StatusCode: SmtpStatusCode.GeneralFailure or SmtpStatusCode.ServiceNotAvailable or SmtpStatusCode.ServiceClosingTransmissionChannel
            or SmtpStatusCode.MustIssueStartTlsFirst or SmtpStatusCode.ClientNotPermitted
        } => MailRefusal.Unreachable,
        _ => MailRefusal.Later,
    };
}
