using Keytill.Core.Documents;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Tests.Orders;

namespace Keytill.Core.Tests.Documents;

public sealed class PaymentRequestTests
{
    [Fact]
    public void It_asks_for_what_is_due_within_fourteen_days()
    {
        var order = TestOrders.AnUnpaidOrder();
        order.Press(PaymentMethods.BankTransfer);
        var request = PaymentRequest.Of(order)!;
        Assert.Equal(order.Total, request.Amount);
        Assert.Equal(request.Transfer.CreatedAt.AddDays(14), request.DueAt);
    }

    [Fact]
    public void After_a_part_payment_it_asks_for_the_rest() => Assert.Equal(6_000, PaymentRequest.Of(TestOrders.AnUnpaidOrderWithAPart())!.Amount.Minor);

    [Fact]
    public void It_is_never_due_after_the_orders_own_end()
    {
        var order = TestOrders.AnUnpaidOrder();
        var late = order.ExpiresAt.AddDays(-3);
        var transfer = order.StartPayment("pay_late", PaymentMethods.BankTransfer, isOnline: false, CreditorReference.For(order.Number).Electronic, late);
        Assert.Equal(order.ExpiresAt, PaymentRequest.DueOf(order, transfer));
    }

    [Fact]
    public void Nothing_is_asked_before_a_transfer_is_chosen_nor_once_another_method_is()
    {
        var order = TestOrders.AnUnpaidOrder();
        Assert.Null(PaymentRequest.Of(order));
        order.Press(PaymentMethods.BankTransfer);
        Assert.NotNull(PaymentRequest.Of(order));
        order.Press();
        Assert.Null(PaymentRequest.Of(order));
    }

    [Fact]
    public void Nothing_is_asked_of_an_order_that_is_paid_cancelled_or_waits_for_a_bank()
    {
        var cancelled = TestOrders.AnUnpaidOrder();
        cancelled.Press(PaymentMethods.BankTransfer);
        cancelled.Cancel("asked", returnMoney: false, TestOrders.Noon);
        Assert.Null(PaymentRequest.Of(cancelled));

        var paid = TestOrders.AnUnpaidOrder();
        paid.Press(PaymentMethods.BankTransfer);
        paid.BankBrings(TestOrders.Price);
        Assert.Equal(OrderStatus.Paid, paid.Status);
        Assert.Null(PaymentRequest.Of(paid));
        Assert.Null(PaymentRequest.Of(TestOrders.AnOrderWhosePaymentIsProcessing()));
    }
}
