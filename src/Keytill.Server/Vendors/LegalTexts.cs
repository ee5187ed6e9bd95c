using Keytill.Core.Checkouts;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Vendors;

/// <summary>Sellers' legal texts: which there are, and what one says.</summary>
public static class LegalTexts
{
    /// <summary>All versions, past and coming, without their bodies.</summary>
    public static async Task<SellerTexts> TextsOf(this KeytillDb db, string sellerId) => new(
        sellerId,
        await db.Set<LegalText>()
            .Where(t => t.SellerId == sellerId)
            .Select(t => new LegalTextVersion(t.Kind, t.Locale, t.Version, t.Form, t.InForceAt))
            .ToListAsync());

    /// <summary>The very text that a consent names.</summary>
    public static Task<LegalText?> FindText(this KeytillDb db, string sellerId, ConsentKind kind, string locale, string version) =>
        db.Set<LegalText>().AsNoTracking().FirstOrDefaultAsync(t => t.SellerId == sellerId && t.Kind == kind && t.Locale == locale && t.Version == version);
}
