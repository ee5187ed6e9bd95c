using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;

namespace Keytill.Core.Tests.Orders;

/// <summary>What holds of every sale at every moment, whatever happened.</summary>
internal static class SaleLaws
{
    private static readonly HashSet<(OrderStatus From, OrderStatus To)> Ways =
    [
        (OrderStatus.NotPaid, OrderStatus.Paid),
        (OrderStatus.NotPaid, OrderStatus.Cancelled),
        (OrderStatus.NotPaid, OrderStatus.Deleted),
        // Money that is first heard of with its refund, by one report of its gateway.
        (OrderStatus.NotPaid, OrderStatus.Refunded),
        (OrderStatus.Deleted, OrderStatus.Refunded),
        (OrderStatus.Cancelled, OrderStatus.NotPaid),
        (OrderStatus.Deleted, OrderStatus.NotPaid),
        (OrderStatus.Deleted, OrderStatus.Paid),
        (OrderStatus.Paid, OrderStatus.Refunded),
        (OrderStatus.Refunded, OrderStatus.Paid),
    ];

    public static void Hold(Order order)
    {
        Expect.MoneyAddsUp(order);
        bool isPaid = order.Status is OrderStatus.Paid or OrderStatus.Refunded;
        Assert.Equal(isPaid, order.PaidAt is not null);
        Assert.Equal(isPaid, order.Due.IsZero);
        if (order.Status == OrderStatus.Refunded)
            Assert.Equal((false, true), (order.Kept.IsPositive, order.Applied.IsPositive));
        if (order.Status is OrderStatus.Cancelled or OrderStatus.Deleted)
            Assert.True(order.Applied.IsZero);
        Assert.Equal(order.Status == OrderStatus.Cancelled, order.CancelledAt is not null);
        Assert.Equal(order.Status == OrderStatus.Deleted, order.DeletedAt is not null);
        if (!Overlaps(order))
            Assert.Equal(order.Refundable, order.Lines.Aggregate(Money.Zero(order.Currency), (sum, line) => sum + order.RefundableOf(line)));
        RefundsHold(order);
        AttemptsHold(order);
        foreach (var line in order.Lines)
            LineHolds(order, line, isPaid);
        Assert.Equal(
            isPaid && order.Lines.Any(l => l.Status == LineStatus.Delivered) && order.Lines.All(l => l.Status is LineStatus.Delivered or LineStatus.Stopped),
            order.Delivery == OrderDelivery.Delivered);
        Assert.True(order.DeliveredAt is not null || order.Delivery != OrderDelivery.Delivered);
    }

    /// <summary>The status went a way that there is, and each change was told once, and nothing else was.</summary>
    public static void HoldBetween(SaleFacts before, SaleFacts after, IReadOnlyList<DomainEvent> events)
    {
        var (from, to) = (before.Status, after.Status);
        Assert.True(from == to || Ways.Contains((from, to)), $"{from} became {to}");
        Times(from != to && to == OrderStatus.Cancelled, events.OfType<OrderCancelled>());
        Times(from != to && to == OrderStatus.Deleted, events.OfType<OrderDeleted>());
        Times(from != to && from is OrderStatus.Cancelled or OrderStatus.Deleted && from != to, events.OfType<OrderReopened>());
        Times(!before.WasPaid && after.WasPaid, events.OfType<PaymentSucceeded>());
        Times(!before.WasDelivered && after.WasDelivered, events.OfType<OrderDelivered>());
        Assert.True(after.WasDelivered || !before.WasDelivered);
        Told(before.DeliveredLines, after.DeliveredLines, events.OfType<ProductDelivered>().Select(e => e.Line));
        Told(before.FailedLines, after.FailedLines, events.OfType<ProductDeliveryFailed>().Where(e => e.Replaced is null).Select(e => e.Line));
        Told(before.ReplacementsFailed, after.ReplacementsFailed, events.OfType<ProductDeliveryFailed>().Select(e => e.Replaced).OfType<string>());
        Told(before.Replaced, after.Replaced, events.OfType<LicenseReplaced>().Select(e => e.Before));
        Told(before.Revoked, after.Revoked, events.OfType<LicenseRevoked>().SelectMany(e => e.Licenses));
        Told(before.Failed, after.Failed, events.OfType<PaymentFailed>().Select(e => e.Payment));
        Told(before.Processing, after.Processing, events.OfType<PaymentProcessing>().Select(e => e.Payment));
        Told(before.Asked, after.Asked, events.OfType<RefundRequested>().Select(e => e.Refund));
        Told(before.Refunded, after.Refunded, events.OfType<RefundSucceeded>().Select(e => e.Refund));
        Told(before.Declined, after.Declined, events.OfType<RefundDeclined>().Select(e => e.Refund));
        Told(before.RefundsFailed, after.RefundsFailed, events.OfType<RefundFailed>().Select(e => e.Refund));
        Assert.True(after.ShownOfStopped.IsSubsetOf(before.Licenses), "A licence is shown that came when nothing was to be delivered.");
        Assert.True(before.DeliveredLines.IsSubsetOf(after.DeliveredLines), "A delivered line was taken back.");
    }

