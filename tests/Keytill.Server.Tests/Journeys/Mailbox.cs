using System.Collections.Concurrent;
using Keytill.Server.Emails;

namespace Keytill.Server.Tests.Journeys;

/// <summary>A mail server outside: what it has accepted stays, whatever becomes of the sender.</summary>
internal sealed class Mailbox : IMailTransport
{
    private readonly ConcurrentQueue<MailMessage> accepted = new();

    /// <summary>In the order of arrival, second copies too.</summary>
    public IReadOnlyList<MailMessage> Accepted => [.. accepted];

    /// <summary>Mails as they can be told apart: by Message-ID.</summary>
    public IReadOnlyList<MailMessage> Distinct => [.. accepted.DistinctBy(m => m.MessageId)];

    /// <summary>Refuses everything while set.</summary>
    public bool IsDown { get; set; }

    /// <summary>How it refuses.</summary>
    public MailRefusal Refusal { get; set; } = MailRefusal.Unreachable;

    public Task<MailAccepted> Send(MailMessage message, CancellationToken cancel)
    {
        if (IsDown)
            throw new MailNotAccepted(Refusal, "451 not now");
        accepted.Enqueue(message);
        return Task.FromResult(new MailAccepted("250 taken"));
    }
}
