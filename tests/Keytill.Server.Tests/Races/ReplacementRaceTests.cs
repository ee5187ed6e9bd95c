using Keytill.Core.Catalog;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Refunds;
using Keytill.Server.Licenses;
using Keytill.Server.Orders;
using Keytill.Server.Refunds;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Races;

/// <summary>Money that goes back in the very moment in which a new licence comes in the place of another.</summary>
public sealed class ReplacementRaceTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task A_refund_and_a_replacement_at_once_leave_no_licence_in_force(DatabaseKind kind)
    {
        await using var track = await Track.Open(kind);
        await track.Here.Shop.Sell(track.Here.Store, "remote", PriceList.Of(("EUR", 29_00)), p => p with { LicenseMethod = "emulator" });
        using var sales = new RaceSales(track);
        var tally = new Tally(track, "refund against replacement", sides: 2);
        while (tally.WantsMore())
        {
            var order = await sales.ACardPaidOrder("remote");
            await track.Here.Get<DeliverLine>().Run(Assert.Single(await sales.Due(order)), CancellationToken.None);
            order = await sales.Look(order.Id);
            var delivered = Assert.Single(order.Licenses);
            await track.Here.Get<OrderActs>().ReplaceLicense(track.Here.Scope, order.Id, delivered.Id, "lic_" + order.Id[4..]);
            var item = Assert.Single(await sales.Due(order), i => i.Kind == ReplaceLicense.WorkKind);
            string refundId = "ref_" + order.Id[4..];
            var heat = await track.Run(
                new Side("refund", "refund order", () => track.Here.Get<RefundOrder>().Run(track.Here.Scope, order.Id, new RefundAsk(refundId, "asked for", RefundOrigin.Support), "anna", CancellationToken.None)),
                new Side("replacement", "take licence", () => track.Here.Get<ReplaceLicense>().Run(item, CancellationToken.None)));

            Assert.Empty(heat.Failures);
            bool replacementWasFirst = (await sales.Look(order.Id)).Licenses.Any(l => l.Status == LicenseStatus.Replaced);
            await sales.Settle(order);
            await Judge(track, sales, await sales.Look(order.Id), replacementWasFirst);
            tally.Count(heat, replacementWasFirst ? "replacement" : "refund");
        }

        tally.Say();
    }

    private static async Task Judge(Track track, RaceSales sales, Order order, bool replacementWasFirst)
    {
        string[] delivered = ["order.created", "payment.succeeded", "product.delivered", "order.delivered"];
        string[] back = ["refund.requested", "refund.succeeded", "license.revoked"];
        await RaceLaws.Hold(track, order, OrderStatus.Refunded, replacementWasFirst ? [.. delivered, "license.replaced", .. back] : [.. delivered, .. back]);

        var (before, after) = (order.Licenses.First(), order.Licenses.Last());
        Assert.Equal(replacementWasFirst ? LicenseStatus.Replaced : LicenseStatus.Revoked, before.Status);
        Assert.Equal((LicenseStatus.Revoked, replacementWasFirst), (after.Status, after.IsShown));
        Assert.Equal([0, 1], order.Licenses.Select(l => l.Generation));
        string page = await sales.OrderPage(order);
        Assert.DoesNotContain(after.Key, page, StringComparison.Ordinal);
        Assert.Equal(order.Total.Minor, Assert.Single(Assert.Single(sales.NewCharges()).Refunds).Amount);
    }
}
