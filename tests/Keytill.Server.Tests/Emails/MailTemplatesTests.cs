using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Keytill.Core.Catalog;
using Keytill.Core.Emails;
using Keytill.Core.Vendors;
using Keytill.Server.Emails;

namespace Keytill.Server.Tests.Emails;

public sealed class MailTemplatesTests
{
    private static readonly MailTemplates Templates = new();

    public static TheoryData<EmailKind, string> EveryMail() =>
        new(Enum.GetValues<EmailKind>().SelectMany(kind => new[] { (kind, "en"), (kind, "de") }));

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Every_mail_has_a_subject_both_bodies_the_order_number_and_what_happens_next(EmailKind kind, string locale)
    {
        var mail = Render(kind, locale);
        Assert.Matches(@"^\S.*\S$", mail.Subject);
        foreach (string body in new[] { mail.Html, mail.Text })
        {
            Assert.Contains("T0000000123", body, StringComparison.Ordinal);
            Assert.Contains("help@seller.example", body, StringComparison.Ordinal);
            Assert.DoesNotContain("{{", body, StringComparison.Ordinal);
        }

        Assert.Contains(locale == "de" ? "Wie es weitergeht" : "What happens next", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\n\n\n", mail.Text);
    }

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Hostile_names_stay_text_in_every_mail(EmailKind kind, string locale)
    {
        var mail = Templates.Render(kind, locale, MailModel.Of(MailSamples.Facts(kind, locale, MailSamples.Hostile, MailSamples.Hostile)));
        using var page = new HtmlParser().ParseDocument(mail.Html);
        Assert.Empty(page.QuerySelectorAll("script, img, iframe, form, object, link"));
        Assert.DoesNotContain(page.All.SelectMany(element => element.Attributes), a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase));
        Assert.All(page.QuerySelectorAll("a"), a => Assert.Matches("^(https://pay\\.example/(order/|orders/find\\?locale=(en|de)$|help/refunds\\?vendor=nordlicht&locale=(en|de)$)|mailto:help@seller\\.example$)", a.GetAttribute("href")!));
        Assert.DoesNotContain("<script>alert", mail.Html, StringComparison.Ordinal);
        foreach (string part in new[] { mail.Subject, mail.Html, mail.Text })
            Assert.DoesNotMatch("[\u202A-\u202E\u2066-\u2069]", part);
        Assert.DoesNotMatch(@"[\p{Cc}]", mail.Subject);
        Assert.DoesNotMatch(@"(?m)^Bcc:", mail.Text);
    }

    [Fact]
    public void Money_and_dates_are_written_as_the_language_writes_them()
    {
        Assert.Contains("€1,234.56", Render(EmailKind.PaymentConfirmed, "en").Text, StringComparison.Ordinal);
        Assert.Contains("1.234,56\u00A0€", Render(EmailKind.PaymentConfirmed, "de").Text.Replace(' ', '\u00A0'), StringComparison.Ordinal);
        Assert.Contains("1 March 2026", Render(EmailKind.PaymentConfirmed, "en").Text, StringComparison.Ordinal);
        Assert.Contains("März 2026", Render(EmailKind.PaymentConfirmed, "de").Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(EveryMail))]
    public void Every_mail_is_a_whole_page_of_html_and_says_the_same_in_plain_text(EmailKind kind, string locale)
    {
        var mail = Render(kind, locale);
        // Strict: an element that is not closed, or stands where none may, throws.
        using var page = new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocument(mail.Html);
        Assert.Equal((locale, mail.Subject), (page.DocumentElement.GetAttribute("lang"), page.Title));
        Assert.Equal(Addresses(page.Body!.InnerHtml), Addresses(mail.Text));
        Assert.DoesNotContain("{{", mail.Subject, StringComparison.Ordinal);
        Assert.All(mail.Html.Split('\n').Concat(mail.Text.Split('\n')), line => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(line), 0, 998));

