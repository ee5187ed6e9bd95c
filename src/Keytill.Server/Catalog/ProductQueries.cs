using Keytill.Core.Catalog;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Catalog;

/// <summary>Products as links and carts name them.</summary>
public static class ProductQueries
{
    /// <summary>By id or slug, sold or retired. Null when the scope sees none in a catalogue: a product of a one-time link is found by that link alone.</summary>
    public static Task<Product?> FindProduct(this KeytillDb db, string idOrSlug) =>
        db.Set<Product>().AsNoTracking().FirstOrDefaultAsync(p => p.OneTimeLinkId == null && (p.Id == idOrSlug || p.Slug == idOrSlug));

    /// <summary>One vendor's products in one mode, by id: those of these ids or slugs that there are, retired ones too.</summary>
    /// <param name="oneTimeLinkId">The link whose own products are there as well; null for the catalogue alone.</param>
    public static async Task<Dictionary<string, Product>> Shelf(this KeytillDb db, Scope owner, IEnumerable<string> idsOrSlugs, string? oneTimeLinkId = null)
    {
        string[] wanted = [.. idsOrSlugs.Distinct(StringComparer.Ordinal)];
        return await db.Set<Product>()
            .AsNoTracking()
            .Where(p => p.VendorId == owner.VendorId && p.Mode == owner.Mode && (p.OneTimeLinkId == null || p.OneTimeLinkId == oneTimeLinkId) && (wanted.Contains(p.Id) || wanted.Contains(p.Slug)))
            .ToDictionaryAsync(p => p.Id, StringComparer.Ordinal);
    }
}
