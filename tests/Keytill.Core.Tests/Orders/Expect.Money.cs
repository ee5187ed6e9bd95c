using Keytill.Core.Orders;

namespace Keytill.Core.Tests.Orders;

/// <summary>What must hold of an order's money, whatever was done.</summary>
internal static partial class Expect
{
    /// <summary>Money, per currency: received is applied, unapplied or returned, and nothing is negative.</summary>
    public static void MoneyAddsUp(Order order)
    {
        foreach (var receipt in order.Receipts)
        {
            Assert.Equal(receipt.Received, receipt.Applied + receipt.Unapplied + receipt.Returned);
            Assert.All([receipt.Applied, receipt.Unapplied, receipt.Returned], part => Assert.True(part.Minor >= 0, $"{receipt.Id}: {part}"));
        }

        Assert.Equal(order.Total - order.Applied - order.WrittenOff, order.Due);
        Assert.Equal(order.Applied - order.Refunded, order.Kept);
        Assert.All([order.Due, order.Kept, order.Refundable, order.WrittenOff], sum => Assert.True(sum.Minor >= 0, sum.ToString()));
    }
}
