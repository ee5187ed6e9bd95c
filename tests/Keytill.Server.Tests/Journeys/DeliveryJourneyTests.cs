using Keytill.Core.Catalog;
using Keytill.Core.Orders;
using Keytill.Server.Licenses;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Journeys;

/// <summary>Whole ways on which delivery goes wrong, and goes on.</summary>
public sealed class DeliveryJourneyTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_line_whose_pool_is_empty_waits_alone_and_is_delivered_when_keys_come(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        string pool = await here.Get<KeyPools>().Create(here.Scope, "fonts");
        await here.Shop.Sell(here.Store, "fonts", PriceList.Of(("EUR", 12_50)), p => p with { LicenseMethod = "key_pool", LicenseSettings = $$"""{"pool": "{{pool}}"}""" });
        using var ada = new Customer(here);
        using var program = new VendorProgram(here);

        await ada.Buy("editor");
        await ada.Buy("fonts?quantity=2");
        await ada.Order();
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);
        Assert.Equal(OrderDelivery.PartiallyDelivered, (await ada.Placed()).Delivery);

        await here.Get<KeyPools>().Upload(here.Scope, pool, "FONT-0001\nFONT-0002\nFONT-0003");
        await Installation.Until(async () => (await ada.Placed()).Delivery == OrderDelivery.Delivered, "the fonts are delivered");
        await here.Settle(order.Id);
        await ada.Browser.Visit(ada.OrderPage!);
        Assert.Contains("FONT-0001", ada.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("FONT-0002", ada.Browser.Text, StringComparison.Ordinal);
        Assert.Equal("order.delivered", (await program.Events(order.Id))[^1]);
        Assert.Equal(2, (await program.Events(order.Id)).Count(type => type == "product.delivered"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_slow_method_is_told_by_mail_after_an_hour_and_delivers_by_the_orders_clock(DatabaseKind kind)
    {
        await using var here = await Installation.Start(kind);
        await here.Shop.Sell(here.Store, "slow", PriceList.Of(("EUR", 5_00)), p => p with
        {
            LicenseMethod = "emulator",
            LicenseSettings = """{"script": ["temporary_error", "slow PT2H", "key"]}""",
        });
        using var ada = new Customer(here);
        using var program = new VendorProgram(here);

        await ada.Buy("slow");
        await ada.Order();
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);
        Assert.Equal(LineStatus.Waiting, (await ada.Placed()).Lines[0].Status);

        await program.Advance(order.Id, "PT3H");
        Assert.Equal(OrderDelivery.Delivered, (await ada.Placed()).Delivery);
        Assert.Equal(["delivery_late", "delivery_late_for_vendor", "license", "payment_confirmed"], await program.Mails(order.Id));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Keys_of_a_line_whose_pool_ran_dry_are_on_the_page_at_once_and_mailed_after_a_day(DatabaseKind kind)
    {
        await using var here = await Installation.Start(kind);
        string pool = await here.Get<KeyPools>().Create(here.Scope, "fonts");
        await here.Get<KeyPools>().Upload(here.Scope, pool, "FONT-0001\nFONT-0002");
        await here.Shop.Sell(here.Store, "fonts", PriceList.Of(("EUR", 12_50)), p => p with { LicenseMethod = "key_pool", LicenseSettings = $$"""{"pool": "{{pool}}"}""" });
        using var ada = new Customer(here);
        using var program = new VendorProgram(here);

        await ada.Buy("fonts?quantity=3");
        await ada.Order();
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);
        await ada.Browser.Visit(ada.OrderPage!);
        Assert.Contains("FONT-0002", ada.Browser.Text, StringComparison.Ordinal);

        await program.Advance(order.Id, "PT23H");
        Assert.DoesNotContain("licenses_so_far", await program.Mails(order.Id));
        await program.Advance(order.Id, "PT1H");
        Assert.Contains(here.Mailbox.Accepted, m => m.Text.Contains("FONT-0001", StringComparison.Ordinal) && m.Text.Contains("FONT-0002", StringComparison.Ordinal));

        await here.Get<KeyPools>().Upload(here.Scope, pool, "FONT-0003");
        await Installation.Until(async () => (await ada.Placed()).Delivery == OrderDelivery.Delivered, "the last key is delivered");
        await here.Settle(order.Id);
        Assert.Equal(["delivery_late", "delivery_late_for_vendor", "license", "licenses_so_far", "payment_confirmed", "pool_low"], await program.Mails(order.Id));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_fatal_answer_needs_a_person_and_goes_on_when_he_has_acted(DatabaseKind kind)
    {
        await using var here = await Installation.Start(kind);
        await here.Shop.Sell(here.Store, "fatal", PriceList.Of(("EUR", 5_00)), p => p with { LicenseMethod = "emulator", LicenseSettings = """{"script": ["fatal_error", "key"]}""" });
        using var ada = new Customer(here);
        using var program = new VendorProgram(here);

        await ada.Buy("fatal");
        await ada.Order();
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);
        Assert.Equal(LineStatus.NeedsPerson, (await ada.Placed()).Lines[0].Status);

        await here.Get<Orders.OrderActs>().ResumeDelivery(here.Scope, order.Id, order.Lines[0].Id);
        await here.Settle(order.Id);
        Assert.Equal(["order.created", "payment.succeeded", "product.delivery_failed", "product.delivered", "order.delivered"], await program.Events(order.Id));
    }
}
