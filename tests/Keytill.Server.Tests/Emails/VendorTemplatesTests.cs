using System.Net;
using System.Text;
using System.Text.Json;
using Keytill.Core.Emails;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Emails;
using Keytill.Server.Tests.Api;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Emails;

/// <summary>A vendor words his mails by API, and his customers read them so.</summary>
public sealed class VendorTemplatesTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Path = "/v1/email-templates";
    private const string Confirmed = Path + "/payment_confirmed/en";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_wording_is_read_kept_used_and_given_up_again(DatabaseKind kind)
    {
        await using var world = await ApiWorld.Open(kind);
        var house = (await world.Get(Confirmed)).Ok();
        Assert.Equal(
            ["kind", "language", "subject", "html", "text", "custom", "changed_at", "broken_at", "broken_reason", "fields", "parts"], OrderShape.Names(house));
        Assert.Equal((false, "Receipt for your order {{order.number}}"), (house.GetProperty("custom").GetBoolean(), house.GetProperty("subject").GetString()));
        Assert.Contains("order.url:link", house.GetProperty("fields").EnumerateArray().Select(f => $"{f.GetProperty("name")}:{f.GetProperty("type")}"));

        var own = (await Save(world, Confirmed, "Danke, {{order.number}}", "<h1>Our own words for {{order.number}}</h1>{{> _summary}}", "Our own words for {{order.number}}")).Ok();
        Assert.True(own.GetProperty("custom").GetBoolean());
        Assert.Equal(own.GetRawText(), (await world.Get(Confirmed)).Ok().GetRawText());
        Assert.Equal(["payment_confirmed/en"], await Custom(world));

        var mail = await MailOfASale(world.Here);
        Assert.StartsWith("Danke, T0", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("<h1>Our own words for T0", mail.Html, StringComparison.Ordinal);
        foreach (string body in new[] { mail.Html, mail.Text })
        {
            Assert.Contains("Keytill Sales GmbH", body, StringComparison.Ordinal);
            Assert.Contains("The text of SalesTerms.", body, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.NoContent, (await world.Send(HttpMethod.Delete, Confirmed, world.Here.ApiKey)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await world.Send(HttpMethod.Delete, Confirmed, world.Here.ApiKey)).Status);
        Assert.Equal(house.GetRawText(), (await world.Get(Confirmed)).Ok().GetRawText());
        Assert.StartsWith("Receipt for", (await MailOfASale(world.Here)).Subject, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_wording_reaches_nobodys_customers_but_the_vendors_own_in_his_mode(DatabaseKind kind)
    {
        await using var world = await ApiWorld.Open(kind);
        string live = await world.AKey(new Scope(world.Here.Scope.VendorId!, Mode.Live), ApiScope.TemplatesWrite);
        string foreign = await world.AKey((await TestShop.Open(world.Here.Store, "other-shop")).Owner, ApiScope.TemplatesWrite);
        foreach (string key in (string[])[live, foreign])
        {
            (await Save(world, Confirmed, "Not ours", "<p>a</p>", "a", key)).Ok();
            Assert.Equal(HttpStatusCode.BadRequest, (await Preview(world, Confirmed, new { order = (await world.AnOrder()).Id }, key)).Status);
        }

        Assert.Empty(await Custom(world));
        Assert.StartsWith("Receipt for", (await MailOfASale(world.Here)).Subject, StringComparison.Ordinal);
        await world.Send(HttpMethod.Delete, Confirmed, foreign);
        Assert.Equal("Not ours", (await world.Send(HttpMethod.Get, Confirmed, live)).Ok().GetProperty("subject").GetString());
    }

    [Fact]
    public async Task What_is_wrong_is_named_part_by_part_with_its_line_and_nothing_is_kept()
    {
        var world = await fixture.On(DatabaseKind.Sqlite);
        var answer = await Save(world, Path + "/license/de", "{{order.nummer}}", "<p>a</p>\n<script>x</script>{{#each license.keys}}{{key}}{{/each}}", "{{#if line.name}}\n");
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.Status, answer.Body.GetProperty("code").GetString()));
        var errors = answer.Body.GetProperty("errors").EnumerateArray().Select(e => (e.GetProperty("field").GetString(), e.GetProperty("code").GetString())).ToList();
        Assert.Equal([("subject", "field_unknown"), ("html", "html_element"), ("text", "block_not_closed")], errors);
        Assert.Equal("Line 1: This mail has no field order.nummer.", answer.Body.GetProperty("errors")[0].GetProperty("detail").GetString());
        Assert.StartsWith("Line 2: ", answer.Body.GetProperty("errors")[1].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.False((await world.Get(Path + "/license/de")).Ok().GetProperty("custom").GetBoolean());
    }

    [Theory]
    [InlineData("/payment_confirmed/fr")]
    [InlineData("/payment_confirmed/EN")]
    [InlineData("/pool_low/en")]
    [InlineData("/PaymentConfirmed/en")]
    [InlineData("/anything/en")]
    public async Task There_is_no_wording_of_what_the_house_does_not_send_to_customers(string which)
    {
        var world = await fixture.On(DatabaseKind.Sqlite);
        (await world.Get(Path + which)).AssertProblem(HttpStatusCode.NotFound, "not_found");
        (await Save(world, Path + which, "a", "<p>a</p>", "a")).AssertProblem(HttpStatusCode.NotFound, "not_found");
        (await Preview(world, Path + which, new { order = "T1" })).AssertProblem(HttpStatusCode.NotFound, "not_found");
        (await world.Send(HttpMethod.Delete, Path + which, world.Here.ApiKey)).AssertProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_draft_is_shown_on_a_real_order_and_neither_kept_nor_sent(DatabaseKind kind)
    {
        var world = await fixture.On(kind);
        var order = await world.AnOrder();
        int mailsBefore = world.Here.Mailbox.Accepted.Count;
        string reopened = Path + "/order_reopened/de";
        var shown = (await Preview(world, reopened, new { order = order.Number, subject = "Neu: {{order.number}}", text = "{{order.due}} und <b>" })).Ok();
        Assert.Equal(["subject", "html", "text"], OrderShape.Names(shown));
        Assert.Equal("Neu: " + order.Number, shown.GetProperty("subject").GetString());
        Assert.Contains("29,00 € und <b>", shown.GetProperty("text").GetString()!.Replace((char)0xA0, ' '), StringComparison.Ordinal);
        Assert.Contains(order.Token, shown.GetProperty("html").GetString(), StringComparison.Ordinal);

        (await Preview(world, reopened, new { order = order.Id, subject = "{{nothing}}" })).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "subject");
        (await Preview(world, reopened, new { order = "T0000099999" })).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "order");
        (await Preview(world, reopened, new { })).AssertProblem(HttpStatusCode.BadRequest, "invalid_request", "order");
        (await Preview(world, Path + "/refund_done/en", new { order = order.Id })).AssertProblem(HttpStatusCode.Conflict, "preview_order");
        Assert.False((await world.Get(reopened)).Ok().GetProperty("custom").GetBoolean());
        Assert.Equal(mailsBefore, world.Here.Mailbox.Accepted.Count);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_wording_that_breaks_holds_no_mail_up_and_its_vendor_can_see_it(DatabaseKind kind)
    {
        await using var world = await ApiWorld.Open(kind);
        string tooMuch = string.Concat(Enumerable.Repeat("{{> _summary}}", 1_700));
        (await Save(world, Confirmed, "Too much", tooMuch, "a")).Ok();
        (await Preview(world, Confirmed, new { order = (await world.AnOrder()).Id })).AssertProblem(HttpStatusCode.Conflict, "template_broken");

        var mail = await MailOfASale(world.Here);
        Assert.StartsWith("Receipt for", mail.Subject, StringComparison.Ordinal);
        var template = (await world.Get(Confirmed)).Ok();
        Assert.Contains("longer than", template.GetProperty("broken_reason").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(JsonValueKind.Null, template.GetProperty("broken_at").ValueKind);
        var row = await world.Here.Store.Read(world.Here.Scope, db => db.Set<MailRow>().SingleAsync(m => m.Kind == EmailKind.PaymentConfirmed));
        Assert.Contains("longer than", row.FallbackReason, StringComparison.Ordinal);

        (await Save(world, Confirmed, "Good again", "<p>a</p>", "a")).Ok();
        Assert.Equal(JsonValueKind.Null, (await world.Get(Confirmed)).Ok().GetProperty("broken_at").ValueKind);
        Assert.Equal("Good again", (await MailOfASale(world.Here)).Subject);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_wording_that_names_what_mails_no_longer_have_gives_way_to_the_houses(DatabaseKind kind)
    {
        await using var world = await ApiWorld.Open(kind);
        (await Save(world, Confirmed, "Ours", "<p>a</p>", "a")).Ok();
        // As if it had been kept by a version whose mails had such a field.
        await world.Here.Store.Write("wording of an older version", world.Here.Scope, write =>
            write.Db.Set<EmailTemplate>().ExecuteUpdateAsync(set => set.SetProperty(t => t.Html, "<p>a</p>\n{{order.colour}}")));

        Assert.StartsWith("Receipt for", (await MailOfASale(world.Here)).Subject, StringComparison.Ordinal);
        Assert.Equal(
            "html, line 2: This mail has no field order.colour.", (await world.Get(Confirmed)).Ok().GetProperty("broken_reason").GetString());
    }

    [Fact]
    public void What_customers_type_stays_text_in_a_vendors_wording_too()
    {
        var model = MailModel.Of(MailSamples.Facts(EmailKind.OrderReopened, "en", MailSamples.Hostile, MailSamples.Hostile));
        var wording = new WordingSource("For {{customer.greeting}}", "<p>{{customer.greeting}}</p>{{#each lines}}<b>{{name}}</b>{{/each}}", "{{customer.greeting}}");
        var mail = new MailTemplates().Render(EmailKind.OrderReopened, "en", wording, model);
        Assert.Contains("<p>&lt;script&gt;alert(1)&lt;/script&gt;", mail.Html, StringComparison.Ordinal);
        Assert.Contains("{{order.url}}", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", mail.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(@"[\p{Cc}\u202A-\u202E]", mail.Subject);
    }

    private static async Task<MailMessage> MailOfASale(Installation here)
    {
        using var ada = await Customer.WhoOrdered(here);
        return await Paid(here, ada);
    }

    private static async Task<MailMessage> Paid(Installation here, Customer ada)
    {
        await ada.PayByCard(Customer.GoodCard);
        Order order = await ada.Placed();
        await here.Settle(order.Id);
        var row = await here.Store.Read(here.Scope, db => db.Set<MailRow>().SingleAsync(m => m.OrderId == order.Id && m.Kind == EmailKind.PaymentConfirmed));
        return here.Mailbox.Accepted.Single(m => m.MessageId.StartsWith(row.Id + "@", StringComparison.Ordinal));
    }

    private static async Task<IEnumerable<string>> Custom(ApiWorld world) =>
        (await world.Get(Path)).Ok().GetProperty("data").EnumerateArray().Where(t => t.GetProperty("custom").GetBoolean()).Select(t => $"{t.GetProperty("kind")}/{t.GetProperty("language")}");

    private static Task<ApiAnswer> Save(ApiWorld world, string path, string subject, string html, string text, string? key = null) =>
        Send(world, HttpMethod.Put, path, new { subject, html, text }, key);

    private static Task<ApiAnswer> Preview(ApiWorld world, string path, object body, string? key = null) => Send(world, HttpMethod.Post, path + "/preview", body, key);

    private static Task<ApiAnswer> Send(ApiWorld world, HttpMethod method, string path, object body, string? key) =>
        world.Send(method, path, key ?? world.Here.ApiKey, new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"));
}
