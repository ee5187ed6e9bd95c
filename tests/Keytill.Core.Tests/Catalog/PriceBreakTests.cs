using FsCheck;
using FsCheck.Fluent;
using Keytill.Core.Catalog;

namespace Keytill.Core.Tests.Catalog;

public class PriceBreakTests
{
    /// <summary>A product of 1 to 6 bands, dearer and cheaper ones, some beyond its bounds; and a quantity.</summary>
    private static readonly Gen<QuoteLine> Lines =
        from count in Gen.Choose(1, 6)
        from gaps in Gen.Choose(1, 9).ArrayOf(count)
        from unitMinor in Gen.Choose(0, 5_000).ArrayOf(count)
        from max in Gen.Choose(1, 40)
        from quantity in Gen.Choose(1, max)
        let starts = gaps.Select((_, i) => 1 + gaps.Take(i).Sum())
        let product = Shop.Product("banded", PriceList.Of(("EUR", 1)).With("EUR", [.. starts.Zip(unitMinor, (start, minor) => new PriceBand(start, minor))]), max: max)
        select LineOf(product, quantity);

    [Fact]
    public void Whoever_follows_a_break_gets_its_price_and_pays_less_for_each() => Properties.Hold(Lines, line =>
        line.NextBreak is not { } next
        || (LineOf(line.Product, line.Quantity + next.MoreUnits).UnitPrice == next.UnitPrice && next.UnitPrice < line.UnitPrice));

    [Fact]
    public void A_break_can_be_reached_and_none_comes_before_it() => Properties.Hold(Lines, line =>
        Enumerable.Range(line.Quantity + 1, line.Product.MaxQuantity - line.Quantity).FirstOrDefault(q => LineOf(line.Product, q).UnitPrice < line.UnitPrice)
        is var first && (first == 0 ? line.NextBreak is null : line.NextBreak?.MoreUnits == first - line.Quantity));

    [Fact]
    public void Never_more_is_promised_than_is_given() => Properties.Hold(Lines, line =>
        line.NextBreak is not { } next
        || (next.PercentOff is >= 0 and <= 100 && next.UnitPrice.Minor * 100 <= line.UnitPrice.Minor * (100 - next.PercentOff)));

    [Theory]
    [InlineData(1, 9, 10)]
    [InlineData(8, 2, 10)]
    [InlineData(9, 1, 10)]
    public void It_says_how_many_more_and_how_much_less(int quantity, int more, int percent)
    {
        PriceBreak? next = LineOf(Shop.Editor(), quantity).NextBreak;
        Assert.Equal((more, 2600, percent), (next!.MoreUnits, next.UnitPrice.Minor, next.PercentOff));
    }

    [Fact]
    public void What_a_product_does_not_allow_is_not_offered() =>
        Assert.Null(LineOf(Shop.Product("few", Shop.Editor().Prices, max: 9), 1).NextBreak);

    private static QuoteLine LineOf(Product product, int quantity) => Quote.Of([new(product, quantity)], Shop.Euro).Lines[0];
}
