using Keytill.Core;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Keytill.Server.Refunds;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Support;

/// <summary>What waits for somebody of the staff, the longest waiting first.</summary>
public sealed class Inboxes(Store store, RefundQueries refunds, CaseQueries cases, TimeProvider clock)
{
    /// <summary>A list shows so many at most; what is behind comes forward as it is worked off.</summary>
    public const int ListMax = 200;

    /// <summary>A line that waits by itself comes to support's list after this.</summary>
    public static readonly TimeSpan DeliveryWaitsFor = TimeSpan.FromHours(24);

    /// <summary>Refunds and what hangs on them: to decide, to send, that failed; licences to decide about.</summary>
    public async Task<IReadOnlyList<InboxItem>> Refunds(Scope scope, CancellationToken cancel)
    {
        var decide = await refunds.ToDecide(scope, cancel);
        var send = await refunds.ToSend(scope, cancel);
        var failed = await refunds.Failed(scope, cancel);
        var revoke = await refunds.ToRevoke(scope, cancel);
        return Sorted(
        [
            .. decide.Where(r => r.RefundId == r.RequestId).Select(r => new InboxItem(
                r.OrderId, r.OrderNumber, r.FirstApprovedBy is null ? AwaitedStep.RefundDecision : AwaitedStep.SecondApproval, Party.Support, r.Since, null, r.Amount)),
            .. send.Select(r => new InboxItem(r.OrderId, r.OrderNumber, AwaitedStep.TransferBack, Party.Finance, r.Since, null, r.Amount)),
            .. failed.Select(r => new InboxItem(r.OrderId, r.OrderNumber, AwaitedStep.FailedRefund, r.Kind == "return" ? Party.Finance : Party.Support, r.Since, null, r.Amount)),
            .. revoke.Select(l => new InboxItem(l.OrderId, l.OrderNumber, AwaitedStep.LicenseDecision, Party.Support, l.Since, l.ProductName, null)),
        ]);
    }

    /// <summary>Questions of customers that wait for an answer.</summary>
    public async Task<IReadOnlyList<InboxItem>> Cases(Scope scope, CancellationToken cancel) =>
        [.. (await cases.Inbox(scope, CaseStatus.Open, cancel: cancel)).Cases.Select(c => new InboxItem(c.OrderId, c.OrderNumber, AwaitedStep.Answer, Party.Support, c.Since, null, null, c.Start))];

    /// <summary>Deliveries and replacements that do not go on by themselves or have waited for a day, and unpaid orders whose time ran out with money on them.</summary>
    public Task<IReadOnlyList<InboxItem>> NeedsPerson(Scope scope, CancellationToken cancel) => store.Read(scope, async db =>
    {
        var since = clock.GetUtcNow() - DeliveryWaitsFor;
        var lines = await (
            from order in db.Set<Order>()
            from line in order.Lines
            where line.Status == LineStatus.NeedsPerson || (line.Status == LineStatus.Waiting && line.WaitsFor != null && line.DelayedAt < since)
            orderby line.DelayedAt
            select new { order.Id, order.Number, line.Status, line.WaitsFor, Since = line.DelayedAt ?? order.PaidAt ?? order.CreatedAt, line.Name }).Take(ListMax).ToListAsync(cancel);
        var replacements = await (
            from order in db.Set<Order>()
            from line in order.Lines
            from license in line.Licenses
            where license.Replacement == ReplacementStatus.NeedsPerson || (license.Replacement == ReplacementStatus.Waiting && license.ReplacementDelayedAt < since)
            orderby license.ReplacementAskedAt
            select new { order.Id, order.Number, license.Replacement, Since = license.ReplacementAskedAt ?? license.IssuedAt, line.Name }).Take(ListMax).ToListAsync(cancel);
        var overdue = await db.Set<Order>().Where(o => o.Status == OrderStatus.NotPaid && o.ExpiryLookedAt != null).OrderBy(o => o.ExpiresAt).Take(ListMax)
            .Select(o => new { o.Id, o.Number, o.ExpiresAt }).ToListAsync(cancel);
        return Sorted(
        [
            .. lines.Select(l => l.Status == LineStatus.NeedsPerson
                ? new InboxItem(l.Id, l.Number, AwaitedStep.DeliveryNeedsPerson, l.WaitsFor == OrderLine.RefundFailed ? Party.Support : Party.Vendor, l.Since, l.Name, null)
                : new InboxItem(l.Id, l.Number, AwaitedStep.VendorsDelivery, Party.Vendor, l.Since, l.Name, null)),
            .. replacements.Select(r => new InboxItem(
                r.Id, r.Number, r.Replacement == ReplacementStatus.NeedsPerson ? AwaitedStep.ReplacementNeedsPerson : AwaitedStep.VendorsReplacement, Party.Vendor, r.Since, r.Name, null)),
            .. overdue.Select(o => new InboxItem(o.Id, o.Number, AwaitedStep.OverdueOrder, Party.Support, o.ExpiresAt, null, null)),
        ]);
    }, cancel);

