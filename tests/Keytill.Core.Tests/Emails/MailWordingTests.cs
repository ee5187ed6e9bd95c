using Keytill.Core.Emails;
using Keytill.Core.Tests.Orders;
using Keytill.Core.Vendors;

namespace Keytill.Core.Tests.Emails;

public sealed class MailWordingTests
{
    private static readonly WordingSource Good = new("About {{order.number}}", "<p>Hello <b>{{customer.greeting}}</b></p>", "Hello {{customer.greeting}}");
    private static readonly MailParts Parts = PartsOf(("_greeting", "Hello {{customer.greeting}}"), ("_transfer", "{{transfer.iban}} {{transfer.reference}}"), ("_boxes", "{{#each boxes}}{{/each}}"));

    [Theory]
    [InlineData("{{#if order.is_padi}}{{/if}}", "field_unknown", "order.is_padi")]
    [InlineData("{{order}}", "field_not_text", "order")]
    [InlineData("{{is_test}}", "field_not_text", "is_test")]
    [InlineData("{{#each order.number}}{{/each}}", "field_not_list", "order.number")]
    [InlineData("{{#if order}}{{/if}}", "field_not_flag", "order")]
    [InlineData("{{quantity}}", "field_unknown", "quantity")]
    [InlineData("{{failure.text}}", "field_unknown", "failure.text")]
    [InlineData("{{boxes}}", "field_unknown", "boxes")]
    [InlineData("{{{order.number}}}", "raw_value", "escaped")]
    [InlineData("{{> _nothing}}", "part_unknown", "_nothing")]
    [InlineData("{{> _transfer}}", "part_unfit", "_transfer")]
    [InlineData("{{> _boxes}}", "part_unfit", "_boxes")]
    [InlineData("{{#each lines}}{{#each lines}}{{#each lines}}{{/each}}{{/each}}{{/each}}", "blocks_too_deep", "2")]
    [InlineData("{{#if is_test}}", "block_not_closed", "{{/if}}")]
    [InlineData("{{#unless is_test}}a{{else}}{{order.nmber}}{{/unless}}", "field_unknown", "order.nmber")]
    public void What_a_mail_does_not_have_is_named_with_its_line_in_every_branch(string html, string code, string named)
    {
        var mistake = Assert.Single(Refused(EmailKind.OrderReopened, Good with { Html = "<p>one</p>\n\n" + html }));
        Assert.Equal(("html", 3, code), (mistake.Part, mistake.Line, mistake.Code));
        Assert.Contains(named, mistake.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void All_parts_are_looked_at_at_once() =>
        Assert.Equal(["subject", "html", "text"], Refused(EmailKind.OrderReopened, new("{{a}}", "<p>{{b}}</p>", "{{c}}")).Select(m => m.Part));

    [Theory]
    [InlineData("subject", 201)]
    [InlineData("html", 24_001)]
    [InlineData("text", 12_001)]
    public void Each_part_has_its_size_and_none_is_empty(string part, int tooLong)
    {
        foreach (string content in new[] { "", " \n", new string('x', tooLong) })
        {
            var source = part switch { "subject" => Good with { Subject = content }, "html" => Good with { Html = content }, _ => Good with { Text = content } };
            Assert.Equal((part, "template_size"), Assert.Single(Refused(EmailKind.OrderReopened, source)) switch { var m => (m.Part, m.Code) });
        }
    }

    [Fact]
    public void A_subject_is_one_line() => Assert.Equal("subject", Assert.Single(Refused(EmailKind.OrderReopened, Good with { Subject = "a\nb" })).Part);

    [Fact]
    public void A_mail_tells_what_it_is_there_for()
    {
        Assert.Equal(
            ["html:field_missing", "html:field_missing", "text:field_missing", "text:field_missing"],
            Refused(EmailKind.OrderReceived, Good).Select(m => $"{m.Part}:{m.Code}"));
        MailWording.Read(EmailKind.OrderReceived, Good with { Html = "<p>{{> _transfer}}</p>", Text = "{{transfer.iban}}, {{transfer.reference}}" }, Parts);
    }

    [Theory]
    [InlineData(EmailKind.PoolLow)]
    [InlineData(EmailKind.EndpointFailing)]
    [InlineData(EmailKind.DeliveryNeedsVendor)]
    public void Mails_to_vendors_have_the_houses_wording(EmailKind kind) => Assert.Equal("kind_has_no_wording", Assert.Single(Refused(kind, Good)).Code);

    [Fact]
    public void A_wording_that_is_refused_changes_nothing()
    {
        var template = EmailTemplate.Create(new Scope("ven_1", Mode.Test), EmailKind.OrderReopened, "en", Good, Parts, TestOrders.Noon);
        Assert.Throws<WordingRefused>(() => template.Change(Good with { Html = "{{x}}" }, Parts, TestOrders.Noon.AddDays(1)));
        Assert.Equal((Good, TestOrders.Noon), (template.Source, template.ChangedAt));
    }

    [Fact]
    public void Only_the_wording_that_broke_is_blamed_and_a_new_one_begins_without_blame()
    {
        var template = EmailTemplate.Create(new Scope("ven_1", Mode.Test), EmailKind.OrderReopened, "en", Good, Parts, TestOrders.Noon);
        template.Broke("why", TestOrders.Noon, TestOrders.Noon.AddHours(1));
        Assert.Equal((TestOrders.Noon.AddHours(1), "why"), (template.BrokenAt, template.BrokenReason));
        template.Change(Good, Parts, TestOrders.Noon.AddHours(2));
        Assert.Equal((null, null), (template.BrokenAt, template.BrokenReason));
        template.Broke("why", TestOrders.Noon, TestOrders.Noon.AddHours(3));
        Assert.Null(template.BrokenAt);
    }

    private static IReadOnlyList<TemplateMistake> Refused(EmailKind kind, WordingSource source) =>
        Assert.Throws<WordingRefused>(() => MailWording.Read(kind, source, Parts)).Mistakes;

    private static MailParts PartsOf(params (string Name, string Source)[] parts)
    {
        var read = parts.ToDictionary(p => p.Name, p => Template.Parse(p.Source));
        return new MailParts(read, read);
    }
}
