using FsCheck;
using FsCheck.Fluent;

namespace Keytill.Core.Tests;

public class MoneyTests
{
    private static readonly Currency Euro = Currency.Of("EUR");

    private static readonly Gen<(long Amount, long[] Weights)> Splits =
        from amount in Gen.Choose(-1_000_000, 1_000_000)
        from weights in Gen.Choose(0, 50_000).NonEmptyListOf()
        where weights.Any(w => w > 0)
        select ((long)amount, weights.Select(w => (long)w).ToArray());

    [Fact]
    public void Shares_sum_to_the_amount() =>
        Properties.Hold(Splits, s => new Money(s.Amount, Euro).Allocate(s.Weights).Sum(share => share.Minor) == s.Amount);

    [Fact]
    public void A_share_is_its_exact_part_rounded_down_or_up() => Properties.Hold(Splits, s =>
    {
        decimal sum = s.Weights.Sum();
        Money[] shares = new Money(s.Amount, Euro).Allocate(s.Weights);
        return shares.Zip(s.Weights).All(pair => Math.Abs(pair.First.Minor - (s.Amount * pair.Second / sum)) < 1);
    });

    [Fact]
    public void Who_gets_the_odd_unit_had_the_larger_remainder() => Properties.Hold(Splits, s =>
    {
        long sum = s.Weights.Sum();
        Money[] shares = new Money(Math.Abs(s.Amount), Euro).Allocate(s.Weights);
        var parts = shares.Select((share, i) => (
            RoundedUp: share.Minor > Math.Abs(s.Amount) * s.Weights[i] / sum,
            Remainder: Math.Abs(s.Amount) * s.Weights[i] % sum));
        long leastUp = parts.Where(p => p.RoundedUp).Select(p => p.Remainder).DefaultIfEmpty(long.MaxValue).Min();
        long mostDown = parts.Where(p => !p.RoundedUp).Select(p => p.Remainder).DefaultIfEmpty(0).Max();
        return leastUp >= mostDown;
    });

    [Fact]
    public void A_larger_weight_never_gets_less() => Properties.Hold(Splits, s =>
    {
        Money[] shares = new Money(Math.Abs(s.Amount), Euro).Allocate(s.Weights);
        var byWeight = shares.Zip(s.Weights).OrderBy(p => p.Second).ThenBy(p => p.First.Minor).Select(p => p.First.Minor).ToArray();
        return byWeight.SequenceEqual(byWeight.Order());
    });

    [Fact]
    public void Among_equals_the_earlier_gets_the_odd_unit() =>
        Assert.Equal([34, 33, 33], new Money(100, Euro).Allocate([1L, 1, 1]).Select(m => m.Minor));

    [Fact]
    public void Great_amounts_and_weights_are_split_without_overflow() =>
        Assert.Equal([long.MaxValue / 2 + 1, long.MaxValue / 2], new Money(long.MaxValue, Euro).Allocate([long.MaxValue, long.MaxValue]).Select(m => m.Minor));

    [Fact]
    public void An_amount_needs_a_weight_to_fall_on()
    {
        Assert.Throws<ArgumentException>(() => new Money(1, Euro).Allocate([0L, 0]));
        Assert.Throws<ArgumentException>(() => new Money(1, Euro).Allocate([2L, -1]));
        Assert.Equal([0L, 0], Money.Zero(Euro).Allocate([0L, 0]).Select(m => m.Minor));
        Assert.Empty(Money.Zero(Euro).Allocate(Array.Empty<long>()));
    }

    [Theory]
    [InlineData(100, 19, 100, 19)]
    [InlineData(50, 1, 100, 1)] // 0.5 goes up
    [InlineData(49, 1, 100, 0)]
    [InlineData(-50, 1, 100, -1)] // and a refund mirrors its sale
    [InlineData(-49, 1, 100, 0)]
    [InlineData(7, 1, 3, 2)]
    [InlineData(0, 19, 100, 0)]
    public void A_portion_is_rounded_half_up(long minor, long numerator, long denominator, long expected) =>
        Assert.Equal(expected, new Money(minor, Euro).PortionHalfUp(numerator, denominator).Minor);

    [Theory]
    [InlineData("EUR", "12.50", 1250)]
    [InlineData("EUR", "12.5", 1250)]
    [InlineData("EUR", "12", 1200)]
    [InlineData("EUR", "-0.01", -1)]
    [InlineData("EUR", "0.001", null)]
    [InlineData("EUR", "1,000", null)]
    [InlineData("EUR", "1e3", null)]
    [InlineData("EUR", " 1", null)]
    [InlineData("EUR", "+1", null)]
    [InlineData("EUR", "1.", null)]
    [InlineData("EUR", ".5", null)]
    [InlineData("EUR", "-", null)]
    [InlineData("EUR", "", null)]
    [InlineData("EUR", "1.-5", null)]
    [InlineData("EUR", "1.2.3", null)]
    [InlineData("EUR", "٣", null)]
    [InlineData("EUR", "99999999999999999999", null)]
    [InlineData("JPY", "1250", 1250)]
    [InlineData("JPY", "1250.0", null)]
    [InlineData("KWD", "1.250", 1250)]
    [InlineData("CLF", "1.2345", 12345)]
    public void Amounts_are_read_without_culture(string currency, string text, int? minor) =>
        Assert.Equal(minor, (int?)Money.ParseInvariant(text, Currency.Of(currency))?.Minor);

    [Fact]
    public void What_is_written_is_read_again() => Properties.Hold(
        from minor in ArbMap.Default.GeneratorFor<long>()
        from currency in Gen.Elements(Currency.All.AsEnumerable())
        select new Money(minor, currency),
        money => Money.ParseInvariant(money.ToDecimalString(), money.Currency) == money);

    [Theory]
    [InlineData("EUR", 5, "0.05")]
    [InlineData("EUR", -5, "-0.05")]
    [InlineData("JPY", 1250, "1250")]
    [InlineData("KWD", 1250, "1.250")]
    [InlineData("EUR", long.MinValue, "-92233720368547758.08")]
    public void Amounts_are_written_with_the_currencys_decimals(string currency, long minor, string text) =>
        Assert.Equal(text, new Money(minor, Currency.Of(currency)).ToDecimalString());

    [Fact]
    public void Currencies_do_not_mix_and_sums_do_not_overflow()
    {
        Assert.Throws<InvalidOperationException>(() => new Money(1, Euro) + new Money(1, Currency.Of("USD")));
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue, Euro) + new Money(1, Euro));
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue, Euro) * 2);
    }
}
