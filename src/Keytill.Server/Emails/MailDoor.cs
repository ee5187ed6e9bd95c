using Keytill.Core;
using Keytill.Core.Emails;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;

namespace Keytill.Server.Emails;

/// <summary>
/// The one door through which mails leave. While the mail server cannot be talked to at all, it lets one mail try from time to
/// time and turns the others back at once, so that an outage costs neither their patience nor their number of tries.
/// </summary>
public sealed class MailDoor(IMailTransport transport, Crossings crossings, TimeProvider time)
{
    /// <summary>How long after a mail that met no server the next one is let through.</summary>
    public static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(60);

    private readonly Lock changing = new();
    private DateTimeOffset closedUntil;

    /// <summary>How long to stay away, while the server cannot be talked to; zero otherwise.</summary>
    public TimeSpan ClosedFor
    {
        get
        {
            lock (changing)
                return closedUntil > time.GetUtcNow() ? closedUntil - time.GetUtcNow() : TimeSpan.Zero;
        }
    }

    /// <exception cref="MailNotAccepted">The server refused or could not be reached.</exception>
    public async Task<MailAccepted> Send(EmailKind kind, MailMessage message, CancellationToken cancel)
    {
        WriteGuard.ThrowIfInside("send a mail");
        string name = PublicName.Of(kind);
        await crossings.Pass($"mail:{name}:before");
        try
        {
            var accepted = await transport.Send(message, cancel);
            CloseUntil(default);
            await crossings.Pass($"mail:{name}:after");
            return accepted;
        }
        catch (MailNotAccepted refused) when (refused.Kind == MailRefusal.Unreachable)
        {
            CloseUntil(time.GetUtcNow() + OutagePause);
            throw;
        }
    }

    private void CloseUntil(DateTimeOffset instant)
    {
        lock (changing)
            closedUntil = instant;
    }
}
