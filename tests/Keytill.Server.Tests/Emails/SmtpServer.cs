using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Keytill.Server.Emails;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Keytill.Server.Tests.Emails;

/// <summary>A mail server on a socket of its own: speaks SMTP (RFC 5321), keeps what it takes, and is switched off and on.</summary>
internal sealed class SmtpServer : IDisposable
{
    private readonly ConcurrentQueue<string> taken = new();
    private readonly ConcurrentQueue<(string Command, bool IsSecure)> heard = new();
    private readonly X509Certificate2? certificate;
    private TcpListener listener = new(IPAddress.Loopback, 0);

    /// <param name="certificate">With one it speaks STARTTLS.</param>
    public SmtpServer(X509Certificate2? certificate = null)
    {
        this.certificate = certificate;
        TurnOn();
    }

    public int Port { get; private set; }

    /// <summary>The mails as they came over the line, header and body.</summary>
    public IReadOnlyList<string> Taken => [.. taken];

    /// <summary>Every command, and whether the line was secret by then.</summary>
    public IReadOnlyList<(string Command, bool IsSecure)> Heard => [.. heard];

    /// <summary>An answer in place of the usual one; null: the usual one.</summary>
    public Func<string, string?> Refusal { get; set; } = _ => null;

    public MailOptions Options(bool startTls = false, string? user = null) =>
        new() { Host = "127.0.0.1", Port = Port, StartTls = startTls, User = user, Password = user is null ? null : "secret", From = "shop@keytill.example" };

    /// <summary>This server sends its mails here, by its settings.</summary>
    public void TakeMailsOf(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(Options());
        builder.Services.AddSingleton<IMailTransport, SmtpTransport>();
    }

    /// <summary>Nobody listens at the port any more.</summary>
    public void TurnOff() => listener.Stop();

    public void TurnOn()
    {
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = Listen(listener);
    }

    public void Dispose() => listener.Stop();

    private async Task Listen(TcpListener mine)
    {
        try
        {
            while (true)
                _ = Talk(await mine.AcceptTcpClientAsync());
        }
        catch (Exception off) when (off is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Switched off.
        }
    }

    private async Task Talk(TcpClient client)
    {
        try
        {
            using (client)
                await new Conversation(this, client.GetStream()).Run();
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The other side went away: what was not taken by then never came.
        }
    }

    private sealed class Conversation(SmtpServer server, Stream line)
    {
        private Stream line = line;
        private StreamReader reader = new(line, Encoding.Latin1);
        private bool isSecure;

        public async Task Run()
        {
            await Say("220 mail.test ready");
            while (await reader.ReadLineAsync() is { } command)
            {
                server.heard.Enqueue((command, isSecure));
                if (server.Refusal(command) is { } refusal)
                    await Say(refusal);
                else if (await Answer(command.Split(' ', ':')[0].ToUpperInvariant()))
                    return;
            }
        }

        /// <returns>True when that was all.</returns>
        private async Task<bool> Answer(string verb)
        {
            switch (verb)
            {
                case "EHLO":
                    await Say("250-mail.test" + (server.certificate is not null && !isSecure ? "\r\n250-STARTTLS" : "") + "\r\n250 AUTH LOGIN");
                    return false;
                case "STARTTLS":
                    await Say("220 go on");
                    await Secure();
                    return false;
                case "AUTH":
                    await Say("334 UGFzc3dvcmQ6");
                    await reader.ReadLineAsync();
                    await Say("235 welcome");
                    return false;
                case "DATA":
                    await Say("354 go on");
                    server.taken.Enqueue(await ReadMail());
                    await Say("250 taken");
                    return false;
                case "QUIT":
                    await Say("221 bye");
                    return true;
                default:
                    await Say("250 fine");
                    return false;
            }
        }

        private async Task Secure()
        {
            var secret = new SslStream(line);
            await secret.AuthenticateAsServerAsync(server.certificate!);
            (line, reader, isSecure) = (secret, new StreamReader(secret, Encoding.Latin1), true);
        }

        private async Task<string> ReadMail()
        {
            var mail = new StringBuilder();
            while (await reader.ReadLineAsync() is { } text and not ".")
                mail.Append(text.StartsWith('.') ? text[1..] : text).Append("\r\n");
            return mail.ToString();
        }

        private async Task Say(string answer) => await line.WriteAsync(Encoding.Latin1.GetBytes(answer + "\r\n"));
    }
}
