using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Refunds;
using Keytill.Server.Emails;
using Keytill.Server.Orders;
using Keytill.Server.SandboxBank;
using Keytill.Server.Support;
using Keytill.Server.Tests.Journeys;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Crash;

// What time, staff and the bank do to an order beside the plain way.
internal sealed partial record Way
{
    private static IEnumerable<Way> OfTimeAndStaff() =>
    [
        new("forgotten, then paid",
            [Buy("editor"), Order("bank_transfer"), Choose("bank_transfer"), Instructed, LetTimePass, MoneyComesLate],
            ["order.created", "order.deleted", "order.reopened", "payment.succeeded", "product.delivered", "order.delivered"],
            ["deletion_warning", "license", "order_received", "payment_confirmed", "payment_reminder", "payment_reminder"], 0),
        new("corrected, then cancelled",
            [
                Buy("editor"), Order("bank_transfer"), Choose("bank_transfer"), Instructed, Ask, Comes(20_00, "part"), Told,
                Press(Desk.Anna, "answer_case", about: CaseField, fields: ("text", "Press the button.")), Press(Desk.Anna, "close_case", about: CaseField),
                Press(Desk.Anna, "extend_order", about: Later), Press(Desk.Anna, "correct_email", fields: ("email", "ada.lovelace@example.org")), Told,
                Press(Desk.Anna, "resend_mail", about: Instructions), Told, Press(Desk.Anna, "cancel_order", fields: ("return_money", "1")),
                Press(Desk.Finn, "return_money", about: Receipt), Press(Desk.Fay, "confirm_bank_refund", about: Sending),
            ],
            ["order.created", "order.cancelled"],
            ["case_answer", "case_received", "email_corrected", "email_corrected_notice", "order_cancelled", "order_received", "order_received", "part_received"], 0, Letters: "?!")
        { ReceivedMinor = 20_00 },
        new("reopened, settled, then sent back by hand",
            [
                Buy("editor"), Order("bank_transfer"), Choose("bank_transfer"), Instructed, Press(Desk.Anna, "cancel_order"), Told, Comes(20_00, "too late"), Told,
                Press(Desk.Anna, "reopen_order"), Told, Press(Desk.Finn, "apply_money", about: Receipt), Told, Press(Desk.Finn, "write_off"), Press(Desk.Fay, "write_off"), Delivered,
                Press(Desk.Anna, "refund_order"), Press(Desk.Finn, "confirm_bank_refund", about: Sending),
            ],
            [
                "order.created", "order.cancelled", "order.reopened", "payment.succeeded", "product.delivered", "order.delivered",
                "refund.requested", "refund.succeeded", "license.revoked",
            ],
            ["license", "license_revoked", "order_cancelled", "order_received", "order_reopened", "part_received", "payment_confirmed", "refund_done", "too_much_received"], 0)
        { ReceivedMinor = 20_00 },
    ];

    private static IEnumerable<Way> OfRefunds() =>
    [
        new("declined, then refunded in two parts",
            [
                Buy("editor"), Order(), PayBy(Customer.SlowRefundCard), Delivered, AskBack("the first time"), Told, Press(Desk.Anna, "decline_refund", about: Asked),
                Press(Desk.Anna, "refund_order", fields: ("amount", "5.00")), Pass(4), AskBack("the second time"), Told, Press(Desk.Bert, "approve_refund", about: Asked), Pass(8),
            ],
            [
                "order.created", "payment.succeeded", "product.delivered", "order.delivered", "refund.requested", "refund.declined",
                "refund.requested", "refund.succeeded", "refund.requested", "refund.succeeded", "license.revoked",
            ],
            [
                "license", "license_revoked", "payment_confirmed", "refund_asked", "refund_asked", "refund_asked_for_vendor", "refund_asked_for_vendor",
                "refund_declined", "refund_done", "refund_done",
            ], 1, Refunds: 2),
        new("refunded by two, lied about, and sent back",
            [
                Buy("site"), Order(), PayBy(Customer.FailingRefundCard), Delivered, Press(Desk.Anna, "refund_order"), BankLies, Press(Desk.Bert, "confirm_refund", about: Asked), Delivered,
                LookAtWhatIsBuried, Delivered, ComesBack,
            ],
            [
                "order.created", "payment.succeeded", "product.delivered", "order.delivered", "refund.requested", "refund.succeeded", "license.revoked",
                "refund.failed",
            ],
            ["license", "license_revoked", "payment_confirmed", "refund_done", "refund_failed"], 1, Refunds: 1),
    ];

