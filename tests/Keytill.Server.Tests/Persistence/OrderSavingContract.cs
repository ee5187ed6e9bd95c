using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Keytill.Server.Webhooks;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Persistence;

/// <summary>What every save does with orders, on either database.</summary>
public abstract class OrderSavingContract(DatabaseKind kind)
{
    [Fact]
    public async Task Events_of_an_order_are_numbered_without_gaps_whoever_fails_between()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        string id = await Place(host);
        const int acts = 60;
        int failed = 0;
        await Task.WhenAll(Enumerable.Range(0, acts).Select(async i =>
        {
            try
            {
                await host.Store.Write("turn order", StoreHost.Somebody, async write =>
                {
                    var order = (await write.LockOrder(id))!;
                    if (order.Status == OrderStatus.Cancelled) order.Reopen("again", write.Now);
                    else order.Cancel("asked", returnMoney: false, write.Now);
                    if (i % 5 == 2) throw new InvalidTimeZoneException();
                });
            }
            catch (InvalidTimeZoneException)
            {
                Interlocked.Increment(ref failed);
            }
        }));
        Assert.Equal(12, failed);
        int kept = 1 + acts - failed;
        var order = await Load(host, id);
        var events = await host.Get<EventFeed>().OfOrder(StoreHost.Somebody, id, null, 100);
        Assert.Equal(Enumerable.Range(1, kept).Select(n => (long)n), events!.Select(row => row.Sequence));
        Assert.Equal((kept, kept), (order.EventSequence, order.Version));
    }

    [Fact]
    public async Task An_event_brings_its_rows_in_the_same_save_or_none()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        await host.Store.Write("register endpoint", StoreHost.Somebody, write =>
        {
            write.Db.Add(WebhookEndpoint.Register(
                WebhookEndpoint.NewId(write.Now), StoreHost.Somebody.VendorId!, StoreHost.Somebody.Mode, "https://hooks.example/",
                ChosenEvents.All, WebhookSecret.New(), write.Now));
            return Task.CompletedTask;
        });
        string id = await Place(host);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => host.Store.Write("cancel order", StoreHost.Somebody, async write =>
        {
            (await write.LockOrder(id))!.Cancel("asked", returnMoney: false, write.Now);
            throw new InvalidTimeZoneException();
        }));
        var told = await host.Store.Read(Scope.Everything, db => (
            from delivery in db.Set<WebhookDelivery>() join row in db.Set<EventRow>() on delivery.EventId equals row.Id select row.Type).ToListAsync());
        Assert.Equal(["order.created"], told);
    }

    [Fact]
    public async Task An_order_that_was_only_read_cannot_be_changed()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        string id = await Place(host);
        await RefusesWith("without the order being locked", host, async write =>
            (await write.Db.Set<Order>().SingleAsync(o => o.Id == id)).AdvanceClock(TimeSpan.FromDays(1)));
        await RefusesWith("read before it was locked", host, async write =>
        {
            await write.Db.Set<Order>().SingleAsync(o => o.Id == id);
            await write.LockOrder(id);
        });
        Assert.Equal(TimeSpan.Zero, (await Load(host, id)).ClockOffset);
    }

    [Fact]
    public async Task A_part_changes_only_with_its_order_locked_and_raises_its_version()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        string id = await Place(host);
        await RefusesWith("without its order being locked", host, async write =>
        {
            var line = await write.Db.Set<OrderLine>().FirstAsync();
            write.Db.Entry(line).Property(l => l.Name).CurrentValue = "Another";
        });
        long before = (await Load(host, id)).Version;
        await host.Store.Write("rename line", StoreHost.Somebody, async write =>
        {
            var order = (await write.LockOrder(id))!;
            write.Db.Entry(order.Lines[0]).Property(l => l.Name).CurrentValue = "Another";
        });
        Assert.Equal(before + 1, (await Load(host, id)).Version);
    }

    [Fact]
    public async Task A_write_that_changes_nothing_raises_no_version()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        string id = await Place(host);
        await host.Store.Write("look", StoreHost.Somebody, async write => await write.LockOrder(id));
        Assert.Equal(1, (await Load(host, id)).Version);
    }

    [Fact]
    public async Task Who_waited_for_the_lock_sees_every_part_that_was_added_meanwhile()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database, rehearses: false);
        string id = await Place(host);
        var locked = new TaskCompletionSource();
        var open = new TaskCompletionSource();
        var first = host.Store.Write("start payment", StoreHost.Somebody, async write =>
        {
            var order = (await write.LockOrder(id))!;
            locked.SetResult();
            await open.Task;
            order.StartPayment("pay_first", PaymentMethods.BankTransfer, isOnline: false, "RF00", write.Now);
        });
        await locked.Task;
        var second = host.Store.Write("look", StoreHost.Somebody, async write => (await write.LockOrder(id))!.Payments.Select(p => p.Id).ToList());
        await StoreHost.Moment();
        open.SetResult();
        await first;
        Assert.Equal(["pay_first"], await second);
    }

    [Fact]
    public async Task Nobody_locks_what_his_scope_does_not_see()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        string id = await Place(host);
        foreach (var stranger in new[] { new Scope("ven_other", Mode.Test), new Scope("ven_somebody", Mode.Live), default })
        {
            Assert.Null(await host.Store.Write("look", stranger, write => write.LockOrder(id)));
            Assert.Empty(await host.Store.Read(stranger, db => db.Set<Order>().ToListAsync()));
        }

        Assert.NotNull(await host.Store.Write("look", Scope.Operator(Mode.Test), write => write.LockOrder(id)));
        Assert.Null(await host.Store.Write("look", Scope.Operator(Mode.Live), write => write.LockOrder(id)));
    }

    [Fact]
    public async Task Two_writers_of_one_aggregate_collide_on_its_version()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database, rehearses: false);
        string id = WebhookEndpoint.NewId(host.Clock.GetUtcNow());
        await host.Store.Write("register endpoint", StoreHost.Somebody, write =>
        {
            write.Db.Add(WebhookEndpoint.Register(id, "ven_somebody", Mode.Test, "https://hooks.example/", ChosenEvents.All, WebhookSecret.New(), write.Now));
            return Task.CompletedTask;
        });
        int runs = 0;
        var bothRead = new TaskCompletionSource();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => host.Store.Write("rotate secret", StoreHost.Somebody, async write =>
        {
            var endpoint = await write.Db.Set<WebhookEndpoint>().SingleAsync(e => e.Id == id);
            // On PostgreSQL both stand here at once; the embedded database lets one in after the other.
            if (Interlocked.Increment(ref runs) == 2 || kind == DatabaseKind.Sqlite) bothRead.TrySetResult();
            await bothRead.Task;
            endpoint.Rotate(WebhookSecret.New(), write.Now, TimeSpan.FromHours(1));
        })));
        Assert.Equal(kind == DatabaseKind.Sqlite ? 2 : 3, runs);
        Assert.Equal(3, await host.Store.Read(StoreHost.Somebody, db => db.Set<WebhookEndpoint>().Select(e => e.Version).SingleAsync()));
    }

    [Fact]
    public async Task Who_waits_for_a_change_hears_of_it_after_the_commit()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        var changes = host.Get<OrderChanges>();
        string id = await Place(host);
        Assert.True(await changes.WaitForChange(id, 0, TimeSpan.FromMinutes(1), CancellationToken.None));
        Assert.False(await changes.WaitForChange(id, 1, TimeSpan.FromMilliseconds(30), CancellationToken.None));
        var waits = changes.WaitForChange(id, 1, TimeSpan.FromMinutes(1), CancellationToken.None);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => host.Store.Write("fail", StoreHost.Somebody, async write =>
        {
            (await write.LockOrder(id))!.AdvanceClock(TimeSpan.FromHours(1));
            throw new InvalidTimeZoneException();
        }));
        Assert.False(waits.IsCompleted);
        await AdvanceClock(host, id);
        Assert.True(await waits);
    }

    private protected static Task AdvanceClock(StoreHost host, string id) => host.Store.Write("advance", StoreHost.Somebody, async write =>
        (await write.LockOrder(id))!.AdvanceClock(TimeSpan.FromHours(1)));

    private protected static Task<string> Place(StoreHost host)
    {
        string id = Ids.New("ord", host.Clock.GetUtcNow());
        return host.Store.Write("place order", StoreHost.Somebody, write =>
        {
            write.Db.Add(Order.Place(id, "T0000000001", Ids.NewToken(), APurchase(), write.Now));
            return Task.FromResult(id);
        });
    }

    private static Task<Order> Load(StoreHost host, string id) => host.Store.Read(StoreHost.Somebody, db => db.Set<Order>().SingleAsync(o => o.Id == id));

    private static async Task RefusesWith(string sentence, StoreHost host, Func<WriteContext, Task> body)
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.Store.Write("trespass", StoreHost.Somebody, body));
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    private static Purchase APurchase()
    {
        var euro = Currency.Of("EUR");
        var price = new Money(4_900, euro);
        var amounts = new Amounts(price, Money.Zero(euro), price, Money.Zero(euro), price);
        return new Purchase
        {
            CheckoutId = "chk_1",
            VendorId = StoreHost.Somebody.VendorId!,
            Mode = StoreHost.Somebody.Mode,
            SellerId = "seller_1",
            Buyer = Buyer.From(new BuyerForm().With("email", "ada@example.org").With("first_name", "Ada").With("last_name", "Lovelace").With("country", "DE")),
            Locale = "en",
            Currency = euro,
            Lines =
            [
                new PurchaseLine
                {
                    ProductId = "prod_1",
                    Name = "Editor",
                    Quantity = 1,
                    UnitPrice = price,
                    Amounts = amounts,
                    LicenseMethod = "emulator",
                    LicenseSettings = "{}",
                    LicensePer = LicensePer.Unit,
                    Revocation = RevocationPolicy.AtOnce,
                    Withdrawal = WithdrawalPolicy.Waive,
                },
            ],
            Amounts = amounts,
            Consents = [],
            PaymentMethod = PaymentMethods.BankTransfer,
            AdditionalData = new Dictionary<string, string>(),
            Utm = new Dictionary<string, string>(),
            QuoteFingerprint = "f",
        };
    }
}

public sealed class SqliteOrderSavingTests() : OrderSavingContract(DatabaseKind.Sqlite);

public sealed class PostgresOrderSavingTests() : OrderSavingContract(DatabaseKind.Postgres)
{
    [Fact]
    public async Task A_change_on_one_node_wakes_who_waits_on_another()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Postgres);
        await using var one = await StoreHost.Start(database);
        await using var other = await StoreHost.Start(database);
        string id = await Place(one);
        var waits = other.Get<OrderChanges>().WaitForChange(id, 1, TimeSpan.FromMinutes(1), CancellationToken.None);
        await AdvanceClock(one, id);
        Assert.True(await waits);
    }
}
