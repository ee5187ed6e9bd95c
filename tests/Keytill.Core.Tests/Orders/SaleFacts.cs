using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;

namespace Keytill.Core.Tests.Orders;

/// <summary>What a move may change and must tell: taken before it and after it.</summary>
internal sealed class SaleFacts(Order order)
{
    public OrderStatus Status { get; } = order.Status;

    public bool WasPaid { get; } = order.PaidAt is not null;

    public bool WasDelivered { get; } = order.DeliveredAt is not null;

    public HashSet<string> DeliveredLines { get; } = [.. order.Lines.Where(l => l.Status == LineStatus.Delivered).Select(l => l.Id)];

    public HashSet<string> FailedLines { get; } =
        [.. order.Lines.Where(l => l is { Status: LineStatus.NeedsPerson, WaitsFor: not "refund_failed" }).Select(l => l.Id)];

    public HashSet<string> Revoked { get; } =
        [.. order.Lines.SelectMany(l => l.Licenses).Where(l => l is { Status: LicenseStatus.Revoked, RevokedAt: not null }).Select(l => l.Id)];

    public HashSet<string> Replaced { get; } = [.. order.Licenses.Where(l => l.Status == LicenseStatus.Replaced).Select(l => l.Id)];

    public HashSet<string> ReplacementsFailed { get; } = [.. order.Licenses.Where(l => l.Replacement == ReplacementStatus.NeedsPerson).Select(l => l.Id)];

    public HashSet<string> Licenses { get; } = [.. order.Lines.SelectMany(l => l.Licenses).Select(l => l.Id)];

    /// <summary>Shown although their line is not to be delivered: they came before it was stopped, or in the place of one that had.</summary>
    public HashSet<string> ShownOfStopped { get; } =
    [
        .. order.Lines.Where(l => l.Status is LineStatus.Held or LineStatus.Stopped)
            .SelectMany(line => line.Licenses.Where(l => l.IsShown && (l.Generation == 0 || line.Status == LineStatus.Stopped))).Select(l => l.Id),
    ];

    public HashSet<string> Failed { get; } = [.. order.Payments.Where(p => p.Failure is not null).Select(p => p.Id)];

    public HashSet<string> Processing { get; } = [.. order.Payments.Where(p => p.Status == PaymentStatus.Processing).Select(p => p.Id)];

    public HashSet<string> Asked { get; } = RefundsOf(order, r => r.Origin != RefundOrigin.Gateway);

    public HashSet<string> Refunded { get; } = RefundsOf(order, r => r.Status == RefundStatus.Succeeded);

    public HashSet<string> Declined { get; } = RefundsOf(order, r => r.Status == RefundStatus.Declined);

    public HashSet<string> RefundsFailed { get; } = RefundsOf(order, r => r.Status == RefundStatus.Failed);

    private static HashSet<string> RefundsOf(Order order, Func<Refund, bool> which) =>
        [.. order.Refunds.Where(r => r.Purpose == RefundPurpose.Refund && which(r)).Select(r => r.Id)];
}
