using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Persistence.Mapping;

/// <summary>An order whole, but for its timeline, which only grows and is read on its own.</summary>
internal static class OrderLoading
{
    /// <summary>For looking at: parts come with the order.</summary>
    public static IQueryable<Order> WithParts(this IQueryable<Order> orders) => orders
        .Include(o => o.Lines.OrderBy(l => l.Position)).ThenInclude(l => l.Licenses.OrderBy(i => i.Unit))
        .Include(o => o.Payments.OrderBy(p => p.Position))
        .Include(o => o.Receipts.OrderBy(r => r.Position))
        .Include(o => o.Refunds.OrderBy(r => r.Position))
        .AsSplitQuery();

    /// <summary>For changing: parts are read by statements of their own, after the order was locked, so that none is older than the lock.</summary>
    public static async Task LoadParts(this KeytillDb db, string orderId)
    {
        await db.Set<OrderLine>().Where(l => EF.Property<string>(l, OrderMapping.OrderId) == orderId)
            .OrderBy(l => l.Position).Include(l => l.Licenses.OrderBy(i => i.Unit)).AsSingleQuery().LoadAsync();
        await db.Set<Payment>().Where(p => EF.Property<string>(p, OrderMapping.OrderId) == orderId)
            .OrderBy(p => p.Position).LoadAsync();
        var receipts = await db.Set<Receipt>().Where(r => EF.Property<string>(r, OrderMapping.OrderId) == orderId)
            .OrderBy(r => r.Position).ToListAsync();
        // A refund gives back what a receipt brought.
        if (receipts.Count > 0)
            await db.Set<Refund>().Where(r => EF.Property<string>(r, OrderMapping.OrderId) == orderId)
                .OrderBy(r => r.Position).LoadAsync();
    }
}
