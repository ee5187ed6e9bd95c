using Keytill.Core.Catalog;
using Keytill.Core.Vendors;

namespace Keytill.Core.Checkouts;

public sealed partial class Checkout
{
    /// <summary>
    /// A press of a Buy button: takes the product and all that the link's parameters ask for. Following the same link again
    /// changes nothing more.
    /// </summary>
    /// <param name="shelf">By id: the cart's products, the link's, and those of its <c>items</c> that exist.</param>
    /// <param name="find">An item of the link, by id or slug, among this vendor's products that are sold; null: unknown.</param>
    /// <param name="locale">The page's language that answers the link's wish, where it has one.</param>
    /// <exception cref="RuleBroken"><c>checkout_ordered</c>: open a new one.</exception>
    public void Follow(
        LinkParameters link, Product product, IReadOnlyDictionary<string, Product> shelf, Func<string, Product?> find, Vendor vendor,
        string? locale, DateTimeOffset now)
    {
        Use(now);
        List<CheckoutNotice> notices = [.. link.Notices];
        Currency preferred = link.Currency ?? vendor.DefaultCurrency;
        Cart cart = link.Clear ? Cart.Empty(preferred) : Cart;
        if (cart.Lines.Count == 0)
            cart = cart with { Currency = preferred };

        Put(product, link.Quantity);
        foreach (LinkItem item in link.Items)
        {
            if (find(item.Product) is { } other)
                Put(other, item.Quantity);
            else
                notices.Add(new(NoticeCode.ItemUnknown, "items", PlainText.Cut(item.Product, CheckoutNotice.ValueCharsMax)));
        }

        if (link.Currency is { } asked && asked != cart.Currency)
            Take(cart.MoveTo(asked, shelf));
        if (link.Locale is { } wish && !string.Equals(wish, locale, StringComparison.OrdinalIgnoreCase))
            notices.Add(new(NoticeCode.LocaleUnavailable, "locale", wish, locale ?? Locale));
        if (link.ReturnUrl is { } url && !vendor.MayReturnTo(url))
            notices.Add(new(NoticeCode.HostNotAllowed, "return_url", PlainText.Cut(url, CheckoutNotice.ValueCharsMax)));

        (Cart, Notices, Locale) = (cart, notices, locale ?? Locale);
        PaymentMethod = link.PaymentMethod ?? PaymentMethod;
        if (link.Clear)
            CouponCode = null;
        if (link.Coupon is { } code)
            TakeCoupon(code, now);
        Form = link.Prefill.Aggregate(Form, (form, given) => form.Get(given.Key).Length == 0 ? form.With(given.Key, given.Value) : form);
        Link = Link.Overlaid(link, vendor);

        void Put(Product other, QuantityWish wish) => Take(cart.Put(other, wish, shelf, preferred, vendor.DefaultCurrency));

        void Take(CartChange change)
        {
            cart = change.Cart;
            notices.AddRange(change.Notices);
        }
    }
}
