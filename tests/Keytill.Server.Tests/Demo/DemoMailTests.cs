using System.Text.RegularExpressions;
using Keytill.Core.Checkouts;
using Keytill.Server.Checkouts;
using Keytill.Server.Demo;
using Keytill.Server.Orders;
using Keytill.Server.Payments;
using Keytill.Server.Tests.Browser;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Demo;

/// <summary>A sale in the demo, and what the customer finds in his mailbox.</summary>
public sealed class DemoMailTests(BrowserFixture browser)
{
    [Theory]
    [InlineData(Visitor.Desktop)]
    [InlineData(Visitor.Phone)]
    public async Task The_customers_mails_can_be_read_and_their_links_followed(Visitor visitor)
    {
        await using TestDatabase database = await TestDatabase.Create(DatabaseKind.Sqlite);
        await using DemoHost demo = await DemoHost.Start(database);
        string orderId = await Sale(demo);
        var mailbox = demo.Get<DemoMailbox>();
        await Installation.Until(async () => (await mailbox.List(orderId, default)).Count >= 2, "the receipt and the licence are in the mailbox");
        await using var visit = await browser.Visit(visitor);

        await visit.Page.GotoAsync(new Uri(demo.Address, "/demo/mail").AbsoluteUri);
        await visit.Page.Locator(".log h2 a").First.ClickAsync();
        await visit.Page.FitsTheWindow();
        await visit.Picture($"demo-mail-{visitor}");
        Assert.NotEmpty((await visit.Page.Locator("pre").TextContentAsync())!);
        // The frame runs nothing and still lets a reader out.
        await visit.Page.FrameLocator("iframe").Locator("a[href*='/order/']").First.ClickAsync();
        await visit.StandsAt(new Regex("/order/"));

        await visit.Page.GoBackAsync();
        Assert.Equal("The mail as HTML", await visit.Page.Locator("iframe").GetAttributeAsync("title"));
        // The rules' checker would wait for ever for its script to run inside a frame that can run none.
        await visit.Page.EvaluateAsync("document.querySelector('iframe').remove()");
        await visit.Page.IsAccessible();

        visit.HasNoProblems();
    }

    private static async Task<string> Sale(DemoHost demo)
    {
        var added = (AddToCartAnswer.Added)await demo.Get<AddToCart>().Run(new CheckoutLink("nordlicht-editor", [], null), _ => null, default);
        CheckoutContents contents = (await demo.Get<CheckoutQueries>().Find(added.Token, default))!;
        var form = new BuyerForm { Email = "ada@example.org", FirstName = "Ada", LastName = "Lovelace", Country = "DE" };
        string fingerprint = contents.Price().Quote.Fingerprint;
        var press = new ContinuePress(form, "sandbox", new HashSet<ConsentKind>(Enum.GetValues<ConsentKind>()), fingerprint);
        var placed = (PlaceOrderAnswer.Placed)await demo.Get<PlaceOrder>().Run(demo.Owner, added.Token, press, default);
        var order = (await demo.Get<OrderQueries>().ByToken(placed.Order.Number, placed.Order.Token, default))!;
        var bank = (StartPaymentAnswer.Redirect)await demo.Get<StartPayment>().Run(order, "sandbox", default);
        using var buyer = new Journeys.Buyer();
        await buyer.Visit(bank.Page);
        await buyer.Press("button", ("card_number", "4242424242424242"), ("expiry", "12/34"), ("security_code", "123"));
        return order.Id;
    }
}
