using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Orders;
using Keytill.Core.Refunds;
using Keytill.Server.Licenses;
using Keytill.Server.Orders;
using Keytill.Server.Refunds;
using Keytill.Server.SandboxBank;
using Keytill.Server.Tests.Journeys;

namespace Keytill.Server.Tests.Api;

/// <summary>A handful of sales on which every event of this installation happens, with the values that a vendor's own sales have.</summary>
internal sealed class ExampleSales(Installation here) : IDisposable
{
    private const string RichLink =
        "nordlicht-editor?quantity=2&ref=cart-20417&data[seat]=berlin&data[campaign]=spring&company=Lovelace%20Ltd&city=London&zip=EC1A%201BB&address=1%20Analytical%20Row";

    private readonly VendorProgram program = new(here);

    public async Task Happen()
    {
        string pool = await here.Get<KeyPools>().Create(here.Scope, "Nordlicht Editor", lowWaterMark: 1);
        await here.Get<KeyPools>().Upload(here.Scope, pool, string.Join('\n', Enumerable.Range(1, 20).Select(i => $"NLED-7KQ2-93XM-{4000 + (i * 37)}")));
        await here.Shop.Sell(here.Store, "nordlicht-editor", PriceList.Of(("EUR", 29_00)), p => p with
        {
            Name = LocalizedText.Of("Nordlicht Editor", "Nordlicht Editor"),
            LicenseMethod = "key_pool",
            LicenseSettings = $$"""{"pool": "{{pool}}"}""",
        });
        await here.Shop.Sell(here.Store, "nordlicht-fonts", PriceList.Of(("EUR", 12_50)), p => p with
        {
            Name = LocalizedText.Of("Nordlicht Fonts", "Nordlicht Schriften"),
            LicenseMethod = "emulator",
            LicenseSettings = """{"script": ["fatal_error"]}""",
        });

        await DeliveredAndRefunded();
        await Declined();
        await Processed();
        await NeedsTheVendor();
        await CancelledAndReopened();
        await Forgotten();
        await RefundThatFails();
        await RefundThatIsDeclined();
        await LicenseReplaced();
    }

    public void Dispose() => program.Dispose();

    private async Task DeliveredAndRefunded()
    {
        var order = await Paid(RichLink, Customer.GoodCard);
        await Refund(order);
    }

    private Task Declined() => Paid("nordlicht-editor", "4000 0000 0000 9995");

    private Task Processed() => Paid("nordlicht-editor", "4000 0000 0001 0001");

    private Task NeedsTheVendor() => Paid("nordlicht-fonts", Customer.GoodCard);

    private async Task CancelledAndReopened()
    {
        var order = await Placed("nordlicht-editor");
        await here.Get<OrderActs>().Cancel(here.Scope, order.Id, "asked for by mail", returnMoney: false);
        await Pass(order, TimeSpan.FromSeconds(20));
        await here.Get<OrderActs>().Reopen(here.Scope, order.Id, "wants it after all");
        await here.Settle(order.Id);
    }

    private async Task Forgotten()
    {
        var order = await Placed("nordlicht-editor");
        await program.Advance(order.Id, "P91D");
        await here.Get<OrderActs>().Expire(here.Scope, order.Id);
        await here.Settle(order.Id);
    }

    /// <summary>The money is sent back, and returns to the bank days later.</summary>
    private async Task RefundThatFails()
    {
        var order = await Paid("nordlicht-editor", Customer.FailingRefundCard);
        await Refund(order);
        await Pass(order, TimeSpan.FromDays(6));
        await Installation.Until(
            () => Task.FromResult(here.Bank.Books.Charges().Single(c => c.Reference == order.Payments[0].Id).Refunds.Single().Status == BankRefundStatus.Failed), "the bank has the money again");
        await here.Settle(order.Id);
    }

    private async Task RefundThatIsDeclined()
    {
        var order = await Paid("nordlicht-editor", Customer.GoodCard);
        await Pass(order, TimeSpan.FromSeconds(20));
        string id = NewRefundId();
        await here.Get<AskRefund>().Run(here.Scope, order.Id, new RefundAsk(id, "I expected something else", RefundOrigin.Customer), CancellationToken.None);
        await Pass(order, TimeSpan.FromHours(3));
        await here.Get<DecideRefund>().Decline(here.Scope, order.Id, id, "anna", "The trial version shows all of it.");
        await here.Settle(order.Id);
    }

    private async Task LicenseReplaced()
    {
        var order = await Paid("nordlicht-editor?quantity=2", Customer.GoodCard);
        await Pass(order, TimeSpan.FromHours(2));
        await here.Get<OrderActs>().ReplaceLicense(here.Scope, order.Id, order.Lines[0].Licenses[0].Id, Ids.New("lic", here.Clock.GetUtcNow()));
        await here.Settle(order.Id);
    }

    private async Task Refund(Order order)
    {
        await Pass(order, TimeSpan.FromSeconds(20));
        await here.Get<RefundOrder>().Run(here.Scope, order.Id, new RefundAsk(NewRefundId(), "bought by mistake", RefundOrigin.Support), "anna", CancellationToken.None);
        await here.Settle(order.Id);
    }

    private async Task<Order> Placed(string link)
    {
        using var ada = new Customer(here);
        await ada.Buy(link);
        await ada.Order();
        var order = await ada.Placed();
        await Pass(order, TimeSpan.FromSeconds(5));
        return order;
    }

    private async Task<Order> Paid(string link, string card)
    {
        using var ada = new Customer(here);
        await ada.Buy(link);
        await ada.Order();
        await Pass(await ada.Placed(), TimeSpan.FromSeconds(12));
        await ada.Choose("sandbox");
        await Pass(await ada.Placed(), TimeSpan.FromSeconds(25));
        await ada.PayByCard(card);
        var order = await ada.Placed();
        await Pass(order, TimeSpan.FromSeconds(7));
        return await ada.Placed();
    }

    /// <summary>All that is due is done first, so that each thing has the time at which it happened.</summary>
    private async Task Pass(Order order, TimeSpan by)
    {
        await here.Settle(order.Id);
        await Installation.Until(() => Task.FromResult(here.Bank.Books.NoticesOwed() == 0 || order.PaidAt is null), "the bank has told all");
        here.Clock.Advance(by);
    }

    private string NewRefundId() => Ids.New("ref", here.Clock.GetUtcNow());
}
