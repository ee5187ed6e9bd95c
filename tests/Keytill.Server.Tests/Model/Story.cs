using FsCheck;
using FsCheck.Fluent;

namespace Keytill.Server.Tests.Model;

/// <summary>What can happen to a sale: by the customer, the banks, support, the vendor, the operator and time.</summary>
internal enum Act
{
    PressCard,
    PressTransfer,
    ShowCard,
    AnswerAuthentication,
    ComeBack,
    NoticesArrive,
    NoticesArriveTwice,
    NoticesArriveReversed,
    NoticeLies,
    NoticeComesLate,
    NoticeIsForged,
    MoneyArrives,
    ForeignMoneyArrives,
    MoneyIsToldAgain,
    Cancel,
    Expire,
    Reopen,
    Refund,
    AskForRefundAgain,
    RefundFailsLate,
    BankSendsBack,
    OrderClockMoves,
    WallClockMoves,
    UploadKeys,
    ResumeLine,
    ReplaceLicense,
    VendorIsDown,
    MailServerIsDown,
    Restart,
    Extend,
    ApplyMoney,
    ReturnMoney,
    SendByHand,
    WriteOff,
    CorrectEmail,
}

/// <param name="Which">Picks the payment, line, refund or instant that it is about, whatever there is by then.</param>
/// <param name="How">Picks among the ways in which it can happen.</param>
internal readonly record struct Move(Act Act, int Which, int How);

/// <param name="Cart">Picks what is bought.</param>
/// <param name="Opening">Picks how the sale has begun: some begin paid, or paid twice, to come further.</param>
internal sealed record Story(int Cart, int Opening, Move[] Moves)
{
    private const int MovesMax = 14;

    // What leads on is drawn more often than what ends a sale, and a restart costs most of a second.
    private static readonly Act[] Drawn =
    [
        .. Enumerable.Repeat(Enum.GetValues<Act>().Where(a => a != Act.Restart), 6).SelectMany(acts => acts), Act.Restart,
        .. Enumerable.Repeat(
            (Act[])[
                Act.PressCard, Act.PressCard, Act.PressTransfer, Act.ShowCard, Act.ShowCard, Act.ShowCard, Act.ComeBack, Act.NoticesArrive,
                Act.MoneyArrives, Act.MoneyArrives, Act.Refund, Act.RefundFailsLate, Act.BankSendsBack, Act.OrderClockMoves, Act.Cancel, Act.Reopen, Act.ReplaceLicense,
            ], 6).SelectMany(acts => acts),
    ];

    private static readonly Move[] CardShown = [new(Act.PressCard, 0, 0), new(Act.ShowCard, 0, 0)];

    private static readonly Move[][] Openings =
    [
        [],
        [],
        [new(Act.PressCard, 0, 0)],
        [.. CardShown, new(Act.ComeBack, 0, 0)],
        // The transfer overtakes what the gateway has to tell: the card's money is a surplus.
        [.. CardShown, new(Act.MoneyArrives, 0, 0)],
        [new(Act.PressTransfer, 0, 0), new(Act.MoneyArrives, 0, 5)],
        [.. CardShown, new(Act.ComeBack, 0, 0), new(Act.Refund, 0, 0)],
        [.. CardShown, new(Act.ComeBack, 0, 0), new(Act.BankSendsBack, 0, 5)],
        [new(Act.Expire, 0, 0)],
        [new(Act.PressTransfer, 0, 0), new(Act.MoneyArrives, 0, 6), new(Act.Cancel, 0, 0)],
        [new(Act.PressTransfer, 0, 0), new(Act.MoneyArrives, 0, 6), new(Act.Cancel, 0, 0), new(Act.Reopen, 0, 0)],
        [new(Act.PressTransfer, 0, 0), new(Act.MoneyArrives, 0, 6), new(Act.WriteOff, 0, 0)],
        [new(Act.PressTransfer, 0, 0), new(Act.MoneyArrives, 0, 0), new(Act.MoneyArrives, 0, 0)],
    ];

    public static Arbitrary<Story> Any { get; } = Arb.ToArbitrary(Stories(), Shorter);

    public IEnumerable<Move> AllMoves => Openings[Opening].Concat(Moves);

    public override string ToString() =>
        $"cart {Cart}, opening {Opening}: " + string.Join(", ", Moves.Select(m => $"{m.Act}({m.Which},{m.How})"));

    private static Gen<Story> Stories()
    {
        var move = Gen.Elements(Drawn).SelectMany(act => Gen.Choose(0, 9).Two().Select(n => new Move(act, n.Item1, n.Item2)));
        return Gen.Choose(1, MovesMax)
            .SelectMany(count => move.ArrayOf(count))
            .SelectMany(moves => Gen.Choose(0, (Shelf.Carts.Count * Openings.Length) - 1)
                .Select(n => new Story(n % Shelf.Carts.Count, n / Shelf.Carts.Count, moves)));
    }

    /// <summary>By halves first, then one by one; then without the opening, and with the plainest cart.</summary>
    private static IEnumerable<Story> Shorter(Story story)
    {
        for (int size = story.Moves.Length / 2; size >= 1; size /= 2)
            for (int at = 0; at + size <= story.Moves.Length; at += size)
                yield return story with { Moves = [.. story.Moves[..at], .. story.Moves[(at + size)..]] };
        if (story.Opening != 0)
            yield return story with { Opening = 0 };
        if (story.Cart != 0)
            yield return story with { Cart = 0 };
    }
}
