using Keytill.Server.Emails;
using Keytill.Server.Tests.Emails;

namespace Keytill.Server.Tests.Judges;

/// <summary>
/// What html-validate says to our HTML. The pages are walked through in <see cref="Browser.EveryPageTests"/>.
/// </summary>
public sealed class HtmlJudgeTests : IAsyncDisposable
{
    private readonly Judge validator = new("pages.js");

    [Fact]
    public async Task Every_mail_is_valid_HTML_in_each_language()
    {
        var templates = new MailTemplates();
        var found = new List<string>();
        foreach (var (kind, locale) in MailTemplatesTests.EveryMail().Select(mail => mail.Data))
        {
            string html = templates.Render(kind, locale, MailModel.Of(MailSamples.Facts(kind, locale))).Html;
            found.AddRange((await validator.Sentences(new { kind = "mail", html })).Select(fault => $"{kind} {locale} {fault}"));
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Theory]
    [InlineData("<p>Nobody closed this", "no-implicit-close")]
    [InlineData("<p>A paragraph <div>has no room for this</div></p>", "close-order")]
    [InlineData("<span><h2>Nor has a phrase</h2></span>", "element-permitted-content")]
    [InlineData("<p id=\"twice\">One</p><p id=\"twice\">Two</p>", "no-dup-id")]
    [InlineData("<label for=\"nothing\">Name</label>", "no-missing-references")]
    [InlineData("<p title=\"a\" title=\"b\">Said twice</p>", "no-dup-attr")]
    [InlineData("<button type=\"press\">No such word</button>", "attribute-allowed-values")]
    public async Task It_sees_what_is_wrong(string body, string rule)
    {
        string html = $"<!doctype html>\n<html lang=\"en\"><head><title>A page</title></head><body>{body}</body></html>";
        foreach (string kind in (string[])["page", "mail"])
            Assert.Contains(await validator.Sentences(new { kind, html }), fault => fault.Contains(rule + ":", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => validator.DisposeAsync();
}
