using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Orders;

/// <summary>What finance decides about money that does not fit by itself.</summary>
public sealed class SettlingTests
{
    private static readonly DateTimeOffset Later = Noon.AddDays(3);

    [Fact]
    public void Money_of_a_cancelled_order_pays_it_once_it_is_open_again()
    {
        var order = AnUnpaidOrder();
        order.Cancel("asked", returnMoney: false, Noon);
        order.ReceiveBankMoney("rcp_1", Cents(10_000), "bank-1", Later, Later);
        Assert.Equal("nothing_due", Code(() => order.ApplyUnapplied("rcp_1", Later)));
        order.Reopen("asked", Later);
        order.ApplyUnapplied("rcp_1", Later);
        Assert.Equal((OrderStatus.Paid, Cents(10_000), Cents(0)), (order.Status, order.Applied, order.Receipts[0].Unapplied));
        Assert.Single(order.Raised.OfType<PaymentSucceeded>());
    }

    [Fact]
    public void A_part_is_applied_as_a_part_and_a_surplus_stays_unapplied()
    {
        var order = Reopened(4_000, 9_000);
        order.ApplyUnapplied("rcp_1", Later);
        Assert.Equal((OrderStatus.NotPaid, Cents(6_000)), (order.Status, order.Due));
        Assert.Single(order.Raised.OfType<PartReceived>());
        order.ApplyUnapplied("rcp_2", Later);
        Assert.Equal((OrderStatus.Paid, Cents(3_000)), (order.Status, order.Receipts[1].Unapplied));
        Assert.Equal("nothing_due", Code(() => order.ApplyUnapplied("rcp_2", Later)));
    }

    [Fact]
    public void Money_of_another_currency_is_never_converted_and_money_on_its_way_back_is_not_used()
    {
        var order = AnUnpaidOrder();
        order.ReceiveBankMoney("rcp_1", In("USD", 10_000), "bank-1", Later, Later);
        Assert.Equal("other_currency", Code(() => order.ApplyUnapplied("rcp_1", Later)));

        var other = Reopened(10_000);
        other.ReturnByHand("ref_1", "rcp_1", "finn", Later);
        Assert.Equal("nothing_unapplied", Code(() => other.ApplyUnapplied("rcp_1", Later)));
    }

    [Fact]
    public void Bank_money_goes_back_as_a_task_that_finance_confirms()
    {
        var order = AnOrderPaidTwice();
        order.ReturnByHand("ref_1", "rcp_2", "finn", Later);
        order.ReturnByHand("ref_1", "rcp_2", "finn", Later);
        var refund = Assert.Single(order.Refunds);
        Assert.Equal((RefundPurpose.Return, RefundStatus.Approved, Cents(10_000), false), (refund.Purpose, refund.Status, refund.Amount, refund.IsOnline));
        Assert.Equal("nothing_unapplied", Code(() => order.ReturnByHand("ref_2", "rcp_2", "finn", Later)));
        Assert.Equal("goes_back_by_itself", Code(() => order.ReturnByHand("ref_3", "rcp_1", "finn", Later)));

        order.ConfirmBankRefund("ref_1", "Ada Lovelace", AnIban, "out-1", "finn", Later);
        Assert.Equal((Cents(0), Cents(10_000)), (order.Receipts[1].Unapplied, order.Receipts[1].Returned));
        // The sale is as it was.
        Assert.Equal((OrderStatus.Paid, Cents(0)), (order.Status, order.Refunded));
    }

    [Fact]
    public void A_shortfall_above_the_tolerance_is_written_off_by_two_people()
    {
        var order = AnUnpaidOrderWithAPart();
        order.WriteOff("finn", Later);
        order.WriteOff("finn", Later);
        Assert.Equal((OrderStatus.NotPaid, "finn"), (order.Status, order.WriteOffAskedBy));
        order.WriteOff("fay", Later);
        Assert.Equal((OrderStatus.Paid, Cents(6_000), Cents(0), null), (order.Status, order.WrittenOff, order.Due, order.WriteOffAskedBy));
        Assert.Equal("nothing_due", Code(() => order.WriteOff("finn", Later)));
    }

    [Fact]
    public void Who_agreed_to_a_small_shortfall_has_not_agreed_to_all_that_a_cancellation_makes_due_again()
    {
        var order = AnUnpaidOrderWithAPart();
        order.WriteOff("finn", Later);
        order.Cancel("asked", returnMoney: true, Later);
        order.Reopen("asked", Later);
        order.ReceiveBankMoney("rcp_small", Cents(100), "bank-small", Later, Later);
        order.WriteOff("fay", Later);
        Assert.Equal((OrderStatus.NotPaid, "fay"), (order.Status, order.WriteOffAskedBy));
        order.BankBrings(9_900);
        Assert.Equal((OrderStatus.Paid, null), (order.Status, order.WriteOffAskedBy));
    }

    [Fact]
    public void A_shortfall_within_the_tolerance_is_written_off_by_one()
    {
        var order = AnUnpaidOrder();
        order.Press(PaymentMethods.BankTransfer);
        order.BankBrings(9_920);
        order.WriteOff("finn", Later);
        Assert.Equal((OrderStatus.Paid, Cents(80)), (order.Status, order.WrittenOff));
    }

    [Fact]
    public void A_sale_of_which_nothing_was_paid_is_no_shortfall() =>
        Assert.Equal("nothing_received", Code(() => AnUnpaidOrder().WriteOff("finn", Later)));

    [Fact]
    public void An_extension_is_later_than_what_was_agreed_and_ends_at_half_a_year()
    {
        var order = AnUnpaidOrder();
        Assert.Equal("not_an_extension", Code(() => order.Extend(order.ExpiresAt.AddDays(-1), "asked", Later)));
        Assert.Equal("extension_too_long", Code(() => order.Extend(Noon.AddDays(180).AddSeconds(1), "asked", Later)));
        order.Extend(Noon.AddDays(180), "asked", Later);
        Assert.Equal(Noon.AddDays(180), order.ExpiresAt);
        Assert.Equal("not_due", Code(() => order.Expire(Noon.AddDays(179))));
        Assert.Equal("order_not_extendable", Code(() => APaidOrder().Extend(Noon.AddDays(100), "asked", Later)));
    }

    [Fact]
    public void A_corrected_address_gets_the_order_a_new_key_and_both_addresses_are_told()
    {
        var order = APaidOrder();
        string before = order.Buyer.Email;
        Assert.Equal("email_not_valid", Code(() => order.CorrectEmail("nobody", "other", Later)));
        order.CorrectEmail("Right@example.org", "other", Later);
        Assert.Equal(("Right@example.org", "right@example.org", "other"), (order.Buyer.Email, order.EmailNormalized, order.Token));
        var told = Assert.Single(order.Raised.OfType<EmailCorrected>());
        Assert.Equal((before, 1, "***"), (told.Before, told.Count, told.ToString()));
        Saved(order);
        order.CorrectEmail("Right@example.org", "third", Later);
        Assert.Equal(("other", 0), (order.Token, order.Raised.Count));
    }

    /// <summary>Money came while the order was cancelled, <c>rcp_1</c> and on; then it was opened again.</summary>
    private static Order Reopened(params long[] cents)
    {
        var order = ACancelledOrder();
        for (int i = 0; i < cents.Length; i++)
            order.ReceiveBankMoney($"rcp_{i + 1}", Cents(cents[i]), $"bank-{i + 1}", Later, Later);
        order.Reopen("asked", Later);
        return Saved(order);
    }

    private static string Code(Action act) => Assert.Throws<RuleBroken>(act).Code;
}
