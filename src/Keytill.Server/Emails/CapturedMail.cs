namespace Keytill.Server.Emails;

/// <summary>Sends nothing: the rendered text that is stored with every mail is the capture, and the demo shows it.</summary>
public sealed class CapturedMail : IMailTransport
{
    public Task<MailAccepted> Send(MailMessage message, CancellationToken cancel) => Task.FromResult(new MailAccepted("captured"));
}
