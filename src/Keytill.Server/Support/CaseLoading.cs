using Keytill.Core.Orders;
using Keytill.Core.Support;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Support;

/// <summary>Cases whole. Whoever changes one has locked its order: all that is written about an order is written one after the other.</summary>
internal static class CaseLoading
{
    public static IQueryable<Case> WithMessages(this IQueryable<Case> cases) => cases.Include(c => c.Messages.OrderBy(m => m.Position)).AsSingleQuery();

    /// <summary>In a write that holds the order's lock.</summary>
    public static Task<List<Case>> CasesOf(this WriteContext write, Order order) =>
        write.Db.Set<Case>().Where(c => c.OrderId == order.Id).WithMessages().AsTracking().ToListAsync();

    /// <summary>Whether a press has written what it was to write.</summary>
    public static Case? WrittenBy(this IEnumerable<Case> cases, string press) => cases.FirstOrDefault(c => c.Messages.Any(m => m.Press == press));
}
