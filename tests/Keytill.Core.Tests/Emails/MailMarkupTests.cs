using Keytill.Core.Emails;

namespace Keytill.Core.Tests.Emails;

public sealed class MailMarkupTests
{
    private static readonly IReadOnlyList<TemplateField> Fields = TemplateFields.Of(EmailKind.OrderReopened)!;

    [Theory]
    [InlineData("Plain text, {{order.number}} &amp; more > less")]
    [InlineData("<h1 class=\"x\">A</h1><p>b<br>c</p><hr/>")]
    [InlineData("<p><a class=\"button\" href=\"{{order.url}}\">Open</a> <a href=\"https://nordlicht.example/help?a=1&amp;b=2\">Help</a></p>")]
    [InlineData("<a href=\"mailto:{{seller.email}}\">Write</a><a href=\"mailto:help@example.org\">us</a>")]
    [InlineData("<table role=\"presentation\"><tr>{{#each lines}}<td>{{name}}</td>{{/each}}</tr></table>")]
    [InlineData("{{#if is_test}}<p>a</p>{{else}}<ul><li>b</li></ul>{{/if}}")]
    [InlineData("<p style=\"color: #1f5fbf; font: 16px sans-serif; white-space: pre-wrap; margin: 0 0 14px\">a</p>")]
    public void What_mails_are_made_of_is_taken(string html) => Assert.Null(MailMarkup.Check(html, Fields));

    [Theory]
    [InlineData("<script>alert(1)</script>", "html_element")]
    [InlineData("<SCRIPT src=\"https://x.example\"></SCRIPT>", "html_attribute")]
    [InlineData("<img src=\"https://x.example/pixel.gif\">", "html_attribute")]
    [InlineData("<iframe></iframe>", "html_element")]
    [InlineData("<form></form>", "html_element")]
    [InlineData("<style>a{}</style>", "html_element")]
    [InlineData("<svg></svg>", "html_element")]
    [InlineData("<!-- a -->", "html_unreadable")]
    [InlineData("<!DOCTYPE html>", "html_unreadable")]
    [InlineData("a < b", "html_unreadable")]
    [InlineData("<p onclick=\"x()\">a</p>", "html_attribute")]
    [InlineData("<p ONMOUSEOVER=\"x()\">a</p>", "html_attribute")]
    [InlineData("<p class=x>a</p>", "html_unreadable")]
    [InlineData("<p class='x'>a</p>", "html_unreadable")]
    [InlineData("<p class=\"x\"onclick=\"y\">a</p>", "html_unreadable")]
    [InlineData("<a href=\"javascript:alert(1)\">a</a>", "html_link")]
    [InlineData("<a href=\" https://x.example\">a</a>", "html_link")]
    [InlineData("<a href=\"http://x.example\">a</a>", "html_link")]
    [InlineData("<a href=\"data:text/html,x\">a</a>", "html_link")]
    [InlineData("<a href=\"https://bank.example@evil.example\">a</a>", "html_link")]
    [InlineData("<a href=\"{{customer.greeting}}\">a</a>", "html_link")]
    [InlineData("<a href=\"https://x.example/{{order.number}}\">a</a>", "html_link")]
    [InlineData("<a href=\"mailto:{{customer.greeting}}\">a</a>", "html_link")]
    [InlineData("<a href=\"{{#if is_test}}https://a.example{{/if}}\">a</a>", "html_link")]
    [InlineData("<p class=\"{{order.number}}\">a</p>", "html_value_in_attribute")]
    [InlineData("<p {{order.number}}>a</p>", "html_unreadable")]
    [InlineData("<{{order.number}}>", "html_unreadable")]
    [InlineData("<p style=\"background: url(https://x.example)\">a</p>", "html_style")]
    [InlineData("<p style=\"background-color: url(x)\">a</p>", "html_style")]
    [InlineData("<p style=\"position: fixed\">a</p>", "html_style")]
    [InlineData("<p style=\"display: none\">a</p>", "html_style")]
    [InlineData("<p style=\"margin: -900px\">a</p>", "html_style")]
    [InlineData("<p style=\"margin: 0 -900px\">a</p>", "html_style")]
    [InlineData("<p style=\"color: expression(x)\">a</p>", "html_style")]
    [InlineData("<p>a", "html_not_closed")]
    [InlineData("</p>", "html_not_open")]
    [InlineData("</td></tr></table>", "html_not_open")]
    [InlineData("<b><i>a</b></i>", "html_not_open")]
    [InlineData("{{#if is_test}}<b>{{/if}}a{{#if is_test}}</b>{{/if}}", "html_not_closed")]
    [InlineData("<b>{{#if is_test}}</b>{{else}}</b>{{/if}}", "html_not_open")]
    [InlineData("{{#if is_test}}<b>{{else}}</b>{{/if}}", "html_not_closed")]
    [InlineData("<td>a</td>", "html_place")]
    [InlineData("<tr></tr>", "html_place")]
    [InlineData("<table><td>a</td></table>", "html_place")]
    [InlineData("<p><li>a</li></p>", "html_place")]
    [InlineData("\uE000", "html_characters")]
    public void Whatever_runs_loads_hides_or_leaves_the_frame_is_refused_with_its_line(string html, string code)
    {
        var wrong = MailMarkup.Check("<p>one</p>\n" + html, Fields);
        Assert.Equal((code, code == "html_characters" ? 0 : 2), (wrong?.Code, wrong?.Line));
    }

    [Fact]
    public void A_long_row_of_attributes_is_read_in_no_time()
    {
        string html = "<p" + string.Concat(Enumerable.Repeat(" class=\"x\"", 2_300)) + " <";
        Assert.Equal("html_unreadable", MailMarkup.Check(html, Fields)?.Code);
    }
}
