using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Refunds;
using Keytill.Server.Refunds;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Races;

/// <summary>Two people who give the same money back at once.</summary>
public sealed class RefundRaceTests
{
    private const long Price = 29_00;
    private const long Share = 20_00;

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task Two_agents_at_once_never_give_back_more_than_came(DatabaseKind kind)
    {
        await using var track = await Track.Open(kind);
        await track.Here.Shop.Sell(track.Here.Store, "editor", PriceList.Of(("EUR", Price)));
        using var sales = new RaceSales(track);
        var tally = new Tally(track, "refund against refund", sides: 2);
        while (tally.WantsMore())
        {
            var order = await sales.ACardPaidOrder("editor");
            var heat = await track.Run(Agent("anna"), Agent("bert"));
            var refused = Assert.IsType<RuleBroken>(Assert.Single(heat.Failures).Value);
            Assert.Equal("amount_not_refundable", refused.Code);
            await sales.Settle(order);
            order = await sales.Look(order.Id);
            Assert.Equal(Share, Assert.Single(order.Refunds).Amount.Minor);
            Assert.Equal(Price - Share, order.Refundable.Minor);
            Assert.Equal(Share, Assert.Single(sales.NewCharges()).Refunds.Sum(r => r.Amount));
            tally.Count(heat);

            Side Agent(string name) => new(name, "refund order", () => track.Here.Get<RefundOrder>().Run(
                track.Here.Scope, order.Id,
                new RefundAsk($"ref_{name}{order.Id[4..]}", "asked for", RefundOrigin.Support, new Money(Share, order.Currency)), name, CancellationToken.None));
        }

        tally.Say();
    }
}
