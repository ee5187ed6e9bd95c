using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;

namespace Keytill.Core.Tests.Checkouts;

public class CartTests
{
    private static readonly Product Editor = Shop.Editor();
    private static readonly Product Viewer = Shop.Product("viewer", PriceList.Of(("USD", 500), ("EUR", 450)), min: 2, max: 20);
    private static readonly Product Japanese = Shop.Product("only-yen", PriceList.Of(("JPY", 900)));
    private static readonly Product British = Shop.Product("only-pounds", PriceList.Of(("GBP", 900)));
    private static readonly Dictionary<string, Product> Shelf = Shop.Shelf(Editor, Viewer, Japanese, British);

    [Fact]
    public void Another_product_adds()
    {
        Cart cart = With((Editor, 1), (Viewer, 3));

        Assert.Equal([new CartLine(Editor.Id, 1), new CartLine(Viewer.Id, 3)], cart.Lines);
    }

    [Fact]
    public void The_same_product_sets_its_quantity_and_never_counts_up()
    {
        Cart cart = With((Editor, 3), (Editor, 3), (Editor, 2));

        Assert.Equal([new CartLine(Editor.Id, 2)], cart.Lines);
    }

    [Fact]
    public void The_same_product_without_a_quantity_changes_nothing() => Assert.Equal(3, With((Editor, 3), (Editor, null)).Lines[0].Quantity);

    [Fact]
    public void Without_a_quantity_the_least_is_taken() => Assert.Equal(2, With((Viewer, null)).Lines[0].Quantity);

    [Theory]
    [InlineData(0, 2)]
    [InlineData(-1, 2)]
    [InlineData(21, 20)]
    [InlineData(1_000_000_000_000, 20)]
    [InlineData(long.MaxValue, 20)]
    [InlineData(long.MinValue, 2)]
    public void A_quantity_out_of_bounds_is_clamped_and_said(long asked, int given)
    {
        CartChange change = Cart.Empty(Shop.Euro).Put(Viewer, asked, Shelf);

        Assert.Equal(given, change.Cart.Lines[0].Quantity);
        CheckoutNotice notice = Assert.Single(change.Notices);
        Assert.Equal((NoticeCode.QuantityClamped, $"{asked}", $"{given}"), (notice.Code, notice.Value, notice.Given));
        Assert.Equal(given, change.Cart.SetQuantity(Viewer, asked).Cart.Lines[0].Quantity);
    }

    [Fact]
    public void A_quantity_that_is_no_number_takes_the_least_or_what_is_there_and_says_so()
    {
        CartChange added = Cart.Empty(Shop.Euro).Put(Viewer, QuantityWish.Read("abc"), Shelf);
        CartChange kept = With((Viewer, 7)).SetQuantity(Viewer, QuantityWish.Read("abc"));

        Assert.Equal(new CheckoutNotice(NoticeCode.QuantityUnreadable, "quantity", "abc", "2", Viewer.Id), Assert.Single(added.Notices));
        Assert.Equal(new CheckoutNotice(NoticeCode.QuantityUnreadable, "quantity", "abc", "7", Viewer.Id), Assert.Single(kept.Notices));
        Assert.Equal((2, 7), (added.Cart.Lines[0].Quantity, kept.Cart.Lines[0].Quantity));
    }

    [Fact]
    public void A_cart_has_at_most_50_lines()
    {
        Product[] products = [.. Enumerable.Range(0, 51).Select(i => Shop.Product($"p{i}", PriceList.Of(("EUR", 1))))];
        Dictionary<string, Product> shelf = Shop.Shelf(products);
        Cart full = products[..50].Aggregate(Cart.Empty(Shop.Euro), (cart, p) => cart.Put(p, 1, shelf).Cart);

        CartChange change = full.Put(products[50], 1, shelf);

        Assert.Equal(50, change.Cart.Lines.Count);
        Assert.Equal(NoticeCode.CartFull, Assert.Single(change.Notices).Code);
        Assert.Equal(7, full.Put(products[49], 7, shelf).Cart.Lines[49].Quantity);
    }

