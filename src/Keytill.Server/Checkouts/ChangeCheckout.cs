using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Checkouts;

/// <summary>A button of the checkout page other than "continue": keeps all that stands in the form, and changes the cart or the language.</summary>
public sealed class ChangeCheckout(Store store)
{
    /// <returns>False when no checkout has this token, or it has been ordered: load it and see.</returns>
    public Task<bool> Run(string token, CheckoutChange change, CancellationToken cancel) => store.Write(
        "change checkout", Scope.Everything, async write =>
        {
            if (await write.Db.Set<Checkout>().FirstOrDefaultAsync(c => c.Token == token) is not { IsOrdered: false } checkout)
                return false;
            string[] restored = change.Cart.Restore is { } line ? [line.ProductId] : [];
            Dictionary<string, Product> shelf = await CheckoutContents.ShelfOf(write.Db, checkout, restored);
            checkout.Change(change.Cart, shelf, write.Now);
            checkout.Keep(checkout.Form.Read(change.Posted), change.PaymentMethod, write.Now);
            if (change.Coupon is { } code)
                checkout.TakeCoupon(code, write.Now);
            if (Texts.Find(change.Locale) is { } texts)
                checkout.SwitchLocale(texts.Language, write.Now);
            return true;
        }, cancel);
}

/// <param name="Posted">Reads a field of the posted form, by the input's name; null where it was not posted.</param>
/// <param name="PaymentMethod">The one that is chosen in the form; null keeps the present one.</param>
/// <param name="Locale">The language to switch to; null, or one that there is not, keeps the present one.</param>
/// <param name="Coupon">The code that stands in the field; empty to take the coupon away; null keeps it.</param>
public sealed record CheckoutChange(CartEdit Cart, Func<string, string?> Posted, string? PaymentMethod = null, string? Locale = null, string? Coupon = null);
