using Keytill.Core.Vendors;
using Keytill.Server.Persistence;

namespace Keytill.Server.Checkouts;

/// <summary>What the checkout page shows, by the token in its address.</summary>
public sealed class CheckoutQueries(Store store)
{
    /// <returns>Null when no checkout has this token.</returns>
    public Task<CheckoutContents?> Find(string token, CancellationToken cancel) =>
        store.Read(Scope.Everything, db => CheckoutContents.Load(db, token), cancel);
}
