using System.Net;
using AngleSharp.Html.Parser;
using Keytill.Core.Catalog;
using Keytill.Core.Orders;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.BadInput;

/// <summary>Markup in every field that takes it goes all the way: order page, mails, API and webhooks show it as what it is, text.</summary>
public sealed class HostileOrderTests
{
    private const string Mark = $"<{HostileText.Mark} onload=alert(1)>\"'&";
    private const string RightToLeft = "مرحبا 😀";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Markup_in_every_field_stays_text_to_the_end_of_the_sale(DatabaseKind kind)
    {
        await using var here = await Installation.Start(kind);
        await here.Shop.Sell(here.Store, "editor", PriceList.Of(("EUR", 29_00)), p => p with
        {
            Name = LocalizedText.Of($"Editor {Mark}", $"Editor {Mark}"),
            Description = LocalizedText.Of(Mark, Mark),
        });
        var order = await Bought(here);
        using var visitor = new HostileVisitor(here, Proof.Seed);
        using var program = new VendorProgram(here);

        var page = await visitor.Get(new Uri(here.Url, $"/order/{order.Number}/{order.Token}").AbsolutePath);
        Assert.Contains($"Editor {Mark}", page.Text, StringComparison.Ordinal);

        var shown = await program.Get("/v1/orders/" + order.Id);
        foreach (var (member, sent) in Sent)
            Assert.Equal(sent, shown.GetProperty("customer").GetProperty(member).GetString());
        Assert.Equal((Mark, Mark), (shown.GetProperty("external_id").GetString(), shown.GetProperty("additional_data").GetProperty(Mark).GetString()));
        await Installation.Until(() => Task.FromResult(here.VendorServer.Events(order.Id).Count == 4), "the webhooks arrive");
        Assert.All(here.VendorServer.Events(order.Id), e => Assert.Equal(Mark, e.Body.GetProperty("data").GetProperty("order").GetProperty("additional_data").GetProperty(Mark).GetString()));

        Assert.Equal(["license", "payment_confirmed"], await program.Mails(order.Id));
        Assert.All(here.Mailbox.Accepted, mail =>
        {
            HarmlessPage.Check(new HtmlParser().ParseDocument(mail.Html), mail.Subject);
            Assert.DoesNotContain('\n', mail.Subject);
            Assert.Contains($"Editor {Mark}", new HtmlParser().ParseDocument(mail.Html).Body!.TextContent, StringComparison.Ordinal);
        });
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_order_pages_own_forms_take_nothing_that_is_not_offered(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var visitor = new HostileVisitor(here, Proof.Seed);
        using var ada = new Customer(here);
        await ada.Buy("editor");
        await ada.Order();
        string path = ada.OrderPage!.AbsolutePath;

        int presses = Proof.Runs(small: 60, full: 1_000);
        for (int i = 0; i < presses; i++)
        {
            string text = Uri.EscapeDataString(HostileText.Draw(visitor.Draw) is { Length: > 0 } drawn ? drawn : "x");
            var answer = visitor.Draw.Below(9) switch
            {
                0 => await visitor.Post(path + "/pay", HostileVisitor.UrlEncoded([("payment_method", HostileText.Markup[visitor.Draw.Below(HostileText.Markup.Length)])])),
                1 => await visitor.Post(path + "/pay", visitor.Odd([("payment_method", "free")])),
                2 => await visitor.Post(path + "/return/" + text, HostileVisitor.UrlEncoded([("x", HostileText.Draw(visitor.Draw))])),
                3 => await visitor.Get(path + "/return/" + text),
                4 => await visitor.Get(path + "/licenses/" + text),
                5 => await visitor.Get($"{path}?message={text}&locale={text}"),
                6 => await visitor.Post(path + "/support", visitor.Odd([("topic", "other"), ("message", HostileText.Draw(visitor.Draw)), ("reply", HostileText.Draw(visitor.Draw))])),
                7 => await visitor.Get($"{path}/support?topic={text}&locale={text}"),
                _ => await visitor.Post("/notices/" + text, HostileVisitor.UrlEncoded([("x", HostileText.Draw(visitor.Draw))])),
            };
            Assert.Contains(answer.Status, (HttpStatusCode[])
            [
                HttpStatusCode.OK, HttpStatusCode.SeeOther, HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed, HttpStatusCode.RequestEntityTooLarge,
            ]);
            if (answer.Status == HttpStatusCode.SeeOther)
                Assert.StartsWith(path, answer.Location, StringComparison.Ordinal);
        }

        var order = await ada.Placed();
        Assert.Equal((OrderStatus.NotPaid, 0), (order.Status, order.Payments.Count));
        Assert.Equal(HttpStatusCode.OK, (await visitor.Get(path)).Status);
    }

    private static readonly (string Member, string Sent)[] Sent =
    [
        ("first_name", Mark), ("last_name", RightToLeft), ("company", Mark), ("city", Mark), ("address", Mark + RightToLeft), ("phone", "<b>1</b>"), ("vat_id", "<b>"), ("zip", "'\"><b>"),
    ];

    private static async Task<Order> Bought(Installation here)
    {
        string mark = Uri.EscapeDataString(Mark);
        using var ada = new Customer(here);
        await ada.Buy($"editor?ref={mark}&data[{mark}]={mark}&utm_source={mark}");
        await ada.Browser.Press("[name=continue]", [
            .. Sent, ("email", "ada+tag@example.org"), ("country", "US"), ("holder_name", Mark), ("holder_email", "holder@example.org"),
            ("payment_method", "sandbox"), ("accept_terms", "1"), ("accept_privacy", "1")]);
        await ada.Order();
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);
        return await ada.Placed();
    }
}
