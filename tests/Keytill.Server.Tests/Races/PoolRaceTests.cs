using Keytill.Core.Catalog;
using Keytill.Core.Orders;
using Keytill.Server.Licenses;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Races;

/// <summary>Fifty buyers have paid, and there is one key.</summary>
public sealed class PoolRaceTests
{
    private const int Buyers = 50;

    /// <summary>After so many races for a last key everybody gets one.</summary>
    private const int RacesPerRefill = 20;

    private static readonly string[] Delivered = ["order.created", "payment.succeeded", "product.delivered", "order.delivered"];

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task Fifty_buyers_of_the_last_key_get_one_key_and_the_rest_when_more_come(DatabaseKind kind)
    {
        await using var track = await Track.Open(kind);
        using var sales = new RaceSales(track);
        var crowd = await Crowd.Gather(track, sales);
        var tally = new Tally(track, "last key between 50 buyers", Buyers);
        while (tally.WantsMore())
        {
            await crowd.Fill();
            await crowd.Upload(1);
            var heat = await crowd.RaceForAKey();
            Assert.Empty(heat.Failures);
            string winner = Assert.Single(await crowd.TakeServed());
            Assert.Equal((0, Buyers - 1), (await crowd.Unused(), crowd.Waiting));
            tally.Count(heat, winner);
            if (tally.Counted % RacesPerRefill == 0)
                await crowd.Serve();
        }

        await crowd.Serve();
        tally.Say();
        Proof.Say($"Race, {kind}, last key between 50 buyers: {crowd.KeysSold} keys sold, each once, to {crowd.KeysSold} orders.");
    }

    /// <summary>Paid orders whose one line waits for a key, each with the job that delivers it.</summary>
    private sealed class Crowd
    {
        private readonly Track track;
        private readonly RaceSales sales;
        private readonly string pool;
        private readonly Dictionary<string, (Order Order, WorkItem Item)> waiting = new(StringComparer.Ordinal);
        private int uploaded;

        private Crowd(Track track, RaceSales sales, string pool) => (this.track, this.sales, this.pool) = (track, sales, pool);

        public int Waiting => waiting.Count;

        public int KeysSold { get; private set; }

        private Store Store => track.Here.Store;

        public static async Task<Crowd> Gather(Track track, RaceSales sales)
        {
            var here = track.Here;
            string pool = await here.Get<KeyPools>().Create(here.Scope, "keys", lowWaterMark: 0);
            await here.Shop.Sell(here.Store, "keys", PriceList.Of(("EUR", 12_50)), p => p with { LicenseMethod = "key_pool", LicenseSettings = $$"""{"pool": "{{pool}}"}""" });
            return new Crowd(track, sales, pool);
        }

        public async Task Fill()
        {
            while (waiting.Count < Buyers)
            {
                var order = await sales.ATransferPaidOrder("keys");
                waiting.Add(order.Number, (order, Assert.Single(await sales.Due(order))));
            }
        }

        public async Task Upload(int keys)
        {
            string text = string.Join('\n', Enumerable.Range(uploaded + 1, keys).Select(i => $"KEY-{i:D6}"));
            uploaded += keys;
            Assert.Equal(keys, (await track.Here.Get<KeyPools>().Upload(track.Here.Scope, pool, text))!.Added);
        }

        /// <summary>Each with its order locked, all before the claim; where one writes at a time, all before their bodies.</summary>
        public Task<Heat> RaceForAKey() => track.Run([.. waiting.Select(buyer => new Side(
            buyer.Key, track.HasOneWriter ? "deliver line" : Track.ClaimKey, () => Deliver(buyer.Value.Item)))]);

        public async Task<int> Unused() => (await track.Here.Get<KeyPools>().Look(track.Here.Scope, pool))!.Unused;

        /// <summary>Who has a licence by now; they leave the crowd.</summary>
        public async Task<IReadOnlyList<string>> TakeServed()
        {
            string[] ids = [.. waiting.Values.Select(w => w.Order.Id)];
            var served = await Store.Read(track.Here.Scope, db => db.Set<Order>()
                .Where(o => ids.Contains(o.Id) && o.Lines.Any(l => l.Licenses.Any())).Select(o => o.Number).ToListAsync());
            foreach (string number in served)
            {
                var order = await sales.Look(waiting[number].Order.Id);
                Assert.Equal(LineStatus.Delivered, order.Lines[0].Status);
                await RaceLaws.Hold(track, order, OrderStatus.Paid, Delivered);
                waiting.Remove(number);
            }

            return served;
        }

        /// <summary>As many keys come as are waited for, and everybody gets one: by the job that keys wake, and all at once.</summary>
        public async Task Serve()
        {
            foreach (var (_, item) in waiting.Values)
                await Deliver(item);
            await Upload(waiting.Count);
            var refill = await Store.Read(track.Here.Scope, db => db.Set<WorkItem>().FirstAsync(w => w.Kind == RefillPool.WorkKind));
            while (await track.Here.Get<RefillPool>().Run(refill, CancellationToken.None) is JobResult.Again)
            {
                // Lines that were served meanwhile take their turn too.
            }

            var woken = await Task.WhenAll(waiting.Values.Select(async w => Assert.Single(await sales.Due(w.Order))));
            await Task.WhenAll(woken.Concat(waiting.Values.Select(w => w.Item)).Select(Deliver));
            int waited = waiting.Count;
            Assert.Equal(waited, (await TakeServed()).Count);
            await EveryKeyIsSoldOnce();
        }

        private async Task EveryKeyIsSoldOnce()
        {
            var keys = await Store.Read(track.Here.Scope, db => db.Set<PoolKey>().Where(k => k.PoolId == pool).ToListAsync());
            var licenses = await Store.Read(track.Here.Scope, db => db.Set<Core.Licenses.License>().Select(l => new { l.Key, l.LineId, l.Unit }).ToListAsync());
            Assert.Equal(uploaded, keys.Count);
            Assert.Equal(
                keys.Select(k => (k.KeyText, k.RequestId)).Order(),
                licenses.Select(l => (l.Key, (string?)$"{l.LineId}:{l.Unit}")).Order());
            KeysSold = keys.Count;
        }

        private Task Deliver(WorkItem item) => track.Here.Get<DeliverLine>().Run(item, CancellationToken.None);
    }
}
