using FsCheck;
using FsCheck.Fluent;

namespace Keytill.Core.Tests.Orders;

/// <summary>What can happen to a sale: by the customer, the gateway, the bank, the deliverer, support and time.</summary>
internal enum Act
{
    PressCard,
    PressTransfer,
    GatewayOpensPage,
    GatewayRefuses,
    CustomerActsOnPage,
    GatewayTells,
    GatewayLies,
    BankBooks,
    BankBooksForeignMoney,
    BankTellsAgain,
    Cancel,
    Expire,
    Reopen,
    AskBack,
    AskLinesBack,
    Approve,
    Confirm,
    Decline,
    Withdraw,
    SendByHand,
    DecideRevocation,
    RefundMovesOn,
    RefundIsTold,
    ReturnSurplus,
    GatewaySendsBack,
    BeginDelivery,
    LicenseArrives,
    DelayDelivery,
    FailDelivery,
    ResumeDelivery,
    ReplaceLicense,
    BeginReplacement,
    ReplacementArrives,
    DelayReplacement,
    FailReplacement,
    TimePasses,
}

/// <param name="Which">Picks the payment, line or refund that it is about, whatever there is by then.</param>
/// <param name="How">Picks among the ways in which it can happen.</param>
internal readonly record struct Move(Act Act, int Which, int How);

/// <param name="Cart">Picks what is bought.</param>
/// <param name="Opening">Picks how the sale has begun: some begin paid, or paid twice, to come further.</param>
internal sealed record SaleStory(int Cart, int Opening, Move[] Moves)
{
    public const int Carts = 7;

    private const int MovesMax = 60;

    // What leads on is drawn more often than what ends a sale.
    private static readonly Act[] Drawn =
    [
        .. Enum.GetValues<Act>(),
        Act.PressCard, Act.GatewayOpensPage, Act.GatewayOpensPage, Act.CustomerActsOnPage, Act.CustomerActsOnPage, Act.GatewayTells,
        Act.GatewayTells, Act.GatewayTells, Act.BankBooks, Act.BankBooks, Act.BeginDelivery, Act.BeginDelivery, Act.LicenseArrives,
        Act.LicenseArrives, Act.AskBack, Act.AskBack, Act.Approve, Act.Approve, Act.Approve, Act.RefundMovesOn, Act.RefundMovesOn,
        Act.RefundMovesOn, Act.RefundIsTold, Act.RefundIsTold, Act.RefundIsTold,
        Act.AskLinesBack, Act.AskLinesBack, Act.Confirm, Act.ReplaceLicense, Act.BeginReplacement, Act.ReplacementArrives,
        Act.GatewaySendsBack, Act.GatewaySendsBack,
    ];

    private static readonly Move[] PaidByCard =
        [new(Act.PressCard, 0, 0), new(Act.GatewayOpensPage, 0, 0), new(Act.CustomerActsOnPage, 0, 0), new(Act.GatewayTells, 0, 1)];

    // The transfer overtakes what the gateway has to tell: the card's money is a surplus.
    private static readonly Move[] PaidTwice = [.. PaidByCard[..3], new(Act.BankBooks, 0, 0), PaidByCard[3]];

    private static readonly Move[][] Openings = [[], [], PaidByCard, PaidTwice];

    public static Arbitrary<SaleStory> Any { get; } = Arb.ToArbitrary(Stories(), Shorter);

    public IEnumerable<Move> AllMoves => Openings[Opening].Concat(Moves);

    public override string ToString() => $"cart {Cart}, opening {Opening}: " + string.Join(", ", Moves.Select(m => $"{m.Act}({m.Which},{m.How})"));

    private static Gen<SaleStory> Stories()
    {
        var move = Gen.Elements(Drawn).SelectMany(act => Gen.Choose(0, 9).Two().Select(n => new Move(act, n.Item1, n.Item2)));
        return Gen.Choose(1, MovesMax)
            .SelectMany(count => move.ArrayOf(count))
            .SelectMany(moves => Gen.Choose(0, (Carts * Openings.Length) - 1).Select(n => new SaleStory(n % Carts, n / Carts, moves)));
    }

    /// <summary>By halves first, then one by one.</summary>
    private static IEnumerable<SaleStory> Shorter(SaleStory story)
    {
        for (int size = story.Moves.Length / 2; size >= 1; size /= 2)
            for (int at = 0; at + size <= story.Moves.Length; at += size)
                yield return story with { Moves = [.. story.Moves[..at], .. story.Moves[(at + size)..]] };
    }
}
