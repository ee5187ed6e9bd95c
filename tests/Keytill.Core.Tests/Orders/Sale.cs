using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Vendors;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Orders;

/// <summary>One order, the world around it, and every move between the two. After each move <see cref="SaleLaws"/> are asked.</summary>
internal sealed partial class Sale
{
    private readonly OutsideBooks books = new();
    private DateTimeOffset now = Noon;
    private int ids;

    private Sale(int cart) => Order = Saved(JustPlaced(Mode.Test, Cart(cart)));

    public Order Order { get; }

    public HashSet<OrderStatus> Seen { get; } = [];

    public int Refused { get; private set; }

    public static Sale Run(SaleStory story)
    {
        var sale = new Sale(story.Cart);
        foreach (var move in story.AllMoves)
            sale.Step(() => sale.Make(move));
        sale.Settle();
        return sale;
    }

    /// <summary>Does one thing: whole where it is allowed, and not at all where a rule forbids it.</summary>
    private void Step(Action act)
    {
        var before = new SaleFacts(Order);
        string[] snapshot = Snapshot.Of(Order);
        try
        {
            act();
        }
        catch (RuleBroken)
        {
            Assert.Equal(snapshot, Snapshot.Of(Order));
            Refused++;
        }

        var events = Order.StartNextVersion();
        SaleLaws.Hold(Order);
        SaleLaws.HoldBetween(before, new SaleFacts(Order), events);
        Seen.Add(Order.Status);
        foreach (var happened in events)
            Follow(happened);
    }

    /// <summary>What Keytill does of itself after an event. A gateway that does not answer closes nothing.</summary>
    private void Follow(DomainEvent happened)
    {
        if (happened is PaymentClosed closed && Order.Payments.Count % 3 != 0)
            books.Close(closed.Payment, now);
        else if (happened is RefundApproved approved)
            books.Send(Order.Refund(approved.Refund));
    }

    private void Make(Move move)
    {
        var (act, which, how) = move;
        switch (act)
        {
            case Act.PressCard or Act.PressTransfer:
                Press(act == Act.PressCard);
                break;
            case Act.GatewayOpensPage or Act.GatewayRefuses:
                if (Pick(Order.Payments.Where(p => p.IsOnline), which) is { } attempt)
                    Answer(attempt, act == Act.GatewayOpensPage);
                break;
            case Act.CustomerActsOnPage:
                books.CustomerActs(which, how, now);
                break;
            case Act.GatewayTells or Act.GatewayLies:
                if (Pick(books.Pages, which) is { } page)
                    Tell(page, page.History[how % page.History.Count], lies: act == Act.GatewayLies);
                break;
            case Act.BankBooks:
                Tell(books.Book(Transfer(how), now.AddDays(-which)));
                break;
            case Act.BankBooksForeignMoney:
                Tell(books.Book(In(Order.Currency.Code == "USD" ? "EUR" : "USD", Price + how), now));
                break;
            case Act.BankTellsAgain:
                if (Pick(books.Bookings, which) is { } booking)
                    Tell(booking);
                break;
            case Act.TimePasses:
                now += how switch { < 4 => TimeSpan.FromMinutes(which), < 8 => TimeSpan.FromDays(which), _ => TimeSpan.FromDays(10 * which) };
                break;
            case >= Act.BeginDelivery and <= Act.ResumeDelivery:
                Deliver(act, Order.Lines[which % Order.Lines.Count], how);
                break;
            case >= Act.ReplaceLicense and <= Act.FailReplacement:
                Replace(act, which, how);
                break;
            default:
                Support(act, which, how);
                break;
        }
    }