    /// <summary>To the last minor unit: what came and what went, by the outside's own books.</summary>
    public static void BooksAgree(Order order, OutsideBooks books)
    {
        Assert.Equal(
            books.Pages.Where(p => p.State == ReportedState.Succeeded).Select(p => ("gw_" + p.PaymentId, p.Amount)).Order(),
            order.Receipts.Where(r => r.IsOnline).Select(r => (r.Reference, r.Received)).Order());
        Assert.Equal(
            books.Bookings.Select(b => (b.Reference, b.Amount.ToString())).Order(),
            order.Receipts.Where(r => !r.IsOnline).Select(r => (r.Reference, r.Received.ToString())).Order());
        long gone = books.Ways.Where(w => w.State == ReportedRefundState.Succeeded).Sum(w => w.Amount.Minor);
        Assert.Equal(gone, order.Refunded.Minor + order.Receipts.Sum(r => r.Returned.Minor));
    }

    /// <summary>When all that can be done is done, each line of a paid order is delivered, or stopped with its money, or held for a request.</summary>
    public static void HoldAtTheEnd(Order order)
    {
        if (order.PaidAt is null)
            return;
        Assert.All(order.Lines, line => Assert.True(line.Status is LineStatus.Delivered or LineStatus.Stopped or LineStatus.Held, line.Status.ToString()));
        if (order.Lines.All(l => l.Status == LineStatus.Delivered))
            Assert.NotNull(order.DeliveredAt);
        Assert.DoesNotContain(order.Licenses, l => l.IsBeingReplaced);
    }

    /// <summary>
    /// Each refund is made of whole parts of lines, none of which gives back more net or tax than it had. A part that a gateway took from
    /// what was promised is split as if that never went; where it went and another did not, one minor unit of net may stand for one of tax.
    /// </summary>
    private static void RefundsHold(Order order)
    {
        var refunds = order.Refunds.Where(r => r.Purpose == RefundPurpose.Refund).ToList();
        Assert.All(refunds.Where(r => r.Origin != RefundOrigin.Gateway), r => Assert.Equal(r.Amount.Minor, r.Parts.Sum(p => p.TotalMinor)));
        Assert.All(refunds, r => Assert.InRange(r.Parts.Sum(p => p.TotalMinor), 0, r.Amount.Minor));
        Assert.All(refunds.SelectMany(r => r.Parts), p => Assert.True(p is { NetMinor: >= 0, TaxMinor: >= 0 }));
        foreach (var line in order.Lines.Where(_ => !Overlaps(order)))
        {
            var gone = refunds.Where(r => r.IsUnderWay || r.Status == RefundStatus.Succeeded).SelectMany(r => r.Parts).Where(p => p.LineId == line.Id).ToList();
            int rounded = refunds.Count(r => r.Origin == RefundOrigin.Gateway && r.Parts.Any(p => p.LineId == line.Id));
            Assert.InRange(gone.Sum(p => p.NetMinor), 0, line.Amounts.Net.Minor + rounded);
            Assert.InRange(gone.Sum(p => p.TaxMinor), 0, line.Amounts.Tax.Minor + rounded);
            Assert.InRange(gone.Sum(p => p.TotalMinor), 0, line.Amounts.Total.Minor);
        }

        Assert.All(refunds.GroupBy(r => r.RequestId), together => Assert.True(
            together.Select(r => r.Status is RefundStatus.Requested or RefundStatus.Declined or RefundStatus.Withdrawn ? r.Status : RefundStatus.Approved).Distinct().Count() == 1,
            "What was asked for together was decided apart."));
    }

