using Keytill.Core.Catalog;
using Keytill.Core.Licenses;

namespace Keytill.Server.Pages.Checkout;

/// <summary>How long a product's licences are valid, as it must be said above the last button.</summary>
internal static class LicenseTerm
{
    private const string SignedKey = "signed_key";

    /// <summary>Null where only the vendor's own words can say it: what is in his keys we do not know.</summary>
    public static string? Of(Product product, Texts texts)
    {
        if (product.LicenseMethod != SignedKey)
            return null;
        return SignedKeySettings.Parse(product.LicenseSettings).ValidDays is { } days
            ? texts.Get("checkout.license_term_days", ("days", texts.Formats.Number(days)))
            : texts["checkout.license_term"];
    }
}
