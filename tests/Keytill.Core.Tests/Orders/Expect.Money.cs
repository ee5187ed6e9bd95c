using Keytill.Core.Orders;
using Keytill.Core.Refunds;

namespace Keytill.Core.Tests.Orders;

/// <summary>What must hold of an order's money, whatever was done.</summary>
internal static partial class Expect
{
    /// <summary>Money, per currency: received is applied, unapplied or returned, and nothing is negative but by what a gateway sends of its own.</summary>
    public static void MoneyAddsUp(Order order)
    {
        foreach (var receipt in order.Receipts)
        {
            Assert.Equal(receipt.Received, receipt.Applied + receipt.Unapplied + receipt.Returned);
            Assert.All([receipt.Applied, receipt.Returned], part => Assert.True(part.Minor >= 0, $"{receipt.Id}: {part}"));
            Assert.True(receipt.Unapplied.Minor >= 0 || order.Refunds.Any(r => r.ReceiptId == receipt.Id && r.Origin == RefundOrigin.Gateway), $"{receipt.Id}: {receipt.Unapplied}");
        }

        Assert.Equal(order.Total - order.Applied - order.WrittenOff, order.Due);
        Assert.Equal(order.Applied - order.Refunded, order.Kept);
        Assert.All([order.Due, order.Refundable, order.WrittenOff], sum => Assert.True(sum.Minor >= 0, sum.ToString()));
        Assert.True(order.Kept.Minor >= 0 || order.Refunds.Any(r => r.Origin == RefundOrigin.Gateway), order.Kept.ToString());
        Assert.Equal(order.Kept.Minor < 0 || order.Receipts.Any(r => r.Unapplied.Minor < 0), order.Overdrawn.IsPositive);
    }
}
