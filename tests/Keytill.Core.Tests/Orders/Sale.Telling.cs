using Keytill.Core.Payments;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Orders;

// What the outside says, late, twice, in any order, or wrongly.
internal sealed partial class Sale
{
    private void Tell(OutsideBooks.Page page, (ReportedState State, DateTimeOffset At) then, bool lies = false)
    {
        var amount = lies ? page.Amount + In(page.Amount.Currency.Code, 1) : page.Amount;
        var report = new PaymentReport("gw_" + page.PaymentId, page.PaymentId, then.State, amount, Account, Order.Mode, then.At);
        Assert.Equal(!lies, Order.Record(report, NewId("rcp"), Account, now));
    }

    private void Tell(OutsideBooks.Booking booking) =>
        Order.ReceiveBankMoney(NewId("rcp"), booking.Amount, booking.Reference, booking.ValueAt, now);

    private void Tell(OutsideBooks.Way way, ReportedRefundState state)
    {
        var report = new RefundReport("re_" + way.RefundId, way.IsMadeThere ? null : way.RefundId, state, way.Amount, now);
        if (!way.IsMadeThere)
            Assert.True(Order.Record(report, now));
        else
            Tell(books.Pages.Single(p => p.PaymentId == way.PaymentId), [report]);
    }

    /// <summary>Asked about the payment, the gateway tells of the refund that was begun there.</summary>
    private void Tell(OutsideBooks.Page page, IReadOnlyList<RefundReport> refunds) => Assert.True(Order.Record(
        new PaymentReport("gw_" + page.PaymentId, page.PaymentId, page.State, page.Amount, Account, Order.Mode, page.History[^1].At, Refunds: refunds), NewId("rcp"), Account, now));
}