    /// <summary>What customers have sent in all, where it is not just what the order cost. Minor units.</summary>
    public long? ReceivedMinor { get; init; }

    /// <param name="about">The field that says what it is about, and its value as the order stands.</param>
    private static Func<WayRun, Task> Press(
        Core.Support.Actor who, string button, Func<WayRun, Order, Task<(string Name, string Value)[]>>? about = null, params (string Name, string Value)[] fields) => async run =>
    {
        var order = await run.Placed();
        await run.Desk.Press(who, order, button, $"{button} of {who.Name}", [.. fields, .. about is null ? [] : await run.Remember(button, () => about(run, order))]);
    };

    private static async Task<(string, string)[]> CaseField(WayRun run, Order order) =>
        [("case", (await run.Here.Get<CaseQueries>().OfOrder(run.Here.Scope, order.Id))[0].Id)];

    private static Task<(string, string)[]> Later(WayRun run, Order order) => Field("until", order.ExpiresAt.AddDays(10).ToString("yyyy-MM-dd"));

    private static async Task<(string, string)[]> Instructions(WayRun run, Order order) =>
        [("mail", await run.Here.Store.Read(run.Here.Scope, db => db.Set<MailRow>().Where(m => m.OrderId == order.Id && m.Kind == Core.Emails.EmailKind.OrderReceived).Select(m => m.Id).FirstAsync()))];

    private static Task<(string, string)[]> Receipt(WayRun run, Order order) => Field("receipt", order.Receipts[0].Id);

    private static Task<(string, string)[]> Asked(WayRun run, Order order) => Field("refund", order.Refunds.Last(r => r.Status == RefundStatus.Requested).Id);

    private static async Task<(string, string)[]> Sending(WayRun run, Order order) =>
        [.. await Field("refund", order.Refunds.Single(r => r.Status == RefundStatus.Approved).Id), ("to_name", "Ada Lovelace"), ("iban", "DE89370400440532013000"), ("bank_reference", "out-" + order.Number)];

    private static Task<(string, string)[]> Field(string name, string value) => Task.FromResult(new[] { (name, value) });

    private static Func<WayRun, Task> Comes(long minor, string what) => async run =>
    {
        var order = await run.Placed();
        await run.Here.Get<OrderActs>().ReceiveBankMoney(run.Here.Scope, order.Id, new Money(minor, order.Currency), $"{what} {order.Number}", null);
    };

    /// <summary>It was on its way before the order's time was over.</summary>
    private static async Task MoneyComesLate(WayRun run)
    {
        var order = await run.Placed();
        await run.Here.Get<OrderActs>().ReceiveBankMoney(run.Here.Scope, order.Id, order.Total, "late " + order.Number, order.ExpiresAt.AddDays(-1));
    }

    /// <summary>On the order's page, unless it stands there that he has asked.</summary>
    private static Func<WayRun, Task> AskBack(string reason) => async run =>
    {
        var order = await run.Placed();
        if (order.Refunds.Any(r => r.Reason == reason))
            return;
        await run.Customer.Browser.Visit(new Uri(run.Customer.OrderPage + "/refund"));
        await run.Customer.Browser.Press("[name=ask]", ("reason", reason), ("line", order.Lines[0].Id));
    };

    /// <summary>Whoever gets a mail has it before the next thing happens: a mail that has lost its point stays.</summary>
    private static Task Told(WayRun run) => run.Settle();

    private static Func<WayRun, Task> Pass(int days) => run => run.Pass(TimeSpan.FromDays(days));

    /// <summary>Days after the bank has sent the money it has it again, and says so.</summary>
    private static async Task ComesBack(WayRun run)
    {
        await run.Pass(TimeSpan.FromDays(6));
        string number = (await run.Placed()).Number;
        await Installation.Until(
            () => Task.FromResult(run.Here.Bank.Books.Charges().Where(c => c.OrderNumber == number).SelectMany(c => c.Refunds).All(r => r.Status == BankRefundStatus.Failed)),
            "the bank has the money again");
        await run.Settle();
    }

    private static Task BankLies(WayRun run)
    {
        run.Here.Bank.Mischief.LieInNextReport(new BankLie(Amount: 1));
        return Task.CompletedTask;
    }

    /// <summary>Where the crash came between the lie and its note, the truth was heard, and nothing is buried.</summary>
    private static async Task LookAtWhatIsBuried(WayRun run) => await run.Desk.RunAgain(Desk.Bert, await run.Placed());
}
