using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Persistence.Mapping;

/// <summary>An order whole, but for its timeline, which only grows and is read on its own.</summary>
internal static class OrderLoading
{
    /// <summary>Many orders to look at: a statement for each kind of part, however many orders there are.</summary>
    public static IQueryable<Order> WithParts(this IQueryable<Order> orders) => orders
        .Include(o => o.Lines.OrderBy(l => l.Position)).ThenInclude(l => l.Licenses.OrderBy(i => i.Unit).ThenBy(i => i.Generation))
        .Include(o => o.Payments.OrderBy(p => p.Position))
        .Include(o => o.Receipts.OrderBy(r => r.Position))
        .Include(o => o.Refunds.OrderBy(r => r.Position))
        .AsSplitQuery();

    /// <summary>One order to look at; null where there is none. Its parts are read only where there can be any.</summary>
    public static async Task<Order?> FindWhole(this KeytillDb db, IQueryable<Order> one, CancellationToken cancel = default)
    {
        var order = await one.AsTracking().FirstOrDefaultAsync(cancel);
        if (order is not null)
            await db.LoadParts(order.Id);
        return order;
    }

    /// <summary>
    /// Into an order that this context tracks. Before a change they are read by statements of their own, after the order was
    /// locked, so that none is older than the lock.
    /// </summary>
    public static async Task LoadParts(this KeytillDb db, string orderId)
    {
        await db.PartsOf<OrderLine>(orderId).OrderBy(l => l.Position).Include(l => l.Licenses.OrderBy(i => i.Unit).ThenBy(i => i.Generation)).AsSingleQuery().LoadAsync();
        await db.PartsOf<Payment>(orderId).OrderBy(p => p.Position).LoadAsync();
        var receipts = await db.PartsOf<Receipt>(orderId).OrderBy(r => r.Position).ToListAsync();
        // A refund gives back what a receipt brought.
        if (receipts.Count > 0)
            await db.PartsOf<Refund>(orderId).OrderBy(r => r.Position).LoadAsync();
    }

    private static IQueryable<T> PartsOf<T>(this KeytillDb db, string orderId)
        where T : class =>
        db.Set<T>().AsTracking().Where(part => EF.Property<string>(part, OrderMapping.OrderId) == orderId);
}
