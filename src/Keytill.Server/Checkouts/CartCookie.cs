using Keytill.Core.Vendors;

namespace Keytill.Server.Checkouts;

/// <summary>
/// One cookie for each vendor and mode, which holds the token of the cart there. It only finds the cart again when another Buy
/// button is pressed; the authority is the token in the page's address.
/// </summary>
public static class CartCookie
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public static string Name(Scope shop) => $"keytill_cart_{shop.VendorId}_{(shop.Mode == Mode.Live ? "live" : "test")}";
}
