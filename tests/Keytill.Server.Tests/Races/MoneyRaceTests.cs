using System.Net;
using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Server.Licenses;
using Keytill.Server.Orders;
using Keytill.Server.Payments;
using Keytill.Server.Refunds;
using Keytill.Server.Tests.Support;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Races;

/// <summary>Money that comes in the very moment in which something else happens to its order.</summary>
public sealed class MoneyRaceTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task A_return_and_a_notice_of_the_same_payment_record_it_once(DatabaseKind kind)
    {
        await using var track = await OpenTrack(kind);
        using var sales = new RaceSales(track);
        var tally = new Tally(track, "return against notice", sides: 2);
        while (tally.WantsMore())
        {
            var order = await sales.AChargedOrder(await sales.AnOrder("editor"));
            var payment = order.Payments.Single();
            var back = track.Here.Get<OrderLinks>().Return(order, payment.Id);
            var notice = WorkNotice.Item(Ids.New("work", track.Here.Clock.GetUtcNow()), new NoticeReading.Genuine("notice", payment.Id, null), track.Here.Clock.GetUtcNow());
            var heat = await track.Run(
                new Side("return", "record payment", async () => Assert.Equal(HttpStatusCode.SeeOther, await sales.Visit(back, "return"))),
                new Side("notice", "record payment", () => track.Here.Get<WorkNotice>().Run(notice, CancellationToken.None)));

            Assert.Empty(heat.Failures);
            Assert.Equal(order.Number, Assert.Single(sales.NewCharges()).OrderNumber);
            order = await sales.Look(order.Id);
            Assert.Equal(order.Total, Assert.Single(order.Receipts).Applied);
            await RaceLaws.Hold(track, order, OrderStatus.Paid, "order.created", "payment.succeeded");
            Assert.Equal(1, await Waiting(track, order, DeliverLine.WorkKind));
            tally.Count(heat);
        }

        tally.Say();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task Money_that_comes_as_its_order_expires_pays_it_or_goes_back(DatabaseKind kind)
    {
        await using var track = await OpenTrack(kind);
        using var sales = new RaceSales(track);
        var tally = new Tally(track, "expiry against pay", sides: 2);
        while (tally.WantsMore())
        {
            bool isLate = track.Draw(2) == 0;
            var order = await sales.AnOrder("editor");
            order = await sales.At(order, order.ExpiresAt + (isLate ? TimeSpan.FromSeconds(1) : TimeSpan.Zero));
            order = await sales.AChargedOrder(order);
            var heat = await track.Run(
                new Side("expiry", "expire order", () => track.Here.Get<OrderActs>().Expire(track.Here.Scope, order.Id)),
                new Side("pay", "record payment", () => sales.RecordPayment(order)));

            Assert.Equal(order.Number, Assert.Single(sales.NewCharges()).OrderNumber);
            order = await sales.Look(order.Id);
            bool payWasFirst = heat.Failures.ContainsKey("expiry");
            if (payWasFirst)
            {
                Assert.Equal("order_not_expirable", Assert.IsType<RuleBroken>(heat.Failures["expiry"]).Code);
                await RaceLaws.Hold(track, order, OrderStatus.Paid, "order.created", "payment.succeeded");
            }
            else if (isLate)
            {
                await RaceLaws.Hold(track, order, OrderStatus.Deleted, "order.created", "order.deleted");
            }
            else
            {
                await RaceLaws.Hold(track, order, OrderStatus.Paid, "order.created", "order.deleted", "order.reopened", "payment.succeeded");
            }

            Assert.DoesNotContain("pay", heat.Failures.Keys);
            await MoneyIsWhereItBelongs(track, order);
            tally.Count(heat, payWasFirst ? "pay" : "expiry");
        }

        tally.Say();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task Money_that_comes_as_its_order_is_cancelled_pays_it_or_goes_back(DatabaseKind kind)
    {
        await using var track = await OpenTrack(kind);
        using var sales = new RaceSales(track);
        var tally = new Tally(track, "cancel against pay", sides: 2);
        while (tally.WantsMore())
        {
            var order = await sales.AChargedOrder(await sales.AnOrder("editor"));
            var heat = await track.Run(
                new Side("cancel", "cancel order", () => track.Here.Get<OrderActs>().Cancel(track.Here.Scope, order.Id, "asked for", returnMoney: false)),
                new Side("pay", "record payment", () => sales.RecordPayment(order)));

            Assert.Equal(order.Number, Assert.Single(sales.NewCharges()).OrderNumber);
            order = await sales.Look(order.Id);
            bool payWasFirst = heat.Failures.ContainsKey("cancel");
            if (payWasFirst)
            {
                Assert.Equal("order_not_cancellable", Assert.IsType<RuleBroken>(heat.Failures["cancel"]).Code);
                await RaceLaws.Hold(track, order, OrderStatus.Paid, "order.created", "payment.succeeded");
            }
            else
            {
                await RaceLaws.Hold(track, order, OrderStatus.Cancelled, "order.created", "order.cancelled");
            }

            Assert.DoesNotContain("pay", heat.Failures.Keys);
            await MoneyIsWhereItBelongs(track, order);
            tally.Count(heat, payWasFirst ? "pay" : "cancel");
        }

        tally.Say();
    }

    /// <summary>Applied whole to a paid order, which is then delivered once; unapplied beside an ended one, and on its way back once.</summary>
    private static async Task MoneyIsWhereItBelongs(Track track, Order order)
    {
        var receipt = Assert.Single(order.Receipts);
        bool isPaid = order.Status == OrderStatus.Paid;
        Assert.Equal(isPaid ? order.Total : Money.Zero(order.Currency), receipt.Applied);
        Assert.Equal(isPaid ? Money.Zero(order.Currency) : order.Total, receipt.Unapplied);
        Assert.Equal(PaymentStatus.Succeeded, Assert.Single(order.Payments).Status);
        Assert.Equal(isPaid ? 1 : 0, await Waiting(track, order, DeliverLine.WorkKind));
        Assert.Equal(isPaid ? 0 : 1, await Waiting(track, order, ReturnUnapplied.WorkKind));
    }

    private static Task<int> Waiting(Track track, Order order, string work) =>
        track.Here.Store.Read(track.Here.Scope, db => db.Set<WorkItem>().CountAsync(w => w.OrderId == order.Id && w.Kind == work));

    private static async Task<Track> OpenTrack(DatabaseKind kind)
    {
        var track = await Track.Open(kind);
        await track.Here.Shop.Sell(track.Here.Store, "editor", PriceList.Of(("EUR", 29_00)));
        return track;
    }
}