    private void Support(Act act, int which, int how)
    {
        switch (act)
        {
            case Act.Cancel:
                Order.Cancel("asked for", returnMoney: how % 2 == 0, now);
                break;
            case Act.Expire:
                Order.Expire(how < 5 ? now : now = Order.ExpiresAt > now ? Order.ExpiresAt : now);
                break;
            case Act.Reopen:
                Order.Reopen("asked for", now);
                break;
            case Act.AskBack:
                if (Pick(Order.Receipts, which) is { } receipt)
                    Order.RequestRefund(NewId("ref"), receipt.Id, Share(Order.RefundableOf(receipt), how), "asked for", now);
                break;
            case Act.AskLinesBack:
                AskLinesBack(which, how);
                break;
            case >= Act.Approve and <= Act.SendByHand:
                if (Pick(Order.Refunds, which) is { } refund)
                    Decide(act, refund, how);
                break;
            case Act.DecideRevocation:
                Order.DecideRevocation(Order.Lines[which % Order.Lines.Count].Id, how % 2 == 0, "decided", now);
                break;
            case Act.RefundMovesOn:
                books.RefundMovesOn(which, how);
                break;
            case Act.RefundIsTold:
                if (Pick(books.Ways.Where(w => w.History.Count > 0), which) is { } way)
                    Tell(way, way.History[how % way.History.Count]);
                break;
            case Act.GatewaySendsBack:
                if (Pick(books.Pages.Where(p => p.State == ReportedState.Succeeded), which) is { } paid)
                    books.SendBack(paid, Share(paid.Amount, how), isSlow: which % 3 == 0);
                break;
            case Act.ReturnSurplus:
                if (Pick(Order.Receipts, which) is { } surplus)
                    Order.ReturnUnapplied(NewId("ref"), surplus.Id, now);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(act), act, null);
        }
    }

    private void AskLinesBack(int which, int how)
    {
        string[]? about = how < 2 ? null : [.. Order.Lines.Where((_, i) => i % 2 == which % 2).Select(l => l.Id)];
        var left = Order.Lines.Where(l => about?.Contains(l.Id) ?? true).Aggregate(Money.Zero(Order.Currency), (sum, line) => sum + Order.RefundableOf(line));
        Order.RequestRefund(new RefundAsk(NewId("ref"), "asked for", (RefundOrigin)(which % 3), how < 6 ? null : Share(left, how), about), now);
    }

    private void Decide(Act act, Refund refund, int how)
    {
        string by = how % 2 == 0 ? "anna" : "bert";
        switch (act)
        {
            case Act.Approve:
                Order.ApproveRefund(refund.Id, by, now);
                break;
            case Act.Confirm:
                Order.ConfirmRefund(refund.Id, by, now);
                break;
            case Act.Decline:
                Order.DeclineRefund(refund.Id, by, "too late", now);
                break;
            case Act.Withdraw:
                Order.WithdrawRefund(refund.Id, now);
                break;
            default:
                Order.ConfirmBankRefund(refund.Id, "Ada Lovelace", TestOrders.AnIban, $"sent-{how}", by, now);
                if (refund is { IsOnline: false, Status: RefundStatus.Succeeded })
                    books.SentByHand(refund.Id);
                break;
        }
    }

    private void Press(bool isCard) => Order.StartPayment(
        NewId("pay"), isCard ? PaymentMethods.Sandbox : PaymentMethods.BankTransfer, isCard, isCard ? null : "RF18 5390 0754 7034", now);

    private void Answer(Payment attempt, bool opens)
    {
        if (opens || books.Pages.Any(p => p.PaymentId == attempt.Id))
        {
            books.Open(attempt, now);
            Order.PaymentOpened(attempt.Id, "gw_" + attempt.Id, "https://bank.example/" + attempt.Id, now);
        }
        else
        {
            Order.PaymentRefused(attempt.Id, FailureCode.MethodUnavailable, now);
        }
    }

    /// <summary>Everybody is asked how things stand, and every line that may go on is delivered: then all books agree.</summary>
    private void Settle()
    {
        foreach (var word in TheTruth())
            Step(word);
        SaleLaws.BooksAgree(Order, books);
        foreach (var word in TheTruth())
            Expect.Nothing(Order, word);
        if (Order.PaidAt is not null)
            foreach (var line in Order.Lines)
                Finish(line);
        SaleLaws.HoldAtTheEnd(Order);
    }

    private Action[] TheTruth() =>
    [
        .. books.Pages.Select(page => (Action)(() => Tell(page, page.History[^1]))),
        .. books.Bookings.Select(booking => (Action)(() => Tell(booking))),
        .. books.Ways.Where(w => w.State is not null).Select(way => (Action)(() => Tell(way, way.State!.Value))),
    ];

    private Money Transfer(int how)
    {
        long due = Order.Due.IsPositive ? Order.Due.Minor : Order.Total.Minor;
        return new Money(Math.Max(1, how switch { < 4 => due, 4 => due - 1, 5 => due - (due / 200), 6 => due + 7, 7 => due / 2, 8 => 1, _ => due / 3 }), Order.Currency);
    }

    private static Money Share(Money whole, int how) =>
        whole with { Minor = how switch { < 5 => whole.Minor, < 7 => whole.Minor / 2, 7 => whole.Minor + 1, 8 => 0, _ => 1 } };

    private static T? Pick<T>(IEnumerable<T> some, int which)
        where T : class
    {
        T[] all = [.. some];
        return all.Length == 0 ? null : all[which % all.Length];
    }

    private string NewId(string prefix) => $"{prefix}_{++ids}";

    private static PurchaseLine[] Cart(int cart) => cart switch
    {
        0 => [ALine(0), ALine(0)],
        1 => [ALine(4_800, quantity: 2, currency: "JPY")],
        2 => [ALine(9_750, quantity: 3, currency: "KWD", per: LicensePer.Line)],
        3 => [ALine(6_000, revocation: RevocationPolicy.Never), ALine(4_000, quantity: 2)],
        4 => [ALine(5_000), ALine(3_000, quantity: 3), ALine(2_000, revocation: RevocationPolicy.Ask)],
        5 => [ALine(40_001, quantity: 2), ALine(30_002), ALine(0)],
        _ => [ALine()],
    };
}
