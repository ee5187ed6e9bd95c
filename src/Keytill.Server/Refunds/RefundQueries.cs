using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Refunds;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Refunds;

/// <summary>What of refunds waits for people: support's and finance's lists, the oldest first.</summary>
public sealed class RefundQueries(Store store)
{
    /// <summary>A list shows so many at most; what is behind comes forward as it is worked off.</summary>
    public const int ListMax = 200;

    /// <summary>To approve or decline; where somebody has approved already, to confirm. Every receipt's own.</summary>
    public Task<IReadOnlyList<WaitingRefund>> ToDecide(Scope scope, CancellationToken cancel) => List(scope, RefundStatus.Requested, r => r.RequestedAt, cancel);

    /// <summary>Approved refunds of bank money, which finance sends by hand.</summary>
    public async Task<IReadOnlyList<WaitingRefund>> ToSend(Scope scope, CancellationToken cancel) =>
        [.. (await List(scope, RefundStatus.Approved, r => r.ApprovedAt ?? r.RequestedAt, cancel)).Where(r => !r.IsOnline)];

    /// <summary>Money that did not arrive and has not been promised again since.</summary>
    public async Task<IReadOnlyList<WaitingRefund>> Failed(Scope scope, CancellationToken cancel) =>
        [.. (await List(scope, RefundStatus.Failed, r => r.EndedAt ?? r.RequestedAt, cancel)).Where(r => r.IsStillOwed)];

    /// <summary>Lines whose money went back and whose licences support has to decide about.</summary>
    public Task<IReadOnlyList<WaitingRevocation>> ToRevoke(Scope scope, CancellationToken cancel) => store.Read(scope, async db =>
        (IReadOnlyList<WaitingRevocation>)await (
            from order in db.Set<Order>()
            from line in order.Lines
            where line.RevocationAskedAt != null
            orderby line.RevocationAskedAt
            select new WaitingRevocation(order.Id, order.Number, line.Id, line.Name, line.RevocationAskedAt!.Value)).Take(ListMax).ToListAsync(cancel), cancel);

    private Task<IReadOnlyList<WaitingRefund>> List(Scope scope, RefundStatus status, Func<Refund, DateTimeOffset> since, CancellationToken cancel) =>
        store.Read(scope, async db =>
        {
            var found = await (
                from order in db.Set<Order>()
                from refund in order.Refunds
                where refund.Status == status
                orderby refund.RequestedAt
                select new
                {
                    order.Id,
                    order.Number,
                    Refund = refund,
                    IsSentAgain = (refund.Purpose == RefundPurpose.Refund && order.Status == OrderStatus.Refunded)
                        || order.Refunds.Any(r => r.ReceiptId == refund.ReceiptId && r.Position > refund.Position && (r.Origin != RefundOrigin.Gateway || r.Purpose == RefundPurpose.Return)),
                })
                .Take(ListMax).ToListAsync(cancel);
            return (IReadOnlyList<WaitingRefund>)[.. found.Select(f => new WaitingRefund(
                f.Id, f.Number, f.Refund.Id, f.Refund.RequestId, f.Refund.Purpose == RefundPurpose.Refund ? "refund" : "return", f.Refund.Amount, f.Refund.Method, f.Refund.IsOnline,
                f.Refund.Origin, f.Refund.Reason, f.Refund.FirstApprovedBy, since(f.Refund), !f.IsSentAgain))];
        }, cancel);
}

/// <param name="Kind"><c>refund</c> of applied money, or <c>return</c> of money that was never applied.</param>
/// <param name="Since">Since when it waits so, order time.</param>
/// <param name="IsStillOwed">Nothing of the same receipt was asked for after it, and a gateway has not sent all of it of its own.</param>
public sealed record WaitingRefund(
    string OrderId, string OrderNumber, string RefundId, string RequestId, string Kind, Money Amount, string Method, bool IsOnline,
    RefundOrigin Origin, string Reason, string? FirstApprovedBy, DateTimeOffset Since, bool IsStillOwed);

public sealed record WaitingRevocation(string OrderId, string OrderNumber, string LineId, string ProductName, DateTimeOffset Since);
