using Keytill.Core;
using Keytill.Core.Checkouts;
using Keytill.Core.Orders;
using Keytill.Core.Tests.Orders;
using Keytill.Server.Checkouts;
using Keytill.Server.Orders;
using Keytill.Server.SandboxBank;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Work;

namespace Keytill.Server.Tests.Model;

/// <summary>
/// One story lived through: an order of the real server, and the world around it. After each move all that follows by itself is
/// done, and the order is compared with what <see cref="ExpectedSale"/> says.
/// </summary>
internal sealed partial class SaleRun
{
    /// <summary>No two things that happen outside happen in one instant.</summary>
    private static readonly TimeSpan ATick = TimeSpan.FromMilliseconds(1);

    private static int orders;
    private readonly Installation here;
    private readonly Story story;
    private readonly Basket basket;
    private readonly string? lastChargeBefore;
    private readonly List<string> trail = [];
    private readonly Dictionary<string, Money> bookings = [];
    private readonly HashSet<string> failedLate = [];
    private readonly List<string> keys = [];
    private string? pool;
    private Order order = null!;
    private ExpectedSale expected = null!;

    private SaleRun(Installation here, Story story)
    {
        (this.here, this.story) = (here, story);
        basket = Shelf.Carts[story.Cart];
        lastChargeBefore = LastCharge();
    }

    public int Refused { get; private set; }

    public HashSet<OrderStatus> Seen { get; } = [];

    private DateTimeOffset OrderTime => order.TimeAt(here.Clock.GetUtcNow());

    private BankMischief Mischief => here.Bank.Mischief;

    public static async Task<SaleRun> Of(Installation here, Story story)
    {
        var run = new SaleRun(here, story);
        try
        {
            run.BeHonest();
            run.Mischief.HoldsNotices = true;
            await run.Place();
            foreach (var move in story.AllMoves)
                await run.Make(move);
            await run.ComeToRest();
            await run.Judge();
        }
        catch (Exception e)
        {
            throw new Xunit.Sdk.XunitException($"{e.Message}\n{string.Join('\n', run.trail)}\n{await here.Work()}", e);
        }

        return run;
    }

