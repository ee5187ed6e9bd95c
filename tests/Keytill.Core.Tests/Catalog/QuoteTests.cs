using FsCheck;
using FsCheck.Fluent;
using Keytill.Core.Catalog;

namespace Keytill.Core.Tests.Catalog;

public class QuoteTests
{
    /// <summary>Carts of 1 to 12 lines in a currency of 0, 2 or 3 decimals, with a discount and a tax on the whole order.</summary>
    private static readonly Gen<Case> Cases =
        from currency in Gen.Elements("JPY", "EUR", "KWD").Select(Currency.Of)
        from count in Gen.Choose(1, 12)
        from unitMinor in Gen.Choose(0, 1_000_000).ArrayOf(count)
        from quantity in Gen.Choose(1, 10_000).ArrayOf(count)
        from discountPercent in Gen.Choose(0, 100)
        from taxPerMille in Gen.Choose(0, 270)
        from inclusive in Gen.Elements(true, false)
        select new Case(currency, [.. unitMinor.Zip(quantity)], discountPercent, taxPerMille, inclusive);

    [Fact]
    public void The_lines_sum_to_the_order_in_every_figure() => Properties.Hold(Cases, c =>
    {
        Quote quote = c.Quote();
        return quote.Amounts == quote.Lines.Select(l => l.Amounts).Aggregate((a, b) => a + b);
    });

    [Fact]
    public void Net_and_tax_make_the_total_on_order_and_lines() => Properties.Hold(Cases, c =>
    {
        Quote quote = c.Quote();
        return quote.Lines.Select(l => l.Amounts).Append(quote.Amounts).All(a => a.Net + a.Tax == a.Total);
    });

    [Fact]
    public void Nothing_is_taken_off_or_put_on_but_what_was_asked() => Properties.Hold(Cases, c =>
    {
        Quote quote = c.Quote();
        Amounts a = quote.Amounts;
        Money onTop = c.Inclusive ? Money.Zero(c.Currency) : c.Adjustments.Tax;
        return a.Discount == c.Adjustments.Discount && a.Tax == c.Adjustments.Tax && a.Total == a.Subtotal - a.Discount + onTop;
    });

    [Fact]
    public void No_figure_of_a_line_is_negative() => Properties.Hold(Cases, c => c.Quote().Lines.All(l =>
        !(l.Amounts.Net < Money.Zero(c.Currency)) && !(l.Amounts.Total < Money.Zero(c.Currency)) && l.Amounts.Discount <= l.Amounts.Subtotal));

    [Fact]
    public void A_lines_subtotal_is_its_units_times_its_unit_price() => Properties.Hold(Cases, c =>
        c.Quote().Lines.All(l => l.Amounts.Subtotal == l.UnitPrice * l.Quantity));

    [Fact]
    public void The_same_cart_gives_the_same_fingerprint_and_any_other_figure_another() => Properties.Hold(Cases, c =>
    {
        Product[] products = c.Products();
        Quote quote = c.Quote(products);
        QuoteItem[] one = [.. quote.Lines.Select((l, i) => new QuoteItem(l.Product, l.Quantity + (i == 0 ? 1 : 0)))];
        return quote.Fingerprint == c.Quote(products).Fingerprint
            && quote.Fingerprint != Quote.Of(one, c.Currency, c.Adjustments).Fingerprint
            && quote.Fingerprint.Length == 20;
    });

    [Fact]
    public void Without_discount_and_tax_the_total_is_the_sum_of_the_lines()
    {
        Quote quote = Quote.Of([new(Shop.Editor(), 10), new(Shop.Product("viewer", PriceList.Of(("EUR", 999))), 3)], Shop.Euro);

        Assert.Equal(26_000 + 2_997, quote.Amounts.Total.Minor);
        Assert.Equal(quote.Amounts.Total, quote.Amounts.Net);
        Assert.True(quote.Amounts.Tax.IsZero && quote.Amounts.Discount.IsZero);
    }

    [Fact]
    public void A_changed_price_changes_the_fingerprint()
    {
        Product editor = Shop.Editor();
        string shown = Quote.Of([new(editor, 1)], Shop.Euro).Fingerprint;
        editor.Change(Shop.Data("editor", PriceList.Of(("EUR", 2901))));

        Assert.NotEqual(shown, Quote.Of([new(editor, 1)], Shop.Euro).Fingerprint);
    }

    [Fact]
    public void The_greatest_cart_there_can_be_does_not_overflow()
    {
        Product dear = Shop.Product("dear", PriceList.Of(("EUR", PriceList.UnitPriceMinorMax)), max: Product.QuantityMax);

        Quote quote = Quote.Of([.. Enumerable.Repeat(new QuoteItem(dear, Product.QuantityMax), Core.Checkouts.Cart.LinesMax)], Shop.Euro);

        Assert.Equal(500_000_000_000_000_000, quote.Amounts.Total.Minor);
    }

    [Fact]
    public void A_cart_is_not_priced_in_a_currency_that_a_product_lacks() =>
        Assert.Throws<ArgumentException>(() => Quote.Of([new(Shop.Editor(), 1)], Currency.Of("GBP")));

    private sealed record Case(Currency Currency, (int UnitMinor, int Quantity)[] Items, int DiscountPercent, int TaxPerMille, bool Inclusive)
    {
        private Money Subtotal => new(Items.Sum(i => (long)i.UnitMinor * i.Quantity), Currency);

        public Adjustments Adjustments
        {
            get
            {
                Money discount = Subtotal.PortionHalfUp(DiscountPercent, 100);
                return new(discount, (Subtotal - discount).PortionHalfUp(TaxPerMille, Inclusive ? 1000 + TaxPerMille : 1000), Inclusive);
            }
        }

        public Product[] Products() => [.. Items.Select((item, i) => Shop.Product($"p{i}", PriceList.Of((Currency.Code, item.UnitMinor)), max: 10_000))];

        public Quote Quote() => Quote(Products());

        public Quote Quote(Product[] products) =>
            Core.Catalog.Quote.Of([.. products.Select((p, i) => new QuoteItem(p, Items[i].Quantity))], Currency, Adjustments);
    }
}
