using System.Collections.Concurrent;
using Keytill.Server.Emails;

namespace Keytill.Server.Tests.Crash;

/// <summary>A mail server outside that also knows which life of the server handed a mail over.</summary>
internal sealed class MailsByLife
{
    private readonly ConcurrentQueue<(int Life, MailMessage Message)> taken = new();

    /// <summary>In the order of arrival, second copies too.</summary>
    public IReadOnlyList<(int Life, MailMessage Message)> Taken => [.. taken];

    /// <summary>The way in for one life of the server.</summary>
    public IMailTransport DoorOf(int life) => new Door(this, life);

    private sealed class Door(MailsByLife mails, int life) : IMailTransport
    {
        public Task<MailAccepted> Send(MailMessage message, CancellationToken cancel)
        {
            mails.taken.Enqueue((life, message));
            return Task.FromResult(new MailAccepted("250 taken"));
        }
    }
}
