using Keytill.Core;
using Keytill.Core.Checkouts;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Checkouts;

/// <summary>The customer has ordered, and goes back to change it: the cart is filled again, for an order in the first one's place.</summary>
public sealed class ChangeOrder(Store store)
{
    /// <param name="token">Of the checkout that was ordered.</param>
    /// <returns>The new checkout's token, the same however often it is asked for; null where the order can no longer be replaced, or there is none.</returns>
    public async Task<string?> Run(Scope shop, string token, CancellationToken cancel)
    {
        string fresh = Ids.NewToken();
        return await store.Write("change order", shop, async write =>
        {
            if (await write.Db.Set<Checkout>().FirstOrDefaultAsync(c => c.Token == token) is not { IsOrdered: true } ordered)
                return null;
            string? id = await write.Db.Set<Order>().Where(o => o.CheckoutId == ordered.Id).Select(o => o.Id).FirstOrDefaultAsync();
            if (id is null || await write.LockOrder(id) is not { CanBeReplaced: true })
                return null;
            if (await write.Db.Set<Checkout>().Where(c => c.ReplacesOrderId == id).Select(c => c.Token).FirstOrDefaultAsync() is { } begun)
                return begun;
            write.Db.Add(ordered.Again(fresh, id, write.Now));
            return fresh;
        }, cancel);
    }
}
