using Keytill.Core.Orders;
using Keytill.Server.Emails;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Support;

/// <summary>What "find my order" tells, and to whom.</summary>
internal static class FoundOrders
{
    /// <summary>Orders in one mail; it says when there are more.</summary>
    public const int ListMax = 50;

    /// <summary>The orders of an address that there is something to see of, the newest first. What was forgotten has no address.</summary>
    /// <param name="email">Normalized.</param>
    public static IQueryable<Order> OfAddress(this IQueryable<Order> orders, string email) => orders
        .Where(o => o.EmailNormalized == email && o.Status != OrderStatus.Deleted && o.ErasedAt == null && (o.ReplacedById == null || o.PaidAt != null))
        .OrderByDescending(o => o.CreatedAt);

    /// <summary>What a mail about this order tells as it leaves, within the scope of its vendor: one more than the list has where there are more.</summary>
    public static async Task<IReadOnlyList<Order>> Of(KeytillDb db, Order order, string subject)
    {
        var orders = db.Set<Order>().OfAddress(order.EmailNormalized);
        if (subject != MailRow.PartId(subject))
            orders = orders.Where(o => o.Id == order.Id);
        return await orders.Take(ListMax + 1).Include(o => o.Lines.OrderBy(l => l.Position)).AsSplitQuery().ToListAsync();
    }
}
