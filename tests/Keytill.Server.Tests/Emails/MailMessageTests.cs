using Keytill.Server.Emails;

namespace Keytill.Server.Tests.Emails;

public sealed class MailMessageTests
{
    [Theory]
    [InlineData("a@example.org\r\nBcc: all@example.org")]
    [InlineData("a@example.org, b@example.org")]
    [InlineData("Ada <a@example.org>")]
    [InlineData("a@example.org\n")]
    [InlineData("")]
    public void An_address_that_is_not_exactly_one_is_refused(string to)
    {
        Assert.Throws<ArgumentException>(() => Message(to: to));
        Assert.Throws<ArgumentException>(() => Message(replyTo: to));
    }

    [Theory]
    [InlineData("Hello\r\nBcc: all@example.org")]
    [InlineData("Hello\nX: y")]
    [InlineData("Hello\u0000")]
    [InlineData("Hello\u0085Bcc: all@example.org")]
    [InlineData("Hello\u2028Bcc: all@example.org")]
    public void A_header_of_two_lines_is_refused(string text)
    {
        Assert.Throws<ArgumentException>(() => Message(subject: text));
        Assert.Throws<ArgumentException>(() => Message(fromName: text));
        Assert.Throws<ArgumentException>(() => Message(messageId: text));
    }

    [Fact]
    public void A_message_prints_no_personal_data() => Assert.Equal("mail_1@example.org", Message().ToString());

    private static MailMessage Message(
        string messageId = "mail_1@example.org", string to = "a@example.org", string replyTo = "help@example.org", string fromName = "Seller", string subject = "Hello") =>
        new(messageId, to, replyTo, fromName, subject, "text", "<p>html</p>");
}
