using Keytill.Core.Catalog;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Refunds;
using Keytill.Server.Licenses;
using Keytill.Server.Refunds;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Races;

/// <summary>Money that goes back in the very moment in which its licence comes.</summary>
public sealed class DeliveryRaceTests
{
    private const int PoolKeys = 400;

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task A_refund_and_a_delivery_at_once_leave_no_licence_in_force(DatabaseKind kind)
    {
        await using var track = await Track.Open(kind);
        string pool = await Stock(track);
        using var sales = new RaceSales(track);
        var tally = new Tally(track, "refund against delivery", sides: 2);
        int sold = 0;
        while (tally.WantsMore())
        {
            // A licence of our own is claimed in the delivery's one write; one from outside is on its way when the refund comes.
            bool isRemote = track.Draw(2) == 0;
            var order = await sales.ACardPaidOrder(isRemote ? "remote" : "local");
            var item = Assert.Single(await sales.Due(order));
            string refundId = "ref_" + order.Id[4..];
            var heat = await track.Run(
                new Side("refund", "refund order", () => track.Here.Get<RefundOrder>().Run(track.Here.Scope, order.Id, new RefundAsk(refundId, "asked for", RefundOrigin.Support), "anna", CancellationToken.None)),
                new Side("delivery", isRemote ? "take licence" : "deliver line", () => track.Here.Get<DeliverLine>().Run(item, CancellationToken.None)));

            Assert.Empty(heat.Failures);
            bool deliveryWasFirst = (await sales.Look(order.Id)).Lines[0].Status == LineStatus.Delivered;
            await sales.Settle(order);
            await Judge(track, sales, await sales.Look(order.Id), deliveryWasFirst, isRemote);
            sold += !isRemote && deliveryWasFirst ? 1 : 0;
            tally.Count(heat, deliveryWasFirst ? "delivery" : "refund");
        }

        tally.Say();
        var state = await track.Here.Get<KeyPools>().Look(track.Here.Scope, pool);
        Assert.Equal((sold, PoolKeys - sold, 0), (state!.Sold, state.Unused, state.LinesWaiting));
    }

    private static async Task Judge(Track track, RaceSales sales, Order order, bool deliveryWasFirst, bool isRemote)
    {
        if (deliveryWasFirst)
        {
            await RaceLaws.Hold(
                track, order, OrderStatus.Refunded,
                "order.created", "payment.succeeded", "product.delivered", "order.delivered", "refund.requested", "refund.succeeded", "license.revoked");
        }
        else
        {
            await RaceLaws.Hold(track, order, OrderStatus.Refunded, "order.created", "payment.succeeded", "refund.requested", "refund.succeeded");
        }

        var line = order.Lines[0];
        Assert.Equal(deliveryWasFirst ? LineStatus.Delivered : LineStatus.Stopped, line.Status);
        Assert.Equal(deliveryWasFirst || isRemote ? 1 : 0, line.Licenses.Count);
        Assert.All(line.Licenses, l => Assert.Equal((LicenseStatus.Revoked, deliveryWasFirst), (l.Status, l.IsShown)));
        Assert.All(line.Licenses, l => Assert.Equal(deliveryWasFirst, l.RevokedAt is not null));
        string page = await sales.OrderPage(order);
        Assert.All(line.Licenses, l => Assert.DoesNotContain(l.Key, page, StringComparison.Ordinal));

        var charge = Assert.Single(sales.NewCharges());
        Assert.Equal((order.Number, order.Total.Minor), (charge.OrderNumber, charge.Amount));
        Assert.Equal(order.Total.Minor, Assert.Single(charge.Refunds).Amount);
        Assert.Equal(order.Total, Assert.Single(order.Refunds).Amount);
        Assert.Equal((0L, order.Total.Minor), (order.Kept.Minor, order.Applied.Minor));
    }

    private static async Task<string> Stock(Track track)
    {
        var here = track.Here;
        string pool = await here.Get<KeyPools>().Create(here.Scope, "keys", lowWaterMark: 0);
        await here.Get<KeyPools>().Upload(here.Scope, pool, string.Join('\n', Enumerable.Range(1, PoolKeys).Select(i => $"KEY-{i:D6}")));
        await here.Shop.Sell(here.Store, "local", PriceList.Of(("EUR", 29_00)), p => p with { LicenseMethod = "key_pool", LicenseSettings = $$"""{"pool": "{{pool}}"}""" });
        await here.Shop.Sell(here.Store, "remote", PriceList.Of(("EUR", 29_00)), p => p with { LicenseMethod = "emulator" });
        return pool;
    }
}
