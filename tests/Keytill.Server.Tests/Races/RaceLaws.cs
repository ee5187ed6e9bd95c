using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Server.Work;

namespace Keytill.Server.Tests.Races;

/// <summary>What must hold of an order after any race.</summary>
internal static class RaceLaws
{
    /// <param name="events">What the vendor's log must hold of the order, in this sequence, without a gap.</param>
    public static async Task Hold(Track track, Order order, OrderStatus status, params IReadOnlyList<string> events)
    {
        MoneyAddsUp(order);
        Assert.Equal(status, order.Status);
        Assert.Equal(status is OrderStatus.Paid or OrderStatus.Refunded, order.PaidAt is not null);
        Assert.Equal(status is OrderStatus.Paid or OrderStatus.Refunded, order.Due.IsZero);
        Assert.Equal(status == OrderStatus.Cancelled, order.CancelledAt is not null);
        Assert.Equal(status == OrderStatus.Deleted, order.DeletedAt is not null);
        Assert.InRange(order.Payments.Count(p => p.CanBeActedOn), 0, status == OrderStatus.NotPaid ? 1 : 0);
        Assert.All(order.Receipts.Where(r => r.IsOnline), r => Assert.Equal(PaymentStatus.Succeeded, order.Payment(r.PaymentId!).Status));

        var rows = await Events(track, order);
        Assert.Equal(events, rows.Select(row => row.Type));
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), rows.Select(row => row.Sequence));
        Assert.Equal(events.Count, order.EventSequence);
    }

    private static void MoneyAddsUp(Order order)
    {
        foreach (var receipt in order.Receipts)
        {
            Assert.Equal(receipt.Received, receipt.Applied + receipt.Unapplied + receipt.Returned);
            Assert.All([receipt.Applied, receipt.Unapplied, receipt.Returned], part => Assert.True(part.Minor >= 0, $"{receipt.Id}: {part}"));
        }

        Assert.Equal(order.Receipts.Count, order.Receipts.Select(r => (r.Method, r.Reference)).Distinct().Count());
        Assert.Equal(order.Total - order.Applied - order.WrittenOff, order.Due);
        Money[] sums = [order.Due, order.Kept, order.Refundable, order.WrittenOff];
        Assert.All(sums, sum => Assert.True(sum.Minor >= 0, sum.ToString()));
    }

    private static Task<List<EventRow>> Events(Track track, Order order) => track.Here.Store.Read(
        track.Here.Scope, db => Task.FromResult(db.Set<EventRow>().Where(e => e.OrderId == order.Id).OrderBy(e => e.Sequence).ToList()));
}
