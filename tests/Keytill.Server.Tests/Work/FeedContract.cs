using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Server.Privacy;
using Keytill.Server.Tests.Support;
using Keytill.Server.Work;

namespace Keytill.Server.Tests.Work;

/// <summary>What readers of the event feed may rely on, on either database.</summary>
public abstract class FeedContract(DatabaseKind kind)
{
    [Fact]
    public async Task A_reader_who_follows_the_feed_misses_nothing_that_commits_late()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database, rehearses: false);
        var feed = host.Get<EventFeed>();
        using var ended = new CancellationTokenSource();
        var reading = Follow(feed, ended.Token);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(order => Task.Run(async () =>
        {
            for (int sequence = 1; sequence <= 5; sequence++)
            {
                int pause = (order * sequence) % 7;
                await host.Store.Write("tell", Scope.Everything, async write =>
                {
                    write.Db.Add(Event(host, $"ord_{order}", sequence));
                    await write.Db.Save();
                    // Committed in another order than it was inserted in.
                    for (int i = 0; i < pause; i++) await write.TakeNumbers($"series {order}", 1);
                });
            }
        })));
        await ended.CancelAsync();
        var seen = await reading;
        Assert.Equal(200, seen.Count);
        Assert.Equal(200, seen.Distinct().Count());
    }

    [Fact]
    public async Task Nothing_is_shown_that_something_older_could_still_come_before()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database, rehearses: false);
        var feed = host.Get<EventFeed>();
        var written = new TaskCompletionSource();
        var open = new TaskCompletionSource();
        var slow = host.Store.Write("tell slowly", Scope.Everything, async write =>
        {
            write.Db.Add(Event(host, "ord_slow", 1));
            await write.Db.Save();
            written.SetResult();
            await open.Task;
        });
        await written.Task;
        var quick = Tell(host, "ord_quick");
        if (kind == DatabaseKind.Postgres) await quick;
        Assert.Empty((await feed.Page(StoreHost.Somebody, null, 10))!);
        open.SetResult();
        await Task.WhenAll(slow, quick);
        Assert.Equal(["ord_slow", "ord_quick"], (await Full(feed, 2)).Select(row => row.OrderId));
    }

    [Fact]
    public async Task Pages_follow_each_other_and_stay_with_their_vendor()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        var feed = host.Get<EventFeed>();
        for (int i = 0; i < 5; i++) await Tell(host, $"ord_{i}");
        var all = await Full(feed, 5);
        var page = await feed.Page(StoreHost.Somebody, all[1].Id, 2);
        Assert.Equal(["ord_2", "ord_3"], page!.Select(row => row.OrderId));
        Assert.Empty((await feed.Page(StoreHost.Somebody, all[4].Id, 2))!);
        Assert.Null(await feed.Page(StoreHost.Somebody, "evt_unknown", 2));
        Assert.Empty((await feed.Page(new Scope("ven_other", Mode.Test), null, 10))!);
        Assert.Empty((await feed.Page(new Scope("ven_somebody", Mode.Live), null, 10))!);
        Assert.Empty((await feed.Page(default, null, 10))!);
        Assert.Null(await feed.Page(new Scope("ven_other", Mode.Test), all[0].Id, 10));
        Assert.Equal(5, (await feed.Page(Scope.Operator(Mode.Test), null, 10))!.Count);
    }

    [Fact]
    public async Task The_events_of_one_order_come_by_their_sequence()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        var feed = host.Get<EventFeed>();
        for (int sequence = 1; sequence <= 3; sequence++)
        {
            await Tell(host, "ord_mine", sequence);
            await Tell(host, "ord_other", sequence);
        }

        var mine = await feed.OfOrder(StoreHost.Somebody, "ord_mine", null, 10);
        Assert.Equal([1L, 2, 3], mine!.Select(row => row.Sequence));
        Assert.Equal([3L], (await feed.OfOrder(StoreHost.Somebody, "ord_mine", mine![1].Id, 10))!.Select(row => row.Sequence));
        Assert.Null(await feed.OfOrder(StoreHost.Somebody, "ord_other", mine[1].Id, 10));
    }

    [Fact]
    public async Task What_is_older_than_the_feed_is_kept_is_forgotten()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        await Tell(host, "ord_old");
        host.Clock.Advance(Retention.KeepFeed + TimeSpan.FromDays(1));
        await Tell(host, "ord_new");
        await host.Get<Retention>().Run(CancellationToken.None);
        Assert.Equal(["ord_new"], (await Full(host.Get<EventFeed>(), 1)).Select(row => row.OrderId));
    }

    private static async Task<List<string>> Follow(EventFeed feed, CancellationToken ended)
    {
        var seen = new List<string>();
        string? last = null;
        while (true)
        {
            bool isLast = ended.IsCancellationRequested;
            var page = await feed.Page(StoreHost.Somebody, last, 7);
            seen.AddRange(page!.Select(row => row.Id));
            last = seen.LastOrDefault();
            // Transactions of other databases of the same server hold the horizon back for a moment.
            if (page!.Count == 0 && isLast && seen.Count >= 200) return seen;
            await StoreHost.Moment();
        }
    }

    private static async Task<IReadOnlyList<EventRow>> Full(EventFeed feed, int count)
    {
        while (true)
        {
            var page = (await feed.Page(StoreHost.Somebody, null, 10))!;
            if (page.Count >= count) return page;
            await StoreHost.Moment();
        }
    }

    private static Task Tell(StoreHost host, string orderId, long sequence = 1) => host.Store.Write("tell", Scope.Everything, write =>
    {
        write.Db.Add(Event(host, orderId, sequence));
        return Task.CompletedTask;
    });

    private static EventRow Event(StoreHost host, string orderId, long sequence) => new()
    {
        Id = Ids.New("evt", host.Clock.GetUtcNow()),
        VendorId = StoreHost.Somebody.VendorId!,
        Mode = StoreHost.Somebody.Mode,
        OrderId = orderId,
        Sequence = sequence,
        Type = "order.created",
        OccurredAt = host.Clock.GetUtcNow(),
        Body = "{}",
    };
}

public sealed class SqliteFeedTests() : FeedContract(DatabaseKind.Sqlite);

public sealed class PostgresFeedTests() : FeedContract(DatabaseKind.Postgres);
