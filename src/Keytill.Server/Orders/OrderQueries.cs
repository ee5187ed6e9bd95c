using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Keytill.Server.Persistence.Mapping;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Orders;

/// <summary>Orders to look at, whole, from read-only contexts. What is found here is not changed: verbs run on what a write has locked.</summary>
public sealed class OrderQueries(Store store)
{
    /// <summary>By the two parts of an order page's address; null unless both fit.</summary>
    public Task<Order?> ByToken(string number, string token, CancellationToken cancel) =>
        store.Read(Scope.Everything, db => db.FindWhole(db.Set<Order>().Where(o => o.Token == token && o.Number == number), cancel), cancel);

    /// <summary>The id alone, for who waits at the page.</summary>
    public Task<string?> IdByToken(string number, string token, CancellationToken cancel) =>
        store.Read(Scope.Everything, db => db.Set<Order>().Where(o => o.Token == token && o.Number == number).Select(o => o.Id).FirstOrDefaultAsync(cancel), cancel);

    /// <summary>Whether this address is that of the order which the payment belongs to.</summary>
    public Task<bool> HasPayment(string number, string token, string paymentId, CancellationToken cancel) =>
        store.Read(Scope.Everything, db => db.Set<Order>().AnyAsync(o => o.Token == token && o.Number == number && o.Payments.Any(p => p.Id == paymentId), cancel), cancel);

    /// <summary>Where the order that came of a checkout is; null where none did.</summary>
    public Task<PlacedOrder?> OfCheckout(Scope scope, string checkoutId, CancellationToken cancel) =>
        store.Read(scope, db => db.Set<Order>()
            .Where(o => o.CheckoutId == checkoutId)
            .Select(o => new PlacedOrder(o.Id, o.Number, o.Token))
            .FirstOrDefaultAsync(cancel), cancel);

    /// <summary>Where an order is, by its id.</summary>
    public Task<PlacedOrder?> Place(Scope scope, string orderId, CancellationToken cancel) =>
        store.Read(scope, db => db.Set<Order>()
            .Where(o => o.Id == orderId)
            .Select(o => new PlacedOrder(o.Id, o.Number, o.Token))
            .FirstOrDefaultAsync(cancel), cancel);

    public Task<Order?> ById(Scope scope, string orderId, CancellationToken cancel) =>
        store.Read(scope, db => WholeById(db, orderId, cancel), cancel);

    /// <summary>By number as people write it: with or without letter and leading zeros.</summary>
    public Task<Order?> ByNumber(Scope scope, string number, CancellationToken cancel) =>
        store.Read(scope, db => db.FindWhole(db.Set<Order>().Where(o => o.Number == number), cancel), cancel);

    public Task<Order?> ByPayment(string paymentId, CancellationToken cancel) =>
        store.Read(Scope.Everything, async db =>
        {
            string? orderId = await db.Set<Payment>().Where(p => p.Id == paymentId).Select(p => EF.Property<string>(p, "OrderId")).FirstOrDefaultAsync(cancel);
            return orderId is null ? null : await WholeById(db, orderId, cancel);
        }, cancel);

    public Task<Order?> ByRefund(Scope scope, string refundId, CancellationToken cancel) =>
        store.Read(scope, db => db.FindWhole(db.Set<Order>().Where(o => o.Refunds.Any(r => r.Id == refundId)), cancel), cancel);

    public Task<IReadOnlyList<TimelineEntry>> Timeline(Scope scope, string orderId, CancellationToken cancel) =>
        store.Read(scope, async db => (IReadOnlyList<TimelineEntry>)await db.Set<TimelineEntry>()
            .Where(t => EF.Property<string>(t, "OrderId") == orderId)
            .OrderBy(t => t.Id)
            .ToListAsync(cancel), cancel);

    private static Task<Order?> WholeById(KeytillDb db, string orderId, CancellationToken cancel) =>
        db.FindWhole(db.Set<Order>().Where(o => o.Id == orderId), cancel);
}
