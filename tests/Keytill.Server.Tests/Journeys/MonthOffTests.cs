using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Emails;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Emails;
using Keytill.Server.Licenses;
using Keytill.Server.Orders;
using Keytill.Server.Persistence.Mapping;
using Keytill.Server.Refunds;
using Keytill.Server.Tests.Support;
using Keytill.Server.Webhooks;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Journeys;

/// <summary>
/// The server is off for a month, while everybody else lives on: customers pay at the bank, refunds end, mail server and vendor's server
/// come back. It starts, catches up by itself, and has lost nothing and doubled nothing.
/// </summary>
public sealed class MonthOffTests
{
    private const string ProcessedCard = "4000 0000 0001 0001";
    private const string ProcessedInVainCard = "4000 0000 0002 0000";

    private static readonly TimeSpan Off = TimeSpan.FromDays(31);

    /// <summary>Of an order whose warning falls due half a day before the end of the month.</summary>
    private static readonly TimeSpan AgeOfTheOldest = TimeSpan.FromDays(83) - Off + TimeSpan.FromHours(12);

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task After_a_month_off_everything_that_waited_comes_to_its_right_end_once(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        string pool = await Stock(here);
        using var oldest = await WhoPutsItOff(here);
        using var unpaid = await Customer.WhoOrdered(here);
        using var transfer = await Customer.WhoOrdered(here, method: "bank_transfer");
        await transfer.Choose("bank_transfer");
        using var refunded = await Customer.WhoHasPaid(here, Customer.SlowRefundCard);
        string refund = await Refund(here, refunded);

        // From here on nobody hears the server: neither the mail server nor the vendor's.
        (here.Mailbox.IsDown, here.VendorServer.IsDown) = (true, true);
        using var paid = await Customer.WhoHasPaid(here);
        using var waits = await Customer.WhoHasPaid(here, Customer.GoodCard, "fonts");
        using var slow = await Customer.WhoHasPaid(here, Customer.GoodCard, "slow");
        using var processed = await Customer.WhoHasPaid(here, ProcessedCard);
        using var inVain = await Customer.WhoHasPaid(here, ProcessedInVainCard);
        using var payer = await Customer.WhoOrdered(here);
        await payer.Choose("sandbox");
        var (pay, content) = payer.FillCard(Customer.GoodCard);
        await here.StopServer();
        await Assert.ThrowsAsync<HttpRequestException>(() => payer.Browser.Send(pay, content));

        here.Clock.Advance(Off);
        (here.Mailbox.IsDown, here.VendorServer.IsDown) = (false, false);
        await here.StartServer();
        await here.CatchUp();

        await Is(paid, OrderStatus.Paid, OrderDelivery.Delivered);
        await Is(slow, OrderStatus.Paid, OrderDelivery.Delivered);
        await Is(processed, OrderStatus.Paid, OrderDelivery.Delivered);
        await Is(payer, OrderStatus.Paid, OrderDelivery.Delivered);
        await Is(waits, OrderStatus.Paid, OrderDelivery.NotDelivered);
        await Is(refunded, OrderStatus.Refunded, OrderDelivery.Delivered);
        foreach (var customer in (Customer[])[oldest, unpaid, transfer, inVain])
            await Is(customer, OrderStatus.NotPaid, OrderDelivery.NotDelivered);
        Assert.Equal((PaymentStatus.Failed, RefundStatus.Succeeded), (await inVain.LastPayment(), (await refunded.Placed()).Refund(refund).Status));

        // Nobody is reminded of a first hour or a second day; who is due to be warned is warned, and of nothing else.
        Assert.Equal(["deletion_warning"], await Reminded(here, oldest));
        Assert.Equal(["reminder_skipped offline_first", "reminder_skipped offline_second", "customer_reminded deletion_warning"], await Noted(here, oldest));
        Assert.Empty(await Reminded(here, unpaid));
        Assert.Equal(["reminder_skipped online_first", "reminder_skipped online_second"], await Noted(here, unpaid));
        Assert.Empty(await Reminded(here, transfer));

        await here.Get<KeyPools>().Upload(here.Scope, pool, "FONT-0001");
        await here.UntilInTime(async () => (await waits.Placed()).Delivery == OrderDelivery.Delivered, "the key is delivered");
        await here.CatchUp();
        await NothingIsLostOrDoubled(here);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_endpoint_that_failed_before_the_month_and_fails_after_it_is_given_up_with_a_mail(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        here.VendorServer.IsDown = true;
        using var ada = await Customer.WhoHasPaid(here);
        await here.SleepFor(Off);
        await here.CatchUp();
        // The first one tries its own once more before it hears that nobody is told anything there.
        here.Clock.Advance(RetrySchedule.LastingPause * 1.5);
        await here.CatchUp();

        var deliveries = await here.Store.Read(here.Scope, db => db.Set<WebhookDelivery>().ToListAsync());
        Assert.Equal(4, deliveries.Count);
        Assert.All(deliveries, d => Assert.True(d.HasEnded, $"{d.Status} {d.LastError}"));
        Assert.False((await here.Store.Read(here.Scope, db => db.Set<WebhookEndpoint>().SingleAsync())).IsEnabled);
        Assert.Contains(EmailKind.EndpointDisabled, await here.Store.Read(here.Scope, db => db.Set<MailRow>().Where(m => m.SentAt != null).Select(m => m.Kind).ToListAsync()));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_refund_that_nobody_knows_whether_the_bank_has_it_is_looked_up_and_not_asked_for_again(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var heard = await Customer.WhoHasPaid(here);
        using var unheard = await Customer.WhoHasPaid(here);
        here.Bank.Mischief.LoseNextAnswers();
        string done = await Refund(here, heard);
        here.Bank.Mischief.LoseNextAnswers(0);
        here.Bank.Mischief.Unreachable = true;
        string undone = await Refund(here, unheard);
        await here.StopServer();
        here.Bank.Mischief.Unreachable = false;
        here.Clock.Advance(Off);
        await here.StartServer();
        await here.CatchUp();

        // The bank has forgotten the key of a call after a day: calling again could pay twice.
        Assert.Equal(RefundStatus.Succeeded, (await heard.Placed()).Refund(done).Status);
        Assert.Equal(RefundStatus.Approved, (await unheard.Placed()).Refund(undone).Status);
        Assert.Equal(undone, Assert.Single(await here.Get<WorkQueue>().Buried(Mode.Test, max: 10)).Payload);
        Assert.Single(here.Bank.Books.Charges().SelectMany(c => c.Refunds));
    }

    /// <returns>The pool of the fonts, which is empty.</returns>
    private static async Task<string> Stock(Installation here)
    {
        string pool = await here.Get<KeyPools>().Create(here.Scope, "fonts", lowWaterMark: 0);
        await here.Shop.Sell(here.Store, "fonts", PriceList.Of(("EUR", 12_50)), p => p with { LicenseMethod = "key_pool", LicenseSettings = $$"""{"pool": "{{pool}}"}""" });
        await here.Shop.Sell(here.Store, "slow", PriceList.Of(("EUR", 5_00)), p => p with { LicenseMethod = "emulator", LicenseSettings = """{"script": ["temporary_error", "key"]}""" });
        return pool;
    }

    /// <summary>Somebody who says every few days that his transfer is under way, and is left in peace for it.</summary>
    private static async Task<Customer> WhoPutsItOff(Installation here)
    {
        var customer = await Customer.WhoOrdered(here, method: "bank_transfer");
        await customer.Choose("bank_transfer");
        var order = await customer.Placed();
        for (var now = order.CreatedAt; now < order.CreatedAt + AgeOfTheOldest; now = here.Clock.GetUtcNow())
        {
            Assert.True(await here.Get<OrderActs>().SayPaid(here.Scope, order.Id));
            // What somebody is at is over before days go by: its lease would end under him.
            await here.Settle(order.Id);
            here.Clock.AdvanceTo(Earlier(now.AddDays(4), order.CreatedAt + AgeOfTheOldest));
            await here.Settle(order.Id);
        }

        return customer;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static async Task<string> Refund(Installation here, Customer customer)
    {
        string orderId = (await customer.Placed()).Id;
        var ask = new RefundAsk("ref_" + orderId[4..], "asked for", RefundOrigin.Support);
        await here.Get<RefundOrder>().Run(here.Scope, orderId, ask, "anna", CancellationToken.None);
        await here.Settle(orderId);
        return ask.Id;
    }

    private static async Task Is(Customer customer, OrderStatus status, OrderDelivery delivery)
    {
        var order = await customer.Placed();
        Assert.Equal((order.Number, status, delivery), (order.Number, order.Status, order.Delivery));
    }

    private static async Task<IEnumerable<string>> Reminded(Installation here, Customer customer)
    {
        using var program = new VendorProgram(here);
        return (await program.Mails((await customer.Placed()).Id)).Where(m => m is "payment_reminder" or "deletion_warning");
    }

    private static async Task<IEnumerable<string>> Noted(Installation here, Customer customer)
    {
        string id = (await customer.Placed()).Id;
        var notes = await here.Store.Read(here.Scope, db => db.Set<TimelineEntry>().Where(t => EF.Property<string>(t, OrderMapping.OrderId) == id).OrderBy(t => t.Id).ToListAsync());
        return notes.Where(t => t.Kind is "customer_reminded" or "reminder_skipped").Select(t => $"{t.Kind} {t.Detail}");
    }

    /// <summary>Each event and each mail by its id, each charge by its payment; and what was dropped says why.</summary>
    private static async Task NothingIsLostOrDoubled(Installation here)
    {
        var feed = await here.Store.Read(here.Scope, db => db.Set<EventRow>().Select(e => e.Id).ToListAsync());
        Assert.Equal(feed.Order(StringComparer.Ordinal), here.VendorServer.Heard.Select(e => e.Id).Order(StringComparer.Ordinal));
        var mails = await here.Store.Read(here.Scope, db => db.Set<MailRow>().ToListAsync());
        Assert.All(mails, m => Assert.True(m.SentAt is null != m.DroppedReason is null, $"{m.Kind}: sent {m.SentAt}, dropped {m.DroppedReason}"));
        Assert.Equal(
            mails.Where(m => m.SentAt is not null).Select(m => m.Id).Order(StringComparer.Ordinal), here.Mailbox.Accepted.Select(m => m.MessageId.Split('@')[0]).Order(StringComparer.Ordinal));
        var orders = await here.Store.Read(here.Scope, db => db.Set<Order>().Select(o => o.Id).ToListAsync());
        var received = new List<string>();
        foreach (string id in orders)
            received.AddRange((await here.Get<OrderQueries>().ById(here.Scope, id, CancellationToken.None))!.Receipts.Where(r => r.IsOnline).Select(r => r.PaymentId!));
        Assert.Equal(here.Bank.Books.Charges().Select(c => c.Reference).Order(StringComparer.Ordinal), received.Order(StringComparer.Ordinal));
        Assert.Empty(await here.Get<WorkQueue>().Buried(Mode.Test, max: 10));
    }
}