    /// <summary>A gateway has sent of its own what we had promised already: for a while, or for good, more is on its way than a receipt or a line has.</summary>
    private static bool Overlaps(Order order)
    {
        var counted = order.Refunds.Where(r => r.Purpose == RefundPurpose.Refund && (r.IsUnderWay || r.Status == RefundStatus.Succeeded)).ToList();
        return order.Refunds.Any(r => r.Origin == RefundOrigin.Gateway)
            && (order.Receipts.Any(receipt => counted.Where(r => r.ReceiptId == receipt.Id).Sum(r => r.Amount.Minor) > receipt.Applied.Minor)
                || order.Lines.Any(line => counted.SelectMany(r => r.Parts).Where(p => p.LineId == line.Id).Sum(p => p.TotalMinor) > line.Amounts.Total.Minor));
    }

    private static void AttemptsHold(Order order)
    {
        int open = order.Payments.Count(p => p.CanBeActedOn);
        Assert.InRange(open, 0, order.Status == OrderStatus.NotPaid && !order.IsProcessing ? 1 : 0);
        Assert.All(order.Payments, p => Assert.Equal(p.Status >= PaymentStatus.Succeeded, p.EndedAt is not null));
        Assert.All(order.Payments, p => Assert.Equal(p.Status == PaymentStatus.Failed, p.Failure is not null));
        foreach (var receipt in order.Receipts.Where(r => r.IsOnline))
            Assert.Equal(PaymentStatus.Succeeded, order.Payment(receipt.PaymentId!).Status);
        Assert.Equal(order.Receipts.Count, order.Receipts.Select(r => (r.Method, r.Reference)).Distinct().Count());
    }

    private static void LineHolds(Order order, OrderLine line, bool isPaid)
    {
        int first = line.UnitsDue == 1 && line.NextUnit == 0 || line.Licenses.Any(l => l.Unit == 0) ? 0 : 1;
        Assert.Equal(Enumerable.Range(first, line.UnitsIssued), line.Licenses.Where(l => l.Generation == 0).Select(l => l.Unit));
        Assert.InRange(line.UnitsIssued, 0, line.UnitsDue);
        foreach (var unit in line.Licenses.GroupBy(l => l.Unit))
            UnitHolds(order, line, [.. unit]);
        if (!isPaid)
            Assert.Equal((LineStatus.Waiting, 0, 0), (line.Status, line.Licenses.Count, line.Attempts));
        switch (line.Status)
        {
            case LineStatus.Delivered:
                Assert.Equal(line.UnitsDue, line.UnitsIssued);
                Assert.All(line.Licenses.Where(l => l.Generation == 0), l => Assert.True(l.IsShown));
                break;
            case LineStatus.Stopped:
                Assert.True(order.RefundableOf(line).IsZero, "A line is stopped, and its money is not going back.");
                break;
            case LineStatus.Held:
                Assert.Contains(order.Refunds, r => r.Status == RefundStatus.Requested);
                break;
            case LineStatus.NeedsPerson:
                Assert.NotNull(line.WaitsFor);
                break;
        }

        if (order.Status == OrderStatus.Refunded)
            Assert.True(line.Status is LineStatus.Delivered or LineStatus.Stopped, $"{line.Status} in a refunded order");
        if (line.Status is not (LineStatus.Held or LineStatus.Stopped or LineStatus.NeedsPerson))
            Assert.All(line.Licenses.Where(l => l.Generation == 0), l => Assert.True(l.IsShown));
    }

    /// <summary>A unit has at most one licence in force; what was replaced was so by one that the customer has or had, and what goes back is not replaced.</summary>
    private static void UnitHolds(Order order, OrderLine line, List<License> all)
    {
        Assert.Equal(Enumerable.Range(0, all.Count), all.Select(l => l.Generation));
        Assert.InRange(all.Count(l => l.Status is LicenseStatus.Active or LicenseStatus.Suspended), 0, 1);
        Assert.All(all.Where(l => l.IsBeingReplaced), l => Assert.Equal(LicenseStatus.Active, l.Status));
        Assert.True(!all.Exists(l => l.IsBeingReplaced) || !order.RefundableOf(line).IsZero || line.Amounts.Total.IsZero || order.Refunds.Any(r => r.Status == RefundStatus.Requested), "A licence is being replaced, and its money goes back.");
        foreach (var replaced in all.Where(l => l.Status == LicenseStatus.Replaced))
            Assert.True(all.Single(l => l.Id == replaced.ReplacementId) is { IsShown: true } other && other.Generation > replaced.Generation);
    }

    private static void Times(bool happened, IEnumerable<DomainEvent> told) => Assert.Equal(happened ? 1 : 0, told.Count());

    private static void Told(IEnumerable<string> before, IEnumerable<string> after, IEnumerable<string> told) =>
        Assert.Equal(after.Except(before).Order(), told.Order());
}
