using Keytill.Core.Vendors;
using Keytill.Server.Persistence;

namespace Keytill.Server.Checkouts;

/// <summary>What the checkout page shows, by the token in its address.</summary>
public sealed class CheckoutQueries(Store store, TimeProvider clock)
{
    /// <param name="further">Products to have at hand beside the cart's: one that was taken out and may come back.</param>
    /// <returns>Null when no checkout has this token.</returns>
    public Task<CheckoutContents?> Find(string token, CancellationToken cancel, params string[] further) =>
        store.Read(Scope.Everything, db => CheckoutContents.Load(db, token, clock.GetUtcNow(), further), cancel);
}
