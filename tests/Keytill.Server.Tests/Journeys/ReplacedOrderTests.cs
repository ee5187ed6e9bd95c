using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Server.Tests.Checkouts;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Journeys;

/// <summary>Back after "continue": the order waits, and can be changed.</summary>
public sealed class ReplacedOrderTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_goes_back_changes_his_order_by_another_that_takes_its_place(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here, "editor?ref=cart-7");
        var old = await ada.Placed();
        await ada.Choose("sandbox");
        var oldPage = ada.OrderPage!;

        await ada.Browser.Visit(ada.Checkout!);
        await ada.Browser.Press("[name=change_order]");
        Assert.Contains("You are changing your order " + old.Number, ada.Browser.Text, StringComparison.Ordinal);
        Assert.Equal("ada@example.org", ada.Browser.Page.QuerySelector("[name=email]")!.GetAttribute("value"));
        await ada.Browser.Press("[name=update]", (QuantityOf(ada), "3"));
        await Continue(ada);

        var (before, after) = (await Look(here, oldPage), await Look(here, ada.Browser.At));
        Assert.Equal((after.Id, before.Id, 87_00, "cart-7"), (before.ReplacedById, after.ReplacesId, after.Total.Minor, after.ExternalId));
        Assert.Equal((OrderStatus.NotPaid, PaymentStatus.Closed), (before.Status, Assert.Single(before.Payments).Status));

        await ada.Browser.Visit(oldPage);
        Assert.Contains("was replaced", ada.Browser.Text, StringComparison.Ordinal);
        Assert.Null(ada.Browser.Page.QuerySelector("[name=pay]"));
        await ada.Browser.Visit(new Uri(ada.Browser.At, ada.Browser.Page.QuerySelector("main a.button")!.GetAttribute("href")));
        Assert.Contains(after.Number, ada.Browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Until_it_is_ordered_anew_the_first_one_counts_and_pressing_change_again_opens_the_same_cart(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        await ada.Browser.Visit(ada.Checkout!);
        await ada.Browser.Press("[name=change_order]");
        var cart = ada.Browser.At;
        await ada.Browser.Visit(ada.Checkout!);
        await ada.Browser.Press("[name=change_order]");
        Assert.Equal(cart, ada.Browser.At);

        await ada.PayByCard(Customer.GoodCard);
        Assert.Equal(OrderStatus.Paid, (await ada.Placed()).Status);
        await ada.Browser.Visit(cart);
        await Continue(ada);
        Assert.Equal(ada.OrderPage!.AbsolutePath, ada.Browser.At.AbsolutePath);
        await ada.Browser.Visit(ada.Checkout!);
        Assert.Null(ada.Browser.Page.QuerySelector("[name=change_order]"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_last_use_of_a_coupon_goes_over_to_the_order_that_takes_the_place(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        var coupon = await CouponTests.ACoupon(here, d => d with { UsesMax = 1, UsesPerCustomerMax = 1 });
        using var ada = await Customer.WhoOrdered(here, "editor?coupon=spring");
        var oldPage = ada.OrderPage!;
        await ada.Browser.Visit(ada.Checkout!);
        await ada.Browser.Press("[name=change_order]");
        await Continue(ada);

        Assert.Equal((coupon.Id, 23_20), ((await Look(here, ada.Browser.At)).CouponId, (await Look(here, ada.Browser.At)).Total.Minor));
        Assert.Null((await Look(here, oldPage)).CouponHeldUntil);
        Assert.Equal(1, await CouponTests.Uses(here, coupon));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Nobody_is_reminded_of_a_replaced_order_and_one_that_was_paid_all_the_same_is_delivered(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here, method: "bank_transfer");
        await ada.Choose("bank_transfer");
        var old = await ada.Placed();
        await here.Settle(old.Id);
        await ada.Browser.Visit(ada.Checkout!);
        await ada.Browser.Press("[name=change_order]");
        await Continue(ada);

        int mails = here.Mailbox.Accepted.Count;
        await here.Get<Orders.AdvanceOrderClock>().Run(here.Scope, old.Id, TimeSpan.FromDays(20), CancellationToken.None);
        Assert.Equal(mails, here.Mailbox.Accepted.Count);
        await here.Get<Orders.OrderActs>().ReceiveBankMoney(here.Scope, old.Id, old.Total, "late", null);
        await here.Settle(old.Id);
        Assert.Equal((OrderStatus.Paid, OrderDelivery.Delivered), ((await ada.Placed()).Status, (await ada.Placed()).Delivery));
    }

    private static Task Continue(Customer customer) => customer.Browser.Press(
        "[name=continue]", [.. Customer.Ada, ("payment_method", "sandbox"), ("accept_terms", "1"), ("accept_privacy", "1")]);

    private static string QuantityOf(Customer customer) => customer.Browser.Page.QuerySelector("input[name^='quantity[']")!.GetAttribute("name")!;

    private static async Task<Order> Look(Installation here, Uri page)
    {
        string[] parts = page.AbsolutePath.Split('/');
        return (await here.Get<Orders.OrderQueries>().ByToken(parts[2], parts[3], CancellationToken.None))!;
    }
}
