using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Vendors;

/// <summary>Who stands behind a sale.</summary>
internal static class Sellers
{
    /// <summary>The vendor of a sale with the entity that sold it, which need not be the one he sells through today. One statement.</summary>
    /// <exception cref="InvalidOperationException">The scope sees no such vendor, or there is no such entity.</exception>
    public static Task<ValueTuple<Vendor, SellerOfRecord>> VendorAndSeller(
        this KeytillDb db, string vendorId, string sellerId, CancellationToken cancel = default) => (
        from vendor in db.Set<Vendor>()
        from seller in db.Set<SellerOfRecord>()
        where vendor.Id == vendorId && seller.Id == sellerId
        select ValueTuple.Create(vendor, seller)).SingleAsync(cancel);
}
