using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Vendors;

namespace Keytill.Core.Tests.Checkouts;

public class CheckoutTests
{
    private static readonly Product Editor = Shop.Editor();
    private static readonly Product Viewer = Shop.Product("viewer", PriceList.Of(("USD", 500), ("EUR", 450)));

    [Fact]
    public void A_link_puts_its_product_into_the_cart_in_the_vendors_currency()
    {
        Checkout checkout = Shop.AnOpenCheckout();
        checkout.Follow(Viewer, "");

        Assert.Equal(Shop.Euro, checkout.Cart.Currency);
        Assert.Equal([new CartLine(Viewer.Id, 1)], checkout.Cart.Lines);
        Assert.Empty(checkout.Notices);
    }

    [Fact]
    public void Following_the_same_link_again_changes_nothing_more()
    {
        Checkout checkout = Shop.AnOpenCheckout();
        for (int press = 0; press < 3; press++)
            checkout.Follow(Editor, "quantity=2&items=viewer:3&ref=S-1", Viewer);

        Assert.Equal([new CartLine(Editor.Id, 2), new CartLine(Viewer.Id, 3)], checkout.Cart.Lines);
    }

    [Fact]
    public void A_second_link_adds_its_product_and_clear_empties_first()
    {
        Checkout checkout = Shop.AnOpenCheckout();
        checkout.Follow(Editor, "", Viewer);
        checkout.Follow(Viewer, "", Editor);
        Assert.Equal(2, checkout.Cart.Lines.Count);

        checkout.Follow(Viewer, "clear=1&currency=USD", Editor);
        Assert.Equal([new CartLine(Viewer.Id, 1)], checkout.Cart.Lines);
        Assert.Equal(Shop.Dollar, checkout.Cart.Currency);
    }

    [Theory]
    [InlineData("currency=JPY", "JPY", null)]
    [InlineData("currency=GBP", "EUR", NoticeCode.CurrencyUnavailable)]
    [InlineData("currency=nonsense", "EUR", NoticeCode.CurrencyUnavailable)]
    [InlineData("", "EUR", null)]
    public void The_currency_is_the_links_or_the_default(string query, string currency, NoticeCode? notice)
    {
        Checkout checkout = Shop.AnOpenCheckout();
        checkout.Follow(Editor, query);

        Assert.Equal(currency, checkout.Cart.Currency.Code);
        Assert.Equal(notice, checkout.Notices.SingleOrDefault()?.Code);
    }

    [Fact]
    public void The_links_currency_moves_a_cart_that_can_move()
    {
        Checkout checkout = Shop.AnOpenCheckout();
        checkout.Follow(Editor, "", Viewer);
        checkout.Follow(Viewer, "currency=USD", Editor);

        Assert.Equal(Shop.Dollar, checkout.Cart.Currency);
        Assert.Empty(checkout.Notices);
    }

    [Fact]
    public void Unknown_items_are_named_and_skipped()
    {
        Checkout checkout = Shop.AnOpenCheckout();
        checkout.Follow(Editor, "items=nothing:2,viewer", Viewer);

        Assert.Equal(2, checkout.Cart.Lines.Count);
        CheckoutNotice notice = Assert.Single(checkout.Notices);
        Assert.Equal((NoticeCode.ItemUnknown, "nothing", true), (notice.Code, notice.Value, notice.IsForCustomer));
    }

    [Fact]
    public void Prefill_fills_what_is_empty_and_never_what_was_typed()
    {
        Checkout checkout = Shop.AnOpenCheckout();
        checkout.Keep(checkout.Form.With("first_name", "Augusta"), null, Shop.Noon);
        checkout.Follow(Editor, "first_name=Ada&last_name=Lovelace&country=gb");

        Assert.Equal(("Augusta", "Lovelace", "GB"), (checkout.Form.FirstName, checkout.Form.LastName, checkout.Form.Country));
    }

    [Fact]
    public void The_return_address_is_kept_only_for_hosts_of_the_vendor()
    {
        Checkout checkout = Shop.AnOpenCheckout();
        checkout.Follow(Editor, "return_url=https%3A%2F%2Fshop.example%2Fdone");
        checkout.Follow(Editor, "return_url=https%3A%2F%2Fevil.example%2F");

        Assert.Equal("https://shop.example/done", checkout.Link.ReturnUrl);
        Assert.Equal(NoticeCode.HostNotAllowed, Assert.Single(checkout.Notices).Code);
    }