        static IEnumerable<string> Addresses(string body) => Regex.Matches(body, "https://pay\\.example/[^\\s\"<&]*").Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("DE", null, WithdrawalPolicy.Keep, true)]
    [InlineData("GB", null, WithdrawalPolicy.Keep, true)]
    [InlineData("DE", null, WithdrawalPolicy.Waive, false)]
    [InlineData("DE", "Analytical Engines", WithdrawalPolicy.Keep, false)]
    [InlineData("US", null, WithdrawalPolicy.Keep, false)]
    public void A_consumer_who_may_withdraw_reads_how_in_the_mail_itself(string country, string? company, WithdrawalPolicy policy, bool isTold)
    {
        foreach (var (kind, locale) in new[] { (EmailKind.OrderReceived, "en"), (EmailKind.PaymentConfirmed, "de") })
        {
            var facts = MailSamples.Facts(kind, locale, change: p => p with
            {
                Buyer = p.Buyer with { Country = country, Company = company },
                Lines = [.. p.Lines.Select(line => line with { Withdrawal = policy })],
            });
            var mail = Templates.Render(kind, locale, MailModel.Of(facts));
            foreach (string body in new[] { mail.Html, mail.Text })
            {
                Assert.Equal(isTold, body.Contains(locale == "de" ? "Muster-Widerrufsformular" : "Model withdrawal form", StringComparison.Ordinal));
                Assert.Equal(isTold, body.Contains(locale == "de" ? "binnen vierzehn Tagen" : "within 14 days", StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData(EmailKind.OrderReceived)]
    [InlineData(EmailKind.PaymentConfirmed)]
    public void The_mails_of_an_order_carry_the_texts_of_all_boxes_themselves(EmailKind kind)
    {
        var mail = Render(kind, "en");
        foreach (string body in new[] { mail.Html, mail.Text })
        {
            Assert.Contains("First paragraph.", body, StringComparison.Ordinal);
            Assert.Contains("lose my right of withdrawal", body, StringComparison.Ordinal);
            Assert.Contains("2026-01", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Instructions_for_a_transfer_name_account_amount_reference_and_day()
    {
        string text = Render(EmailKind.OrderReceived, "en").Text;
        Assert.Contains("IBAN: DE89 3704 0044 0532 0130 00", text, StringComparison.Ordinal);
        Assert.Contains("Amount: €1,234.56", text, StringComparison.Ordinal);
        Assert.Matches("Reference: RF\\d\\d T000 0000 123\n", text);
        Assert.Contains("Due by: 15 March 2026", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_bank_suspects_of_a_card_is_not_told()
    {
        string text = Render(EmailKind.PaymentFailed, "en").Text;
        Assert.Contains("declined", text, StringComparison.Ordinal);
        Assert.DoesNotContain("stolen", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_license_mail_carries_every_key_whole_and_a_long_one_too()
    {
        var mail = Render(EmailKind.License, "en");
        Assert.Contains("\nKEY-1-<b>&\n", mail.Text, StringComparison.Ordinal);
        Assert.Contains(">KEY-2-&lt;b&gt;&amp;<", mail.Html, StringComparison.Ordinal);
        Assert.Contains("Licence key 2 of 2", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Test_mode_says_so_and_live_mode_does_not()
    {
        Assert.Contains("TEST MODE", Render(EmailKind.License, "en").Text, StringComparison.Ordinal);
        var live = MailModel.Of(MailSamples.Facts(EmailKind.License, "en", mode: Mode.Live));
        Assert.DoesNotContain("TEST MODE", Templates.Render(EmailKind.License, "en", live).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_language_without_mails_of_its_own_reads_english() =>
        Assert.StartsWith("Receipt", Templates.Render(EmailKind.PaymentConfirmed, "xx", MailModel.Of(MailSamples.Facts(EmailKind.PaymentConfirmed, "xx"))).Subject, StringComparison.Ordinal);

    [Fact]
    public void A_field_that_the_model_lacks_is_an_error_and_never_a_hole() =>
        Assert.Throws<TemplateBroken>(() => Templates.Render(EmailKind.License, "en", new Dictionary<string, object>()));

    [Fact]
    public void A_greeting_carries_no_address_of_the_web()
    {
        Assert.Equal("", MailText.Greeting("Win at https://evil.example now"));
        Assert.Equal("", MailText.Greeting("WWW.evil.example"));
        Assert.Equal("Ada Lovelace", MailText.Greeting(" Ada\nLovelace\u202E "));
    }

    [Fact]
    public void Only_layouts_put_markup_in_unescaped()
    {
        var assembly = typeof(MailTemplates).Assembly;
        string[] unescaped = [.. assembly.GetManifestResourceNames().Where(n => n.EndsWith(".hbs", StringComparison.Ordinal)).Where(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return Regex.IsMatch(reader.ReadToEnd(), @"\{\{(\{|&)");
        })];
        Assert.Equal(4, unescaped.Length);
        Assert.All(unescaped, name => Assert.Contains(".layout.", name, StringComparison.Ordinal));
    }

    private static RenderedMail Render(EmailKind kind, string locale) => Templates.Render(kind, locale, MailModel.Of(MailSamples.Facts(kind, locale)));
}