    private async Task Place()
    {
        string suffix = $"{Interlocked.Increment(ref orders)}";
        if (basket.HasKeys)
            pool = await Shelf.AddKeys(here, Named(Shelf.Keys, suffix));
        string[] wishes = [.. basket.Lines.Select(l => $"{Named(l.Slug, suffix)}:{l.Quantity}")];
        var link = new CheckoutLink(wishes[0].Split(':')[0], [
            new("quantity", wishes[0].Split(':')[1]), new("currency", basket.Currency), new("items", string.Join(',', wishes[1..]))], null);
        var added = Assert.IsType<AddToCartAnswer.Added>(await here.Get<AddToCart>().Run(link, _ => null, CancellationToken.None));
        var contents = (await here.Store.Read(added.Shop, db => CheckoutContents.Load(db, added.Token, here.Clock.GetUtcNow())))!;
        var (quote, _) = contents.Price();
        var press = new ContinuePress(
            new BuyerForm { Email = "ada@example.org", FirstName = "Ada", LastName = "Lovelace", Country = "US" }, "sandbox",
            new HashSet<ConsentKind> { ConsentKind.SalesTerms, ConsentKind.PersonalData }, quote.Fingerprint);

        // Two tabs, one order.
        var placed = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => here.Get<PlaceOrder>().Run(added.Shop, added.Token, press, CancellationToken.None)));
        Assert.Equal(placed[0], placed[1]);
        string id = Assert.IsType<PlaceOrderAnswer.Placed>(placed[0]).Order.Id;
        order = await Load(id);
        var total = new Money(basket.Total, Currency.Of(basket.Currency));
        Assert.Equal((total, basket.Lines.Count), (order.Total, order.Lines.Count));
        expected = new ExpectedSale(total, order.CreatedAt);
        await Learn();
    }

    private async Task Make(Move move)
    {
        trail.Add($"{move.Act}({move.Which},{move.How})");
        int refused = Refused;
        here.Clock.Advance(ATick);
        await (move.Act switch
        {
            Act.PressCard or Act.PressTransfer => Press(move.Act == Act.PressCard, move.How),
            Act.ShowCard => ShowCard(move.Which, move.How),
            Act.AnswerAuthentication => AnswerAuthentication(move.How),
            Act.ComeBack => ComeBack(move.Which, move.How),
            >= Act.NoticesArrive and <= Act.NoticeIsForged => HearTheBank(move),
            Act.MoneyArrives => MoneyArrives(move.Which, move.How),
            Act.ForeignMoneyArrives => Book(new Money(Math.Max(1, order.Total.Minor), Currency.Of(basket.Currency == "EUR" ? "USD" : "EUR")), null),
            Act.MoneyIsToldAgain => MoneyIsToldAgain(move.Which),
            Act.Cancel or Act.Expire or Act.Reopen => EndOrReopen(move.Act, move.How),
            >= Act.Refund and <= Act.RefundFailsLate => GoBack(move),
            Act.BankSendsBack => SendBack(move.Which, move.How),
            Act.OrderClockMoves => MoveOrderClock(Strides[move.How], bankSpeaks: move.Which < 5),
            Act.WallClockMoves => MoveWallClock(TimeSpan.FromSeconds(1 << Math.Min(move.How, 6))),
            Act.UploadKeys => UploadKeys(1 + (move.How % 3)),
            Act.ResumeLine => ResumeLine(order.Lines[move.Which % order.Lines.Count].Id),
            Act.ReplaceLicense => ReplaceLicense(move.Which),
            Act.VendorIsDown => Task.FromResult(here.VendorServer.IsDown = true),
            Act.MailServerIsDown => Task.FromResult(here.Mailbox.IsDown = true),
            Act.Restart => here.Restart(),
            >= Act.Extend and <= Act.CorrectEmail => Decide(move),
            _ => throw new ArgumentOutOfRangeException(nameof(move), move.Act, null),
        });
        await Learn();
        trail[^1] += $"{(Refused > refused ? " was refused" : "")} -> {order.Status}, due {order.Due}";
    }

    /// <summary>Lets all that is due now happen, learns what came of it, and holds it against the model and the laws.</summary>
    private async Task Learn()
    {
        await BecomeIdle();
        order = await Load(order.Id);
        expected.Learn(order);
        Assert.Equal(expected.Say(), ExpectedSale.Say(order));
        SaleLaws.Hold(order);
        Seen.Add(order.Status);
        HoldAgainstTheBooks(isAtRest: false);
    }

    /// <summary>An act that a rule allows or forbids: whole, or not at all.</summary>
    private async Task Try(bool isAllowed, Func<Task> act)
    {
        string? refusal = null;
        long version = order.Version;
        try
        {
            await act();
        }
        catch (RuleBroken rule)
        {
            refusal = rule.Code;
            Refused++;
        }

        Assert.True(isAllowed == refusal is null, isAllowed ? $"Refused as {refusal}, and it is allowed." : "Done, and it must be refused.");
        if (refusal is not null)
            Assert.Equal(version, (await Load(order.Id)).Version);
    }

    private async Task<Order> Load(string id) =>
        await here.Get<OrderQueries>().ById(here.Scope, id, CancellationToken.None) ?? throw new InvalidOperationException("The order is gone.");

    /// <summary>
    /// Workers look again by the clock: where something is due that nobody rang for, it moves by single seconds, but never while
    /// somebody holds an item, for his lease is wall time.
    /// </summary>
    private Task BecomeIdle() => Installation.Until(async () =>
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        try
        {
            await here.Get<Worker>().WhenIdle(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            if (!await here.IsWorkHeld())
                here.Clock.Advance(TimeSpan.FromSeconds(1));
            return false;
        }
    }, "all that is due is done", here.Work);

    private static string Named(string slug, string suffix) => slug == Shelf.Keys ? $"{slug}-{suffix}" : slug;

    private static T? Pick<T>(IEnumerable<T> some, int which)
        where T : class
    {
        T[] all = [.. some];
        return all.Length == 0 ? null : all[which % all.Length];
    }
}
