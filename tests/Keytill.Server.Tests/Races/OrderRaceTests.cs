using System.Net;
using Keytill.Core.Catalog;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Server.Payments;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Races;

/// <summary>A customer who is faster than we are: two presses, two tabs, two methods.</summary>
public sealed class OrderRaceTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task Two_presses_of_Continue_at_once_give_one_order(DatabaseKind kind)
    {
        await using var track = await OpenTrack(kind);
        using var sales = new RaceSales(track);
        var tally = new Tally(track, "double press", sides: 2);
        while (tally.WantsMore())
        {
            using var ada = new Customer(track.Here);
            await ada.Buy("editor");
            var (action, content) = ada.Browser.Fill("[name=continue]", [.. Customer.Ada, ("payment_method", "sandbox"), ("accept_terms", "1"), ("accept_privacy", "1")]);
            string form = await content.ReadAsStringAsync();
            var led = new Uri[2];
            var heat = await track.Run(
                new Side("one press", "place order", async () => led[0] = await sales.Post(action, form, "one press")),
                new Side("the other press", "place order", async () => led[1] = await sales.Post(action, form, "the other press")));

            Assert.Empty(heat.Failures);
            Assert.StartsWith("/order/", led[0].AbsolutePath, StringComparison.Ordinal);
            Assert.Equal(led[0], led[1]);
            string number = led[0].Segments[2].TrimEnd('/');
            var orders = await track.Here.Store.Read(track.Here.Scope, db => db.Set<Order>().Select(o => new { o.Id, o.Number, o.CheckoutId }).ToListAsync());
            Assert.Equal(orders.Count, orders.Select(o => o.CheckoutId).Distinct().Count());
            Assert.Equal(tally.Tries, orders.Count);
            await RaceLaws.Hold(track, await sales.Look(orders.Single(o => o.Number == number).Id), OrderStatus.NotPaid, "order.created");
            tally.Count(heat);
        }

        tally.Say();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task Two_tabs_that_pay_at_once_come_to_one_page_of_the_bank_and_are_charged_once(DatabaseKind kind)
    {
        await using var track = await OpenTrack(kind);
        using var sales = new RaceSales(track);
        var tally = new Tally(track, "two tabs", sides: 2);
        while (tally.WantsMore())
        {
            var order = await sales.AnOrder("editor");
            var pay = new Uri(track.Here.Get<Orders.OrderLinks>().Order(order).AbsoluteUri + "/pay");
            var led = new Uri[2];
            var heat = await track.Run(
                new Side("one tab", "start payment", async () => led[0] = await sales.Post(pay, "payment_method=sandbox", "one tab")),
                new Side("the other tab", "start payment", async () => led[1] = await sales.Post(pay, "payment_method=sandbox", "the other tab")));

            Assert.Empty(heat.Failures);
            Assert.Equal(track.Here.Bank.BaseUrl.Authority, led[0].Authority);
            Assert.Equal(led[0], led[1]);
            order = await sales.Look(order.Id);
            Assert.Equal(PaymentStatus.Open, Assert.Single(order.Payments).Status);
            await RaceLaws.Hold(track, order, OrderStatus.NotPaid, "order.created");

            Assert.Equal([HttpStatusCode.SeeOther, HttpStatusCode.SeeOther], await Task.WhenAll(sales.PayByCard(led[0]), sales.PayByCard(led[1])));
            await sales.RecordPayment(order);
            Assert.Equal(order.Number, Assert.Single(sales.NewCharges()).OrderNumber);
            order = await sales.Look(order.Id);
            Assert.Equal(order.Total, Assert.Single(order.Receipts).Applied);
            await RaceLaws.Hold(track, order, OrderStatus.Paid, "order.created", "payment.succeeded");
            tally.Count(heat);
        }

        tally.Say();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task Two_methods_chosen_at_once_leave_one_of_them_open(DatabaseKind kind)
    {
        await using var track = await OpenTrack(kind);
        using var sales = new RaceSales(track);
        var tally = new Tally(track, "two methods", sides: 2);
        var start = track.Here.Get<StartPayment>();
        while (tally.WantsMore())
        {
            var order = await sales.AnOrder("editor");
            var heat = await track.Run(
                new Side(PaymentMethods.Sandbox, "start payment", () => start.Run(order, PaymentMethods.Sandbox, CancellationToken.None)),
                new Side(PaymentMethods.BankTransfer, "start payment", () => start.Run(order, PaymentMethods.BankTransfer, CancellationToken.None)));

            Assert.Empty(heat.Failures);
            order = await sales.Look(order.Id);
            Assert.Equal([PaymentStatus.Closed, PaymentStatus.Open], order.Payments.Select(p => p.Status));
            await RaceLaws.Hold(track, order, OrderStatus.NotPaid, "order.created");
            tally.Count(heat, order.Payments[0].Method);
            await PayByWhatIsOpen(sales, order);
        }

        tally.Say();
    }

    /// <summary>Whichever came last is the customer's choice: it can be paid, and the other cannot.</summary>
    private static async Task PayByWhatIsOpen(RaceSales sales, Order order)
    {
        var page = new Uri(order.Payments.Single(p => p.IsOnline).RedirectUrl!);
        bool isCard = order.Payments[1].IsOnline;
        await sales.Settle(order);
        Assert.Equal(isCard ? HttpStatusCode.SeeOther : HttpStatusCode.Gone, await sales.PayByCard(page));
        if (isCard)
            await sales.RecordPayment(order);
        else
            await sales.ReceiveTransfer(order);
        order = await sales.Look(order.Id);
        Assert.Equal(order.Total, Assert.Single(order.Receipts).Applied);
        Assert.Equal(order.Payments[1].Id, order.Receipts[0].PaymentId);
        Assert.Equal(isCard ? 1 : 0, sales.NewCharges().Count);
        Assert.Equal(OrderStatus.Paid, order.Status);
    }

    private static async Task<Track> OpenTrack(DatabaseKind kind)
    {
        var track = await Track.Open(kind);
        await track.Here.Shop.Sell(track.Here.Store, "editor", PriceList.Of(("EUR", 29_00)));
        return track;
    }
}
