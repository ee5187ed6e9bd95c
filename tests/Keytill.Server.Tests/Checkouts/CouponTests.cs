using System.Net;
using Keytill.Core.Catalog;
using Keytill.Core.Orders;
using Keytill.Server.Catalog;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Checkouts;

/// <summary>Coupons as customers meet them: a field, a link, a reason.</summary>
public sealed class CouponTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_coupon_is_typed_taken_off_and_ordered_with(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        var coupon = await ACoupon(here);
        using var ada = new Customer(here);
        await ada.Buy("editor");
        await ada.Browser.Press("[name=update]", ("coupon", " spring "));

        Assert.Equal(["€29.00", "−€5.80", "€23.20"], Totals(ada));
        await ada.Order();
        var order = await ada.Placed();
        Assert.Equal((5_80, 23_20, coupon.Id, "SPRING"), (order.Amounts.Discount.Minor, order.Total.Minor, order.CouponId, order.CouponCode));
        Assert.Equal(here.Clock.GetUtcNow().AddHours(24), order.CouponHeldUntil);
        await ada.PayByCard(Customer.GoodCard);
        Assert.Equal(OrderStatus.Paid, (await ada.Placed()).Status);
        Assert.Equal(23_20, Assert.Single(here.Bank.Books.Charges()).Amount);
    }

    [Fact]
    public async Task A_form_of_before_it_was_applied_that_arrives_after_it_does_not_take_it_away()
    {
        await using var here = await Installation.StartSelling(DatabaseKind.Sqlite);
        await ACoupon(here);
        using var ada = new Customer(here);
        await ada.Buy("editor");
        var (address, late) = ada.Browser.Fill("[name=update]", ("email", "ada@example.org"));
        await ada.Browser.Press("[name=update]", ("coupon", "spring"));
        await ada.Browser.Send(address, late);
        Assert.Contains("€23.20", Totals(ada));

        // One that was typed wrong is emptied by emptying its field.
        await ada.Browser.Press("[name=remove_coupon]");
        await ada.Browser.Press("[name=update]", ("coupon", "sprung"));
        Assert.NotNull(ada.Browser.Page.QuerySelector("#coupon-error"));
        await ada.Browser.Press("[name=update]", ("coupon", ""));
        Assert.Null(ada.Browser.Page.QuerySelector("#coupon-error"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_coupon_of_the_link_is_in_the_first_view_and_can_be_removed_in_one_press(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        await ACoupon(here);
        using var ada = new Customer(here);
        await ada.Buy("editor?coupon=Spring");
        Assert.Contains("€23.20", Totals(ada));
        Assert.Null(ada.Browser.Page.QuerySelector("input[name=coupon]"));

        await ada.Browser.Press("[name=remove_coupon]", ("email", "ada@example.org"));
        Assert.Equal(["€29.00"], Totals(ada));
        Assert.Equal("ada@example.org", ada.Browser.Page.QuerySelector("[name=email]")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("nonsense", "We do not know the coupon")]
    [InlineData("<b>bold</b>", "We do not know the coupon “<b>bold</b>”")]
    [InlineData("LATER", "is not valid yet")]
    [InlineData("OVER", "is no longer valid")]
    [InlineData("OTHER", "is for other products")]
    public async Task A_coupon_that_does_not_apply_says_why_beside_its_field_and_the_order_goes_on_without(string code, string reason)
    {
        await using var here = await Installation.StartSelling(DatabaseKind.Sqlite);
        var viewer = await here.Shop.Sell(here.Store, "viewer", PriceList.Of(("EUR", 9_00)));
        var now = here.Clock.GetUtcNow();
        await ACoupon(here, d => d with { Code = "LATER", StartsAt = now.AddDays(1) });
        await ACoupon(here, d => d with { Code = "OVER", EndsAt = now });
        await ACoupon(here, d => d with { Code = "OTHER", ProductIds = [viewer.Id] });
        using var ada = new Customer(here);
        await ada.Buy("editor?coupon=" + Uri.EscapeDataString(code));

        Assert.Contains(reason, ada.Browser.Page.GetElementById("coupon-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(code, ada.Browser.Page.QuerySelector("[name=coupon]")!.GetAttribute("value"));
        await ada.Order();
        var order = await ada.Placed();
        Assert.Equal((29_00, null), (order.Total.Minor, order.CouponId));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_code_typed_and_continued_at_once_shows_its_total_first(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        await ACoupon(here);
        using var ada = new Customer(here);
        await ada.Buy("editor");
        await ada.Browser.Press("[name=continue]", [.. Customer.Ada, ("payment_method", "sandbox"), ("accept_terms", "1"), ("accept_privacy", "1"), ("coupon", "spring")]);
        Assert.StartsWith("/checkout/", ada.Browser.At.AbsolutePath, StringComparison.Ordinal);
        Assert.Contains("€23.20", Totals(ada));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task One_that_was_used_up_since_the_page_was_shown_is_not_ordered_with_and_the_page_says_why(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        await ACoupon(here, d => d with { UsesMax = 1 });
        using var ada = new Customer(here);
        await ada.Buy("editor?coupon=spring");
        using var bob = await Customer.WhoOrdered(here, "editor?coupon=spring");

        await ada.Browser.Press("[name=continue]", [.. Customer.Ada, ("payment_method", "sandbox"), ("accept_terms", "1"), ("accept_privacy", "1")]);
        Assert.Equal(HttpStatusCode.BadRequest, ada.Browser.Status);
        Assert.Contains("used as often as it can be", ada.Browser.Text, StringComparison.Ordinal);
        Assert.Equal(["€29.00"], Totals(ada));
        Assert.Equal(23_20, (await bob.Placed()).Total.Minor);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task One_customer_uses_it_as_often_as_he_may_however_he_writes_his_address(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        await ACoupon(here, d => d with { UsesPerCustomerMax = 1 });
        using var first = await Customer.WhoOrdered(here, "editor?coupon=spring");
        using var again = new Customer(here);
        await again.Buy("editor?coupon=spring");
        Assert.Contains("€23.20", Totals(again));

        await again.Browser.Press(
            "[name=continue]", [.. Customer.Ada.Where(f => f.Name != "email"), ("email", "ADA@Example.org"), ("payment_method", "sandbox"), ("accept_terms", "1"), ("accept_privacy", "1")]);
        Assert.Equal(HttpStatusCode.BadRequest, again.Browser.Status);
        Assert.Contains("You have already used the coupon", again.Browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_use_that_was_held_for_a_day_is_free_for_others_and_whoever_had_it_still_pays_the_agreed_price(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        var coupon = await ACoupon(here, d => d with { UsesMax = 1 });
        using var ada = await Customer.WhoOrdered(here, "editor?coupon=spring");
        await here.SleepFor(TimeSpan.FromHours(24));
        using var tooEarly = await Customer.WhoOrdered(here, "editor?coupon=spring");
        Assert.Null((await tooEarly.Placed()).CouponId);

        await here.SleepFor(LifecyclePolicy.CouponHoldGrace);
        using var bob = await Customer.WhoOrdered(here, "editor?coupon=spring");
        Assert.Equal(coupon.Id, (await bob.Placed()).CouponId);
        await ada.PayByCard(Customer.GoodCard);
        var paid = await ada.Placed();
        Assert.Equal((OrderStatus.Paid, 23_20), (paid.Status, paid.Applied.Minor));
        Assert.Equal(2, await Uses(here, coupon));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_coupon_of_the_whole_price_leaves_nothing_to_pay_and_is_paid_by_ordering(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        await ACoupon(here, d => d with { PercentOff = 100 });
        using var ada = await Customer.WhoOrdered(here, "editor?coupon=spring");
        var order = await ada.Placed();
        Assert.Equal((OrderStatus.Paid, "free"), (order.Status, order.Method));
        await here.Settle(order.Id);
        Assert.Equal(OrderDelivery.Delivered, (await ada.Placed()).Delivery);
    }

    internal static Task<Coupon> ACoupon(Installation here, Func<CouponData, CouponData>? change = null)
    {
        var data = new CouponData { Code = "SPRING", PercentOff = 20 };
        return here.Get<KeepCoupon>().Create(here.Scope, change?.Invoke(data) ?? data, CancellationToken.None);
    }

    internal static Task<int> Uses(Installation here, Coupon coupon) =>
        here.Store.Read(here.Scope, db => db.CountUses(coupon.Id, here.Clock.GetUtcNow(), CancellationToken.None));

    /// <summary>Subtotal, discount and total: without a discount the total alone.</summary>
    private static string[] Totals(Customer customer) =>
        [.. customer.Browser.Page.QuerySelectorAll(".basket .totals > div:not(.muted) dd").Select(dd => dd.TextContent)];
}
