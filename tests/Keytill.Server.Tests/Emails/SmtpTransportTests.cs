using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Keytill.Server.Emails;

namespace Keytill.Server.Tests.Emails;

/// <summary>What goes over the line to the operator's mail server, read off the other end of it.</summary>
public sealed partial class SmtpTransportTests
{
    private const int LineBytesMax = 998;
    private static readonly string Long = new('ä', 5_000);

    [Fact]
    public async Task A_mail_arrives_with_all_its_headers_and_both_bodies_whole()
    {
        using var server = new SmtpServer();
        var accepted = await Send(server, server.Options());

        Assert.Equal("250 accepted by 127.0.0.1", accepted.Answer);
        string mail = Assert.Single(server.Taken);
        var headers = HeadersOf(mail);
        Assert.Equal("<mail_1@keytill.example>", headers["Message-ID"]);
        Assert.Equal("auto-generated", headers["Auto-Submitted"]);
        Assert.Equal("ada@example.org", headers["To"]);
        Assert.Equal("help@nordlicht.example", headers["Reply-To"]);
        Assert.Contains("<shop@keytill.example>", headers["From"], StringComparison.Ordinal);
        Assert.Equal("<https://pay.example/order/A1/token/reminders>", headers["List-Unsubscribe"]);
        Assert.Equal("List-Unsubscribe=One-Click", headers["List-Unsubscribe-Post"]);
        Assert.StartsWith("=?utf-8?", headers["Subject"], StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("multipart/alternative", headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal([Text, Html], Bodies(mail));
        Assert.All(mail.Split("\r\n"), line => Assert.InRange(line.Length, 0, LineBytesMax));
        Assert.All(mail, c => Assert.InRange(c, '\t', '~'));
    }

    [Fact]
    public async Task A_second_copy_can_be_told_by_its_id_and_a_mail_that_nobody_can_stop_offers_no_way_to()
    {
        using var server = new SmtpServer();
        var transport = new SmtpTransport(server.Options());
        await transport.Send(Message(canStop: false), CancellationToken.None);
        await transport.Send(Message(canStop: false), CancellationToken.None);
        Assert.Equal(2, server.Taken.Count);
        Assert.Single(server.Taken.Select(mail => HeadersOf(mail)["Message-ID"]).Distinct());
        Assert.All(server.Taken, mail => Assert.DoesNotContain("List-Unsubscribe", mail, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("RCPT", "550 no such mailbox", MailRefusal.Never)]
    [InlineData("RCPT", "551 not here", MailRefusal.Never)]
    [InlineData("RCPT", "450 busy", MailRefusal.Later)]
    [InlineData("RCPT", "554 relaying denied", MailRefusal.Later)]
    [InlineData("MAIL", "451 not now", MailRefusal.Later)]
    [InlineData("MAIL", "550 we do not like you", MailRefusal.Later)]
    [InlineData("MAIL", "421 closing", MailRefusal.Unreachable)]
    [InlineData("DATA", "452 full", MailRefusal.Later)]
    [InlineData("EHLO", "421 closing", MailRefusal.Unreachable)]
    public async Task A_refusal_is_final_only_where_the_mailbox_is_at_fault(string verb, string answer, MailRefusal expected)
    {
        using var server = new SmtpServer { Refusal = command => command.StartsWith(verb, StringComparison.Ordinal) ? answer : null };
        Assert.Equal(expected, (await Refused(server, server.Options())).Kind);
        Assert.Empty(server.Taken);
    }

    [Fact]
    public async Task A_server_that_is_off_is_unreachable_and_takes_mails_when_it_is_on_again()
    {
        using var server = new SmtpServer();
        server.TurnOff();
        Assert.Equal(MailRefusal.Unreachable, (await Refused(server, server.Options())).Kind);
        server.TurnOn();
        await Send(server, server.Options());
        Assert.Single(server.Taken);
    }

    [Fact]
    public async Task No_password_and_no_mail_goes_over_a_line_that_is_not_secret()
    {
        using var server = new SmtpServer();
        Assert.Equal(MailRefusal.Unreachable, (await Refused(server, server.Options(startTls: true, user: "shop"))).Kind);
        Assert.DoesNotContain(server.Heard, h => h.Command.StartsWith("AUTH", StringComparison.Ordinal) || h.Command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_gets_neither()
    {
        using var certificate = Certificate();
        using var server = new SmtpServer(certificate);
        Assert.Equal(MailRefusal.Unreachable, (await Refused(server, server.Options(startTls: true, user: "shop"))).Kind);
        Assert.DoesNotContain(server.Heard, h => h.IsSecure || h.Command.StartsWith("AUTH", StringComparison.Ordinal) || h.Command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_a_certificate_that_is_trusted_everything_but_the_greeting_is_secret()
    {
        using var certificate = Certificate();
        using var server = new SmtpServer(certificate);
        string thumbprint = certificate.Thumbprint;
#pragma warning disable SYSLIB0014 // The one place where the client can be told whom to trust; only this certificate passes that otherwise would not.
        ServicePointManager.ServerCertificateValidationCallback = (_, shown, _, errors) => errors == SslPolicyErrors.None || shown?.GetCertHashString() == thumbprint;
        try
        {
            await Send(server, server.Options(startTls: true, user: "shop"));
        }
        finally
        {
            ServicePointManager.ServerCertificateValidationCallback = null;
        }
#pragma warning restore SYSLIB0014
        Assert.Single(server.Taken);
        Assert.Equal(["EHLO", "STARTTLS"], server.Heard.Where(h => !h.IsSecure).Select(h => h.Command.Split(' ')[0]));
        Assert.Contains(server.Heard, h => h.IsSecure && h.Command == "AUTH login " + Convert.ToBase64String("shop"u8));
    }

    private static string Text => "Guten Tag,\n" + Long + "\n.\nEnde\n";

    private static string Html => "<p>Grüße " + Long + "</p>\n";

    private static MailMessage Message(bool canStop = true) =>
        new("mail_1@keytill.example", "ada@example.org", "help@nordlicht.example", "Schröder & Söhne", "Ihre Bestellung für Ελλάδα", Text, Html)
        {
            Unsubscribe = canStop ? new Uri("https://pay.example/order/A1/token/reminders") : null,
        };

    private static Task<MailAccepted> Send(SmtpServer server, MailOptions options) => new SmtpTransport(options).Send(Message(), CancellationToken.None);

    private static Task<MailNotAccepted> Refused(SmtpServer server, MailOptions options) => Assert.ThrowsAsync<MailNotAccepted>(() => Send(server, options));

    private static Dictionary<string, string> HeadersOf(string mail) => Folded().Replace(mail[..mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)], " ")
        .Split("\r\n").Select(line => line.Split(": ", 2)).ToDictionary(h => h[0], h => h[1], StringComparer.OrdinalIgnoreCase);

    /// <summary>Each part of the mail, decoded.</summary>
    private static IEnumerable<string> Bodies(string mail)
    {
        string boundary = Boundary().Match(mail).Groups[1].Value;
        foreach (string part in mail.Split("--" + boundary)[1..^1])
        {
            string[] halves = part.Split("\r\n\r\n", 2);
            Assert.Contains("base64", halves[0], StringComparison.OrdinalIgnoreCase);
            Assert.Contains("utf-8", halves[0], StringComparison.OrdinalIgnoreCase);
            yield return Encoding.UTF8.GetString(Convert.FromBase64String(halves[1].ReplaceLineEndings("")));
        }
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(130));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    [GeneratedRegex(@"\r\n[ \t]+")]
    private static partial Regex Folded();

    [GeneratedRegex("boundary=\"?([^\";\r\n]+)")]
    private static partial Regex Boundary();
}
