using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Payments;
using Keytill.Server.Checkouts;
using Keytill.Server.Orders;
using Keytill.Server.Tests.Checkouts;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Races;

/// <summary>Everybody wants the last use of a coupon.</summary>
public sealed class CouponRaceTests
{
    private const int Buyers = 500;

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Of_five_hundred_checkouts_at_once_exactly_one_gets_the_last_use_and_the_others_are_told(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind, rehearses: false);
        var coupon = await CouponTests.ACoupon(here, d => d with { UsesMax = 1 });
        var carts = await Task.WhenAll(Enumerable.Range(0, Buyers).Select(i => Cart(here, i)));
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var presses = carts.Select(async cart =>
        {
            await start.Task;
            return await here.Get<PlaceOrder>().Run(here.Scope, cart.Token, cart.Press, CancellationToken.None);
        }).ToList();
        start.SetResult();

        var answers = await Task.WhenAll(presses);
        var winner = Assert.Single(answers.OfType<PlaceOrderAnswer.Placed>());
        var refused = answers.OfType<PlaceOrderAnswer.Refused>().ToList();
        Assert.Equal(Buyers - 1, refused.Count);
        Assert.All(refused, answer => Assert.True(answer.Why.PriceChanged));
        Assert.Equal(1, await CouponTests.Uses(here, coupon));
        Assert.Equal(coupon.Id, (await here.Get<OrderQueries>().ById(here.Scope, winner.Order.Id, CancellationToken.None))!.CouponId);

        // Told at once: their pages show the price without it, and why.
        var looser = carts.First(cart => cart.Token != TokenOf(answers, carts, winner));
        var page = await here.Get<CheckoutQueries>().Find(looser.Token, CancellationToken.None);
        Assert.Equal((CouponRefusal.UsedUp, 29_00), (page!.Coupon!.Refusal, page.Price().Quote.Amounts.Total.Minor));
        Proof.Say($"Race, {kind}, {Buyers} checkouts for the last use of a coupon: 1 had it, {refused.Count} were told.");
    }

    private static string TokenOf(PlaceOrderAnswer[] answers, Carted[] carts, PlaceOrderAnswer winner) => carts[Array.IndexOf(answers, winner)].Token;

    private static async Task<Carted> Cart(Installation here, int buyer)
    {
        var link = new CheckoutLink("editor", [new("coupon", "spring")], AcceptLanguage: null);
        var added = Assert.IsType<AddToCartAnswer.Added>(await here.Get<AddToCart>().Run(link, _ => null, CancellationToken.None));
        var contents = (await here.Get<CheckoutQueries>().Find(added.Token, CancellationToken.None))!;
        var quote = contents.Price().Quote;
        Assert.Equal(23_20, quote.Amounts.Total.Minor);
        return new Carted(added.Token, new ContinuePress(
            new BuyerForm { Email = $"buyer{buyer}@example.org", FirstName = "Ada", LastName = "Lovelace", Country = "US" }, PaymentMethods.Sandbox,
            new HashSet<ConsentKind> { ConsentKind.SalesTerms, ConsentKind.PersonalData }, quote.Fingerprint));
    }

    private sealed record Carted(string Token, ContinuePress Press);
}