    /// <summary>Money that belongs to no debt, shortfalls that a second person has to write off, and orders of which more has gone back than was there.</summary>
    public Task<IReadOnlyList<InboxItem>> Money(Scope scope, CancellationToken cancel) => store.Read(scope, async db =>
    {
        var receipts = await (
            from order in db.Set<Order>()
            from receipt in order.Receipts
            where EF.Property<long>(receipt, "UnappliedMinor") > 0
            orderby receipt.ReceivedAt
            select new { order.Id, order.Number, Receipt = receipt, Leaves = order.Refunds.Any(r => r.ReceiptId == receipt.Id && r.Purpose == RefundPurpose.Return && r.Status != RefundStatus.Failed) })
            .Take(ListMax).ToListAsync(cancel);
        var shortfalls = await db.Set<Order>().Where(o => o.WriteOffAskedBy != null && o.Status == OrderStatus.NotPaid).OrderBy(o => o.CreatedAt).Take(ListMax)
            .Select(o => new { o.Id, o.Number, o.CreatedAt }).ToListAsync(cancel);
        return Sorted(
        [
            .. await Overdrawn(db, cancel),
            .. receipts.Where(r => !r.Leaves).Select(r => r.Receipt.IsOnline
                ? new InboxItem(r.Id, r.Number, AwaitedStep.UnappliedGoesBack, Party.System, r.Receipt.ReceivedAt, null, r.Receipt.Unapplied)
                : new InboxItem(r.Id, r.Number, AwaitedStep.UnappliedMoney, Party.Finance, r.Receipt.ReceivedAt, null, r.Receipt.Unapplied)),
            .. shortfalls.Select(o => new InboxItem(o.Id, o.Number, AwaitedStep.SecondWriteOff, Party.Finance, o.CreatedAt, null, null)),
        ]);
    }, cancel);

    /// <summary>Orders that were paid although another had taken their place, which was paid as well: probably one sale twice.</summary>
    public Task<IReadOnlyList<InboxItem>> Duplicates(Scope scope, CancellationToken cancel) => store.Read(scope, async db =>
    {
        var twice = await (
            from first in db.Set<Order>()
            join second in db.Set<Order>() on first.ReplacedById equals second.Id
            where first.ReplacedById != null && first.Status == OrderStatus.Paid && second.Status == OrderStatus.Paid
            orderby first.PaidAt
            select new { first.Id, first.Number, first.PaidAt, Other = second.Number }).Take(ListMax).ToListAsync(cancel);
        return Sorted([.. twice.Select(o => new InboxItem(o.Id, o.Number, AwaitedStep.PossibleDuplicate, Party.Support, o.PaidAt!.Value, o.Other, null))]);
    }, cancel);

    /// <summary>Only money that a gateway has sent of its own can be too much.</summary>
    private static async Task<IEnumerable<InboxItem>> Overdrawn(KeytillDb db, CancellationToken cancel)
    {
        var orders = await (
            from order in db.Set<Order>()
            where order.Refunds.Any(r => r.Origin == RefundOrigin.Gateway)
            let refunded = order.Refunds.Where(r => r.Purpose == RefundPurpose.Refund && r.Status == RefundStatus.Succeeded).Sum(r => EF.Property<long>(r, "AmountMinor"))
            let applied = order.Receipts.Sum(r => EF.Property<long>(r, "AppliedMinor"))
            let missing = order.Receipts.Where(r => EF.Property<long>(r, "UnappliedMinor") < 0).Sum(r => -EF.Property<long>(r, "UnappliedMinor"))
            where refunded > applied || missing > 0
            let since = order.Refunds.Where(r => r.Origin == RefundOrigin.Gateway).Max(r => r.RequestedAt)
            orderby since
            select new { order.Id, order.Number, order.Currency, Much = missing + (refunded > applied ? refunded - applied : 0), Since = since }).Take(ListMax).ToListAsync(cancel);
        return orders.Select(o => new InboxItem(o.Id, o.Number, AwaitedStep.Overdrawn, Party.Finance, o.Since, null, new Money(o.Much, o.Currency)));
    }

    private static IReadOnlyList<InboxItem> Sorted(List<InboxItem> items) => [.. items.OrderBy(i => i.Since).Take(ListMax)];
}

/// <param name="Since">Order time.</param>
/// <param name="Words">How the customer's question begins; null for what is none.</param>
/// <param name="Product">The product's name; of a possible duplicate, the other order's number.</param>
public sealed record InboxItem(
    string OrderId, string OrderNumber, AwaitedStep Step, Party Who, DateTimeOffset Since, string? Product, Money? Amount, string? Words = null);
