using FsCheck;
using FsCheck.Fluent;
using Keytill.Core.Orders;
using Keytill.Server.Tests.Support;
using Microsoft.FSharp.Core;

namespace Keytill.Core.Tests.Orders;

/// <summary>
/// Random sales, from the first press to the last refund, in any order that people, banks and time can bring about. After each
/// move every law holds; at the end the order's books agree with the outside's own, to the last minor unit.
/// </summary>
public sealed class SaleModelTests
{
    [Fact]
    [Trait(Proof.Trait, Proof.InFull)]
    public void Whatever_happens_in_whatever_order_the_laws_of_a_sale_hold()
    {
        int runs = Proof.Runs(500, 20_000);
        (int moves, int refused) = (0, 0);
        var seen = Enum.GetValues<OrderStatus>().ToDictionary(s => s, _ => 0);
        var config = Config.QuickThrowOnFailure.WithMaxTest(runs).WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd((ulong)Proof.Seed), FSharpOption<int>.None)));
        Check.One(config, Prop.ForAll(SaleStory.Any, story =>
        {
            var sale = Sale.Run(story);
            moves += story.Moves.Length;
            refused += sale.Refused;
            foreach (var status in sale.Seen)
                seen[status]++;
        }));
        Proof.Say($"sales by the aggregate alone, seed {Proof.Seed}: {runs} sales, {moves} moves, {refused} refused; "
            + "came by " + string.Join(", ", seen.Select(s => $"{s.Key} {s.Value}")));
        Assert.All(seen, s => Assert.True(s.Value > 0, $"No sale came by {s.Key}: the model is blind there."));
    }
}
