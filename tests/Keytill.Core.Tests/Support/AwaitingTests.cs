using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Support;
using Keytill.Core.Tests.Orders;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Support;

/// <summary>Whatever an order waits for, somebody is named who acts next.</summary>
public sealed class AwaitingTests
{
    private static readonly DateTimeOffset Later = Noon.AddDays(1);

    [Fact]
    public void An_unpaid_order_waits_for_its_customer_until_it_is_deleted()
    {
        var order = AnUnpaidOrder();
        Assert.Equal(new Awaited(AwaitedStep.Payment, Party.Customer, order.ExpiresAt, null, null, Cents(10_000)), Assert.Single(Of(order)));
    }

    [Fact]
    public void A_transfer_is_awaited_until_it_is_due_and_a_processing_payment_from_the_bank()
    {
        var transfer = Assert.Single(Of(AnUnpaidOrderWithAPart()));
        Assert.Equal((AwaitedStep.Transfer, Party.Customer, Cents(6_000)), (transfer.Step, transfer.Who, transfer.Amount));
        var processing = Assert.Single(Of(AnOrderWhosePaymentIsProcessing()));
        Assert.Equal((AwaitedStep.PaymentOutcome, Party.Gateway), (processing.Step, processing.Who));
    }

    [Fact]
    public void An_order_whose_time_ran_out_with_money_on_it_waits_for_support()
    {
        var order = AnUnpaidOrderWithAPart();
        Assert.Contains(Awaiting.Of(order, order.ExpiresAt), a => a is { Step: AwaitedStep.OverdueOrder, Who: Party.Support });
    }

    [Fact]
    public void A_line_waits_for_the_system_the_vendor_or_support()
    {
        var order = APaidOrder();
        string line = order.Lines[0].Id;
        Assert.Equal((AwaitedStep.Delivery, Party.System), Step(order));
        order.BeginDelivery(line);
        order.DelayDelivery(line, "pool_empty", null, Later);
        Assert.Equal((AwaitedStep.VendorsDelivery, Party.Vendor), Step(order));
        order.DelayDelivery(line, "temporary_error", Later.AddHours(1), Later);
        Assert.Equal((AwaitedStep.Delivery, Party.System), Step(order));
        order.FailDelivery(line, "fatal_error", Later);
        Assert.Equal((AwaitedStep.DeliveryNeedsPerson, Party.Vendor), Step(order));
    }

    [Fact]
    public void A_replacement_waits_for_the_system_or_the_vendor()
    {
        var order = ADeliveredOrder();
        var request = new UnitRequest(order.Lines[0].Id, 1, 1);
        order.ReplaceLicense("lic_0_1", "lic_new", Later);
        Assert.Equal((AwaitedStep.Replacement, Party.System), Step(order));
        order.BeginReplacement(request);
        order.DelayReplacement(request, "pool_empty", null, Later);
        Assert.Equal((AwaitedStep.VendorsReplacement, Party.Vendor), Step(order));
        order.DelayReplacement(request, "temporary_error", Later.AddHours(1), Later);
        Assert.Equal(new Awaited(AwaitedStep.Replacement, Party.System, Later.AddHours(1), "lic_0_1", "Nordlicht Editor"), Assert.Single(Of(order)));
        order.FailReplacement(request, "fatal_error", Later);
        Assert.Equal((AwaitedStep.ReplacementNeedsPerson, Party.Vendor), Step(order));
        order.IssueReplacement(request, "KEY-NEW", Later);
        Assert.Empty(Of(order));
    }

    [Fact]
    public void A_refund_waits_for_support_then_for_another_person_or_finance_and_a_delivered_order_for_nobody()
    {
        Assert.Empty(Of(ADeliveredOrder()));
        var large = ADeliveredOrder(ALine(100_000));
        large.RequestRefund(new RefundAsk("ref_1", "asked", RefundOrigin.Customer), Later);
        Assert.Equal((AwaitedStep.RefundDecision, Party.Support), Step(large));
        large.ApproveRefund("ref_1", "anna", Later);
        Assert.Equal((AwaitedStep.SecondApproval, Party.Support), Step(large));
        large.ConfirmRefund("ref_1", "bert", Later);
        Assert.Equal((AwaitedStep.RefundOutcome, Party.Gateway), Step(large));
    }

    [Fact]
    public void Money_without_a_debt_waits_for_finance_and_its_return_for_the_transfer()
    {
        var order = AnOrderPaidTwice();
        order.DeliverEverything();
        Assert.Equal((AwaitedStep.UnappliedMoney, Party.Finance), Step(order));
        order.ReturnByHand("ref_1", "rcp_2", "finn", Later);
        Assert.Equal((AwaitedStep.TransferBack, Party.Finance), Step(order));
        order.ConfirmBankRefund("ref_1", "Ada", AnIban, "out-1", "finn", Later);
        Assert.Empty(Of(order));
    }

    [Fact]
    public void A_write_off_waits_for_a_second_person()
    {
        var order = AnUnpaidOrderWithAPart();
        order.WriteOff("finn", Later);
        Assert.Contains(Of(order), a => a is { Step: AwaitedStep.SecondWriteOff, Who: Party.Finance });
    }

    private static IReadOnlyList<Awaited> Of(Order order) => Awaiting.Of(order, Later);

    private static (AwaitedStep, Party) Step(Order order) => Assert.Single(Of(order)) is var only ? (only.Step, only.Who) : default;
}
