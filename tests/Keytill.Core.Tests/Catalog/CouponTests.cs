using Keytill.Core.Catalog;

namespace Keytill.Core.Tests.Catalog;

public sealed class CouponTests
{
    private static readonly DateTimeOffset Now = Shop.Noon;

    [Theory]
    [InlineData(" spring-20 ", "SPRING-20")]
    [InlineData("spring 20", "SPRING20")]
    [InlineData("Öl_1", "ÖL_1")]
    public void A_code_is_found_however_it_is_typed(string typed, string code)
    {
        Assert.Equal(code, CouponCode.Normalize(typed));
        Assert.Equal(code, ACoupon(d => d with { Code = typed }).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("50%")]
    [InlineData("<b>")]
    [InlineData("12345678901234567890123456789012345678901")]
    public void What_is_no_code_makes_no_coupon(string typed)
    {
        Assert.Null(CouponCode.Normalize(typed));
        Assert.Equal("coupon_code", Assert.Throws<RuleBroken>(() => ACoupon(d => d with { Code = typed })).Code);
    }

    [Theory]
    [InlineData(0, null, "coupon_percent")]
    [InlineData(101, null, "coupon_percent")]
    [InlineData(-5, null, "coupon_percent")]
    [InlineData(10, 0, "coupon_uses")]
    public void Absurd_coupons_are_refused(int percent, int? usesMax, string code) =>
        Assert.Equal(code, Assert.Throws<RuleBroken>(() => ACoupon(d => d with { PercentOff = percent, UsesMax = usesMax })).Code);

    [Fact]
    public void A_coupon_ends_after_it_has_begun() =>
        Assert.Equal("coupon_period", Assert.Throws<RuleBroken>(() => ACoupon(d => d with { StartsAt = Now, EndsAt = Now })).Code);

    [Fact]
    public void It_applies_from_its_first_instant_up_to_its_last()
    {
        var coupon = ACoupon(d => d with { StartsAt = Now, EndsAt = Now.AddDays(1) });

        Assert.Equal(CouponRefusal.NotYet, Refusal(coupon, Now.AddMilliseconds(-1)));
        Assert.Null(Refusal(coupon, Now));
        Assert.Null(Refusal(coupon, Now.AddDays(1).AddMilliseconds(-1)));
        Assert.Equal(CouponRefusal.Ended, Refusal(coupon, Now.AddDays(1)));
    }

    [Fact]
    public void One_that_the_vendor_ended_applies_no_more_until_he_wants_it_again()
    {
        var coupon = ACoupon();
        coupon.Disable(Now);
        Assert.Equal(CouponRefusal.Ended, Refusal(coupon, Now));
        coupon.Enable();
        Assert.Null(Refusal(coupon, Now));
    }

    [Theory]
    [InlineData(2, 0, null)]
    [InlineData(3, 0, CouponRefusal.UsedUp)]
    [InlineData(4, 0, CouponRefusal.UsedUp)]
    [InlineData(2, 1, CouponRefusal.UsedByCustomer)]
    public void It_is_used_as_often_as_it_can_be(int inAll, int byCustomer, CouponRefusal? refusal) =>
        Assert.Equal(refusal, ACoupon(d => d with { UsesMax = 3, UsesPerCustomerMax = 1 }).Refuses(new CouponUses(inAll, byCustomer), ["prod_1"], Now));

    [Fact]
    public void One_for_a_product_takes_its_part_off_that_products_line_alone()
    {
        Product editor = Shop.Editor(), viewer = Shop.Product("viewer", PriceList.Of(("EUR", 999)));
        var coupon = ACoupon(d => d with { PercentOff = 15, ProductIds = [viewer.Id] });

        Quote quote = Quote.Of([new(editor, 1), new(viewer, 1)], Shop.Euro, coupon);

        // 15 per cent of 9.99 are 1.4985.
        Assert.Equal([0, 150], quote.Lines.Select(l => l.Amounts.Discount.Minor));
        Assert.Equal(2_900 + 849, quote.Amounts.Total.Minor);
        Assert.Equal(CouponRefusal.OtherProducts, coupon.Refuses(default, [editor.Id], Now));
        Assert.Null(coupon.Refuses(default, [editor.Id, viewer.Id], Now));
    }

    [Fact]
    public void One_of_a_hundred_per_cent_leaves_nothing_to_pay() =>
        Assert.True(Quote.Of([new(Shop.Editor(), 3)], Shop.Yen, ACoupon(d => d with { PercentOff = 100 })).Amounts.Total.IsZero);

    [Fact]
    public void The_part_is_rounded_once_over_the_order_and_its_shares_sum_to_it()
    {
        Product[] products = [.. Enumerable.Range(1, 3).Select(i => Shop.Product($"p{i}", PriceList.Of(("EUR", 333))))];

        Quote quote = Quote.Of([.. products.Select(p => new QuoteItem(p, 1))], Shop.Euro, ACoupon(d => d with { PercentOff = 50 }));

        // Half of 9.99, and not three times the half of 3.33.
        Assert.Equal(500, quote.Amounts.Discount.Minor);
        Assert.Equal([167, 167, 166], quote.Lines.Select(l => l.Amounts.Discount.Minor));
    }

    [Fact]
    public void Another_coupon_is_another_price() => Assert.NotEqual(
        Quote.Of([new(Shop.Editor(), 1)], Shop.Euro, ACoupon()).Fingerprint,
        Quote.Of([new(Shop.Editor(), 1)], Shop.Euro, ACoupon(d => d with { PercentOff = 21 })).Fingerprint);

    private static CouponRefusal? Refusal(Coupon coupon, DateTimeOffset at) => coupon.Refuses(default, ["prod_1"], at);

    private static Coupon ACoupon(Func<CouponData, CouponData>? change = null)
    {
        var data = new CouponData { Code = "SPRING", PercentOff = 20 };
        return Coupon.Create(Shop.Owner, change?.Invoke(data) ?? data, Now);
    }
}
