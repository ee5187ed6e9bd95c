using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Orders;
using Keytill.Server.Checkouts;
using Keytill.Server.Orders;
using Keytill.Server.Payments;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Journeys;

public sealed class SmokeTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_card_pays_an_order(DatabaseKind kind)
    {
        await using var here = await Installation.Start(kind);
        await here.Shop.Sell(here.Store, "editor", PriceList.Of(("EUR", 1900)));
        var added = (AddToCartAnswer.Added)await here.Get<AddToCart>().Run(new CheckoutLink("editor", [], null), _ => null, default);
        var contents = (await here.Get<CheckoutQueries>().Find(added.Token, default))!;
        var form = new BuyerForm { Email = "ada@example.org", FirstName = "Ada", LastName = "Lovelace", Country = "DE" };
        var (quote, _) = contents.Checkout.Price(contents.Shelf);
        var placed = (PlaceOrderAnswer.Placed)await here.Get<PlaceOrder>().Run(here.Scope, added.Token, new ContinuePress(form, "sandbox", new HashSet<ConsentKind>(Enum.GetValues<ConsentKind>()), quote.Fingerprint), default);
        var order = (await here.Get<OrderQueries>().ByToken(placed.Order.Number, placed.Order.Token, default))!;
        var redirect = (StartPaymentAnswer.Redirect)await here.Get<StartPayment>().Run(order, "sandbox", default);
        using var buyer = new Buyer();
        await buyer.Visit(redirect.Page);
        await buyer.Press("button", ("card_number", "4242424242424242"), ("expiry", "12/34"), ("security_code", "123"));
        await Installation.Until(async () => (await here.Get<OrderQueries>().ById(here.Scope, order.Id, default))!.Status == OrderStatus.Paid, "paid");
        await here.Settle(order.Id);
        await Installation.Until(() => Task.FromResult(here.VendorServer.Events().Count >= 2), "webhooks");
        foreach (var e in here.VendorServer.Events())
            TestContext.Current.TestOutputHelper?.WriteLine($"{e.Sequence} {e.Type} {e.Body}");
        foreach (var m in here.Mailbox.Accepted)
            TestContext.Current.TestOutputHelper?.WriteLine(m.Subject);
    }
}