    [Fact]
    public void A_coupon_of_a_link_is_taken_stays_and_goes_with_the_cart_that_is_cleared()
    {
        Checkout checkout = Shop.AnOpenCheckout();
        checkout.Follow(Editor, "coupon=SPRING");
        checkout.Follow(Editor, "quantity=2");
        Assert.Equal("SPRING", checkout.CouponCode);

        checkout.Follow(Editor, "clear=1");
        Assert.Null(checkout.CouponCode);
    }

    [Fact]
    public void The_next_act_on_the_cart_takes_the_notices_away()
    {
        Checkout checkout = Shop.AnOpenCheckout();
        checkout.Follow(Editor, "quantity=0");
        Assert.NotEmpty(checkout.Notices);

        checkout.SwitchLocale("de", Shop.Noon);
        checkout.Change(Edit("1"), Shop.Shelf(Editor), Shop.Noon);
        Assert.NotEmpty(checkout.Notices);

        checkout.Change(Edit("2"), Shop.Shelf(Editor), Shop.Noon);
        Assert.Empty(checkout.Notices);
    }

    [Fact]
    public void One_press_may_change_quantities_currency_and_lines_and_says_all_that_did_not_go_as_asked()
    {
        Checkout checkout = Shop.AnOpenCheckout();
        checkout.Follow(Editor, "items=viewer", Viewer);

        checkout.Change(
            new CartEdit
            {
                Quantities = new Dictionary<string, QuantityWish> { [Editor.Id] = QuantityWish.Read("1000"), [Viewer.Id] = QuantityWish.Read("x"), ["prod_none"] = 1 },
                Currency = "JPY",
            },
            Shop.Shelf(Editor, Viewer), Shop.Noon);

        Assert.Equal([new CartLine(Editor.Id, 100), new CartLine(Viewer.Id, 1)], checkout.Cart.Lines);
        Assert.Equal(
            [NoticeCode.QuantityClamped, NoticeCode.QuantityUnreadable, NoticeCode.CurrencyUnavailable],
            checkout.Notices.Select(n => n.Code));
    }

    [Fact]
    public void What_was_taken_out_can_be_put_back()
    {
        Checkout checkout = Shop.AnOpenCheckout();
        checkout.Follow(Editor, "quantity=3");
        checkout.Change(new CartEdit { Remove = Editor.Id }, Shop.Shelf(Editor), Shop.Noon);
        Assert.Empty(checkout.Cart.Lines);

        checkout.Change(new CartEdit { Restore = new CartLine(Editor.Id, 3) }, Shop.Shelf(Editor), Shop.Noon);
        Assert.Equal([new CartLine(Editor.Id, 3)], checkout.Cart.Lines);
    }

    [Fact]
    public void The_currency_is_switched_and_an_unknown_one_is_refused()
    {
        Checkout checkout = Shop.AnOpenCheckout();
        checkout.Follow(Editor, "");
        checkout.Change(new CartEdit { Currency = "jpy" }, Shop.Shelf(Editor), Shop.Noon);
        Assert.Equal(Shop.Yen, checkout.Cart.Currency);

        checkout.Change(new CartEdit { Currency = "nonsense" }, Shop.Shelf(Editor), Shop.Noon);
        Assert.Equal(Shop.Yen, checkout.Cart.Currency);
        Assert.Equal(new CheckoutNotice(NoticeCode.CurrencyUnavailable, "currency", "nonsense", "JPY"), Assert.Single(checkout.Notices));
    }

    [Fact]
    public void An_ordered_cart_changes_no_more()
    {
        Checkout checkout = Shop.AnOpenCheckout();
        checkout.Follow(Editor, "");
        checkout.MarkOrdered(Shop.Noon);

        foreach (Action act in (Action[])[
            () => checkout.Follow(Editor, "quantity=2"),
            () => checkout.Change(Edit("2"), Shop.Shelf(Editor), Shop.Noon),
            () => checkout.SwitchLocale("de", Shop.Noon),
            () => checkout.Keep(new BuyerForm(), null, Shop.Noon),
            () => checkout.MarkOrdered(Shop.Noon.AddDays(1))])
        {
            Assert.Equal("checkout_ordered", Assert.Throws<RuleBroken>(act).Code);
        }

        Assert.Equal([new CartLine(Editor.Id, 1)], checkout.Cart.Lines);
        Assert.Equal(("en", Shop.Noon), (checkout.Locale, checkout.OrderedAt));
    }

    private static CartEdit Edit(string quantity) => new() { Quantities = new Dictionary<string, QuantityWish> { [Editor.Id] = QuantityWish.Read(quantity) } };
}
