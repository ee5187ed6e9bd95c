using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Journeys;

/// <summary>Whole ways by bank transfer, and from one method to the other.</summary>
public sealed class TransferJourneyTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_transfer_in_two_parts_pays_when_the_rest_has_come(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = new Customer(here);
        using var program = new VendorProgram(here);

        await ada.Buy("editor");
        await ada.Order("bank_transfer");
        await ada.Choose("bank_transfer");
        var order = await ada.Placed();
        Assert.Contains(CreditorReference.For(order.Number).Printed, ada.Browser.Text.Replace((char)0xA0, (char)0x20), StringComparison.Ordinal);
        await here.Settle(order.Id);

        await program.SendMoney(order.Number, 20_00, reference: "B-1");
        Assert.Equal(20_00, (await program.SendMoney(order.Number, 20_00, reference: "B-1")).GetProperty("amount_paid").GetInt64());
        await here.Settle(order.Id);
        await ada.Browser.Visit(ada.OrderPage!);
        Assert.Contains("9.00", ada.Browser.Text, StringComparison.Ordinal);

        await program.SendMoney(order.Number, 9_00, reference: "B-2");
        await here.Settle(order.Id);
        Assert.Equal(["order.created", "payment.succeeded", "product.delivered", "order.delivered"], await program.Events(order.Id));
        Assert.Equal(["license", "order_received", "part_received", "payment_confirmed"], await program.Mails(order.Id));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_card_and_a_transfer_that_both_come_pay_once_and_the_cards_money_goes_back_after_a_day(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = new Customer(here);
        using var program = new VendorProgram(here);

        await ada.Buy("editor");
        await ada.Order();
        await ada.Choose("sandbox");
        var (pay, content) = ada.FillCard(Customer.GoodCard);
        var order = await ada.Placed();
        await program.SendMoney(order.Id, 29_00);
        await ada.Browser.Send(pay, content);
        await here.Settle(order.Id);

        var both = await ada.Placed();
        Assert.Equal(OrderStatus.Paid, both.Status);
        var charge = here.Bank.Books.Charges().SingleOrDefault();
        if (charge is null)
        {
            // The page was closed before the card could be charged: nothing is to go back.
            Assert.Single(both.Receipts);
            return;
        }

        Assert.Equal(29_00, both.Receipts.Single(r => r.IsOnline).Unapplied.Minor);
        await program.Advance(order.Id, "P2D");
        Assert.Equal(29_00, (await ada.Placed()).Receipts.Single(r => r.IsOnline).Returned.Minor);
        Assert.Equal(29_00, Assert.Single(here.Bank.Books.Charges().Single().Refunds).Amount);
        Assert.Equal(1, (await program.Events(order.Id)).Count(type => type == "payment.succeeded"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Switching_to_a_transfer_closes_the_banks_page(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = new Customer(here);

        await ada.Buy("editor");
        await ada.Order();
        await ada.Choose("sandbox");
        var bankPage = ada.Browser.At;
        await ada.Choose("bank_transfer");
        var order = await ada.Placed();
        await here.Settle(order.Id);

        Assert.Equal([PaymentStatus.Closed, PaymentStatus.Open], (await ada.Placed()).Payments.Select(p => p.Status));
        await ada.Browser.Visit(bankPage);
        Assert.Null(ada.Browser.Page.QuerySelector("[name=card_number]"));
        Assert.Empty(here.Bank.Books.Charges());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Money_in_another_currency_stays_unapplied_and_too_much_leaves_its_surplus(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = new Customer(here);
        using var program = new VendorProgram(here);

        await ada.Buy("editor");
        await ada.Order("bank_transfer");
        await ada.Choose("bank_transfer");
        var order = await ada.Placed();
        Assert.Equal("not_paid", (await program.SendMoney(order.Id, 29_00, "USD")).GetProperty("status").GetString());
        Assert.Equal("paid", (await program.SendMoney(order.Id, 30_00)).GetProperty("status").GetString());
        var paid = await ada.Placed();
        Assert.Equal((29_00L, 1_00L), (paid.Receipts[1].Applied.Minor, paid.Receipts[1].Unapplied.Minor));
        Assert.Equal(29_00, paid.Receipts[0].Unapplied.Minor);

        // Bank money is never sent back by itself.
        await program.Advance(order.Id, "P30D");
        Assert.All((await ada.Placed()).Receipts, r => Assert.True(r.Returned.IsZero));
    }
}
