using Keytill.Core.Checkouts;

namespace Keytill.Server.Emails;

/// <summary>How mails leave: settings <c>Smtp:Host</c>, <c>:Port</c>, <c>:StartTls</c>, <c>:User</c>, <c>:Password</c>, <c>:From</c>.</summary>
public sealed record MailOptions
{
    private const string Section = "Smtp";

    /// <summary>Message submission (RFC 6409).</summary>
    private const int PortDefault = 587;

    /// <summary>Null: mails are captured, not sent.</summary>
    public string? Host { get; init; }

    public int Port { get; init; } = PortDefault;

    /// <summary>Off only for a server on the same machine.</summary>
    public bool StartTls { get; init; } = true;

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>The address that every mail comes from; its domain also ends each Message-ID.</summary>
    public string From { get; init; } = "keytill@localhost.localdomain";

    public string FromDomain => From[(From.LastIndexOf('@') + 1)..];

    public override string ToString() => $"{Host}:{Port}";

    /// <exception cref="InvalidOperationException">A host is set, but no address that mails come from.</exception>
    public static MailOptions Read(IConfiguration settings)
    {
        var section = settings.GetSection(Section);
        if (section["Host"] is not { Length: > 0 } host)
            return new MailOptions();
        if (section["From"] is not { } from || !EmailAddress.IsWellFormed(from))
            throw new InvalidOperationException($"{Section}:Host is set, so {Section}:From must be the address that mails come from.");
        return new MailOptions
        {
            Host = host,
            Port = section.GetValue("Port", PortDefault),
            StartTls = section.GetValue("StartTls", true),
            User = section["User"],
            Password = section["Password"],
            From = from,
        };
    }
}