    [Fact]
    public void A_product_without_a_price_in_the_carts_currency_moves_the_cart_to_one_that_all_have()
    {
        CartChange change = With((Editor, 1)).Put(Japanese, 1, Shelf);

        Assert.Equal(Shop.Yen, change.Cart.Currency);
        Assert.Equal((NoticeCode.CurrencyMoved, "EUR", "JPY"), Assert.Single(change.Notices) switch { var n => (n.Code, n.Value, n.Given) });
    }

    [Fact]
    public void With_no_currency_in_common_the_product_is_not_added_and_it_is_said_why()
    {
        CartChange change = With((Editor, 1)).Put(British, 1, Shelf);

        Assert.Equal(With((Editor, 1)).Lines, change.Cart.Lines);
        Assert.Equal(new CheckoutNotice(NoticeCode.NoCommonCurrency, ProductId: British.Id), Assert.Single(change.Notices));
    }

    [Fact]
    public void An_empty_cart_takes_the_first_wish_that_the_product_has()
    {
        Assert.Equal(Shop.Dollar, Cart.Empty(Currency.Of("GBP")).Put(Viewer, 2, Shelf, Shop.Yen, Shop.Dollar).Cart.Currency);
        Assert.Equal(Shop.Dollar, Cart.Empty(Currency.Of("GBP")).Put(Viewer, 2, Shelf).Cart.Currency);
    }

    [Fact]
    public void The_currency_is_switched_only_where_all_products_have_it()
    {
        Cart cart = With((Editor, 1), (Viewer, 2));

        Assert.Equal(Shop.Dollar, cart.MoveTo(Shop.Dollar, Shelf).Cart.Currency);
        CartChange refused = cart.MoveTo(Shop.Yen, Shelf);
        Assert.Equal(Shop.Euro, refused.Cart.Currency);
        Assert.Equal((NoticeCode.CurrencyUnavailable, "JPY", "EUR"), Assert.Single(refused.Notices) switch { var n => (n.Code, n.Value, n.Given) });
        Assert.Equal([Shop.Euro, Shop.Dollar], cart.Choices(Shelf));
    }

    [Fact]
    public void What_is_not_sold_any_more_is_left_out_of_the_total_and_named()
    {
        Product gone = Shop.Product("gone", PriceList.Of(("EUR", 100)));
        Cart cart = With((Editor, 1)).Put(gone, 1, Shop.Shelf(Editor, gone)).Cart;
        gone.Retire(Shop.Noon);

        (Quote quote, IReadOnlyList<CheckoutNotice> unavailable) = cart.Price(Shop.Shelf(Editor, gone));

        Assert.Equal(2900, quote.Amounts.Total.Minor);
        Assert.Equal(new CheckoutNotice(NoticeCode.LineUnavailable, ProductId: gone.Id), Assert.Single(unavailable));
        Assert.Equal(2, cart.Price(Shop.Shelf()).Unavailable.Count);
    }

    [Fact]
    public void Bounds_that_changed_since_clamp_what_is_priced()
    {
        Product product = Shop.Product("p", PriceList.Of(("EUR", 100)));
        Cart cart = Cart.Empty(Shop.Euro).Put(product, 50, Shop.Shelf(product)).Cart;
        product.Change(Shop.Data("p", PriceList.Of(("EUR", 100)), max: 5));

        Assert.Equal(500, cart.Price(Shop.Shelf(product)).Quote.Amounts.Total.Minor);
    }

    [Fact]
    public void What_is_taken_out_is_gone_and_taking_it_out_again_changes_nothing()
    {
        Cart cart = With((Editor, 1), (Viewer, 2)).Without(Editor.Id);

        Assert.Equal(Viewer.Id, Assert.Single(cart.Lines).ProductId);
        Assert.Equal(cart.Lines, cart.Without(Editor.Id).Lines);
    }

    private static Cart With(params (Product Product, long? Quantity)[] puts) =>
        puts.Aggregate(Cart.Empty(Shop.Euro), (cart, put) => cart.Put(put.Product, put.Quantity, Shelf).Cart);
}
