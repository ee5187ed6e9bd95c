using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Refunds;
using Keytill.Server.Licenses;
using Keytill.Server.Orders;
using Keytill.Server.Refunds;
using Keytill.Server.Support;
using Keytill.Server.Tests.Journeys;

namespace Keytill.Server.Tests.Crash;

/// <summary>
/// One way through a sale as steps that can each be done again: what a customer, a bank or support would do whose last act was
/// answered by an error.
/// </summary>
/// <param name="Events">What the vendor's server must have taken in the end, in the order of the order's own sequence.</param>
/// <param name="Mails">What the mail server must have taken for the customer: the kinds, sorted.</param>
/// <param name="Charges">How often the bank must have charged.</param>
/// <param name="Refunds">How often it must have sent money back.</param>
/// <param name="Letters">What customer and support must have written to each other: <c>?</c> and <c>!</c> in their order.</param>
/// <param name="Keys">How many keys of the pool must have been sold.</param>
internal sealed partial record Way(
    string Name, IReadOnlyList<Func<WayRun, Task>> Steps, string[] Events, string[] Mails, int Charges, int Refunds = 0, int Keys = 0,
    string Letters = "")
{
    public static IReadOnlyList<Way> All { get; } =
    [
        new("paid at once",
            [Buy("editor"), Order(), PayBy(Customer.GoodCard)],
            ["order.created", "payment.succeeded", "product.delivered", "order.delivered"],
            ["license", "payment_confirmed"], 1),
        new("declined, then paid",
            [Buy("editor"), Order(), PayBy(Customer.DeclinedCard), PayBy(Customer.GoodCard)],
            ["order.created", "payment.failed", "payment.succeeded", "product.delivered", "order.delivered"],
            ["license", "payment_confirmed"], 1),
        new("answer lost",
            [Buy("editor"), Order(), PayBy(Customer.AnswerLostCard)],
            ["order.created", "payment.succeeded", "product.delivered", "order.delivered"],
            ["license", "payment_confirmed"], 1),
        new("two lines of which one waits",
            [Buy("editor"), Buy("keys"), Order(), PayBy(Customer.GoodCard), Refill],
            ["order.created", "payment.succeeded", "product.delivered", "product.delivered", "order.delivered"],
            ["license", "license", "payment_confirmed"], 1, Keys: 1),
        new("bank transfer",
            [Buy("editor"), Order("bank_transfer"), Choose("bank_transfer"), Instructed, MoneyComes],
            ["order.created", "payment.succeeded", "product.delivered", "order.delivered"],
            ["license", "order_received", "payment_confirmed"], 0),
        new("full refund",
            [Buy("editor"), Order(), PayBy(Customer.GoodCard), Delivered, Refund],
            ["order.created", "payment.succeeded", "product.delivered", "order.delivered", "refund.requested", "refund.succeeded", "license.revoked"],
            ["license", "license_revoked", "payment_confirmed", "refund_done"], 1, Refunds: 1),
        new("line refund",
            [Buy("editor"), Buy("keys"), Order(), PayBy(Customer.GoodCard), Refill, Delivered, RefundOneLine],
            ["order.created", "payment.succeeded", "product.delivered", "product.delivered", "order.delivered", "refund.requested", "refund.succeeded", "license.revoked"],
            ["license", "license", "license_revoked", "payment_confirmed", "refund_done"], 1, Refunds: 1, Keys: 1),
        new("licence replaced",
            [Buy("editor"), Buy("remote"), Order(), PayBy(Customer.GoodCard), Delivered, Replace],
            ["order.created", "payment.succeeded", "product.delivered", "product.delivered", "order.delivered", "license.replaced", "license.replaced"],
            ["license", "license", "license_replaced", "license_replaced", "payment_confirmed"], 1),
        new("refunded at the gateway",
            [Buy("editor"), Order(), PayBy(Customer.GoodCard), Delivered, RefundAtTheGateway],
            ["order.created", "payment.succeeded", "product.delivered", "order.delivered", "refund.succeeded"],
            ["license", "payment_confirmed", "refund_done"], 1, Refunds: 1),
        new("asked and answered",
            [Buy("editor"), Order(), Ask, Asked, Answer, CloseIt],
            ["order.created"],
            ["case_answer", "case_received", "payment_reminder"], 0, Letters: "?!"),
        new("forgotten",
            [Buy("editor"), Order(), LetTimePass],
            ["order.created", "order.deleted"],
            ["deletion_warning", "payment_reminder", "payment_reminder"], 0),
        .. OfTimeAndStaff(),
        .. OfRefunds(),
    ];

    public bool IsPaid => Events.Contains("payment.succeeded");

    public override string ToString() => Name;

    /// <summary>The products that the ways buy. The pool is empty until a step fills it.</summary>
    public static async Task<string> Stock(Installation here)
    {
        await here.Shop.Sell(here.Store, "editor", PriceList.Of(("EUR", 29_00)));
        await here.Shop.Sell(here.Store, "site", PriceList.Of(("EUR", 600_00)));
        await here.Shop.Sell(here.Store, "remote", PriceList.Of(("EUR", 9_00)), p => p with { LicenseMethod = "emulator" });
        string pool = await here.Get<KeyPools>().Create(here.Scope, "keys", lowWaterMark: 0);
        await here.Shop.Sell(here.Store, "keys", PriceList.Of(("EUR", 12_50)), p => p with
        {
            LicenseMethod = "key_pool",
            LicenseSettings = $$"""{"pool": "{{pool}}"}""",
        });
        return pool;
    }

    private static Func<WayRun, Task> Buy(string link) => run => run.Customer.Buy(link);

    private static Func<WayRun, Task> Order(string method = "sandbox") => run => run.Customer.Order(method);

    private static Func<WayRun, Task> Choose(string method) => run => run.Customer.Choose(method);

    private static Func<WayRun, Task> PayBy(string card) => run => run.Customer.PayByCard(card);

    private static async Task Delivered(WayRun run) => await run.Settle();

    private static async Task Refill(WayRun run)
    {
        await run.Settle();
        await run.Here.Get<KeyPools>().Upload(run.Here.Scope, run.Pool, run.FreshKey);
    }

    /// <summary>The licence of each line by another: of one made here, and of one that is asked for outside.</summary>
    private static async Task Replace(WayRun run)
    {
        var order = await run.Customer.Placed();
        foreach (var line in order.Lines)
            await run.Here.Get<OrderActs>().ReplaceLicense(run.Here.Scope, order.Id, line.Licenses[0].Id, "lic_" + line.Id[5..]);
    }

    /// <summary>The customer has his mail with the instructions before any money can come.</summary>
    private static Task Instructed(WayRun run) => run.Settle();

    /// <summary>Three months go by.</summary>
    private static Task LetTimePass(WayRun run) => run.Wait(TimeSpan.FromDays(91));

    private static async Task MoneyComes(WayRun run)
    {
        var order = await run.Customer.Placed();
        await run.Here.Get<OrderActs>().ReceiveBankMoney(run.Here.Scope, order.Id, order.Total, "booking-" + order.Number, null);
    }

    private static Task Ask(WayRun run) => run.Customer.AskSupport("How do I pay?");

    /// <summary>The customer has his mail before support can answer.</summary>
    private static Task Asked(WayRun run) => run.Settle();

    private static async Task Answer(WayRun run)
    {
        string caseId = await CaseOf(run);
        await run.Here.Get<AnswerCase>().Run(run.Here.Scope, caseId, "answer", "Press the button.", "anna");
    }

    private static async Task CloseIt(WayRun run) => await run.Here.Get<CloseCase>().Run(run.Here.Scope, await CaseOf(run), "anna");

    private static async Task<string> CaseOf(WayRun run) => (await run.Here.Get<CaseQueries>().OfOrder(run.Here.Scope, (await run.Customer.Placed()).Id))[0].Id;

    /// <summary>Asked for, then approved: two acts, each of which the crash may part from what follows.</summary>
    private static async Task RefundOneLine(WayRun run)
    {
        var order = await run.Customer.Placed();
        string id = "ref_" + order.Id[4..];
        await run.Here.Get<AskRefund>().Run(run.Here.Scope, order.Id, new RefundAsk(id, "asked for", RefundOrigin.Vendor, Lines: [order.Lines[0].Id]), CancellationToken.None);
        await run.Here.Get<DecideRefund>().Approve(run.Here.Scope, order.Id, id, "anna");
    }

    /// <summary>Somebody does it on the bank's own pages: we hear of it by a notice alone.</summary>
    private static async Task RefundAtTheGateway(WayRun run)
    {
        var order = await run.Customer.Placed();
        await run.Here.SendBackAtTheBank(order.Payments.Last(p => p.GatewayReference is not null), key: order.Id);
    }

    private static async Task Refund(WayRun run)
    {
        var order = await run.Customer.Placed();
        await run.Here.Get<RefundOrder>().Run(run.Here.Scope, order.Id, new RefundAsk("ref_" + order.Id[4..], "asked for", RefundOrigin.Support), "anna", CancellationToken.None);
    }
}
