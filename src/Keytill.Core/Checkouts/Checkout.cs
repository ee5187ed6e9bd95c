using Keytill.Core.Catalog;
using Keytill.Core.Vendors;

namespace Keytill.Core.Checkouts;

/// <summary>
/// The customer's open cart and form, before there is an order. Whoever has its <see cref="Token"/> may see and change it.
/// Once ordered it changes no more: it leads to its order.
/// </summary>
public sealed partial class Checkout : Aggregate
{
    private const string IdPrefix = "chk";

    private Checkout()
    {
    }

    public string Id { get; private set; } = "";

    public string VendorId { get; private set; } = "";

    public Mode Mode { get; private set; }

    /// <summary>Unguessable; the page's address.</summary>
    public string Token { get; private set; } = "";

    public Cart Cart { get; private set; } = null!;

    /// <summary>One of the languages that the pages have.</summary>
    public string Locale { get; private set; } = "";

    /// <summary>As typed or prefilled so far.</summary>
    public BuyerForm Form { get; private set; } = new();

    /// <summary>Chosen or preselected so far; whether it serves this order is asked when it is ordered.</summary>
    public string? PaymentMethod { get; private set; }

    /// <summary>The code that the customer or a link has given, as it was written; whether it applies is asked each time the cart is priced.</summary>
    public string? CouponCode { get; private set; }

    public LinkContext Link { get; private set; } = LinkContext.None;

    /// <summary>The id of the unpaid order whose place the one that comes of it takes: its customer went back to change it.</summary>
    public string? ReplacesOrderId { get; private set; }

    /// <summary>The link that has opened it, where that is good for one order alone.</summary>
    public string? OneTimeLinkId { get; private set; }

    /// <summary>What did not go as asked in the last act on the cart.</summary>
    public IReadOnlyList<CheckoutNotice> Notices { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UsedAt { get; private set; }

    public DateTimeOffset? OrderedAt { get; private set; }

    public bool IsOrdered => OrderedAt is not null;

    /// <param name="token">Made outside the write, so that a write that runs again makes the same checkout.</param>
    public static Checkout Open(Vendor vendor, Mode mode, string token, string locale, DateTimeOffset now, string? oneTimeLinkId = null) => new()
    {
        Id = Ids.New(IdPrefix, now),
        VendorId = vendor.Id,
        Mode = mode,
        Token = token,
        Cart = Cart.Empty(vendor.DefaultCurrency),
        Locale = locale,
        OneTimeLinkId = oneTimeLinkId,
        CreatedAt = now,
        UsedAt = now,
    };

    /// <summary>An ordered cart filled again, for an order in that one's place.</summary>
    /// <param name="token">As in <see cref="Open"/>.</param>
    public Checkout Again(string token, string orderId, DateTimeOffset now) => new()
    {
        Id = Ids.New(IdPrefix, now),
        VendorId = VendorId,
        Mode = Mode,
        Token = token,
        Cart = Cart,
        Locale = Locale,
        Form = Form,
        PaymentMethod = PaymentMethod,
        CouponCode = CouponCode,
        Link = Link,
        ReplacesOrderId = orderId,
        CreatedAt = now,
        UsedAt = now,
    };

    /// <summary>Its cart priced now, and what of it cannot be sold any more.</summary>
    /// <param name="coupon">One that applies to it.</param>
    public (Quote Quote, IReadOnlyList<CheckoutNotice> Unavailable) Price(IReadOnlyDictionary<string, Product> shelf, Coupon? coupon = null) => Cart.Price(shelf, coupon);

    /// <summary>All that one press on the page changes in the cart. What it says of it replaces what was said before.</summary>
    /// <param name="shelf">By id: the cart's products, and the one that is put back.</param>
    /// <exception cref="RuleBroken"><c>checkout_ordered</c>.</exception>
    public void Change(CartEdit edit, IReadOnlyDictionary<string, Product> shelf, DateTimeOffset now)
    {
        Use(now);
        CartChange change = edit.ApplyTo(Cart, shelf);
        if (change.Notices.Count > 0 || !change.Cart.IsSameAs(Cart))
            (Cart, Notices) = (change.Cart, change.Notices);
    }

    /// <summary>Takes the code that is typed in place of another; an empty one takes the coupon away.</summary>
    /// <exception cref="RuleBroken"><c>checkout_ordered</c>.</exception>
    public void TakeCoupon(string typed, DateTimeOffset now)
    {
        Use(now);
        string code = PlainText.Cut(PlainText.Clean(typed), CheckoutNotice.ValueCharsMax);
        CouponCode = code.Length == 0 ? null : code;
    }

    /// <param name="locale">One of the languages that the pages have.</param>
    /// <exception cref="RuleBroken"><c>checkout_ordered</c>.</exception>
    public void SwitchLocale(string locale, DateTimeOffset now)
    {
        Use(now);
        Locale = locale;
    }

    /// <summary>Keeps what is typed so far, right or wrong.</summary>
    /// <exception cref="RuleBroken"><c>checkout_ordered</c>.</exception>
    public void Keep(BuyerForm form, string? paymentMethod, DateTimeOffset now)
    {
        Use(now);
        (Form, PaymentMethod) = (form, paymentMethod ?? PaymentMethod);
    }

    /// <summary>The cart is spent: it changes no more, and leads to its order, which knows the checkout's id.</summary>
    /// <exception cref="RuleBroken"><c>checkout_ordered</c>.</exception>
    public void MarkOrdered(DateTimeOffset now)
    {
        Use(now);
        OrderedAt = now;
    }

    private void Use(DateTimeOffset now)
    {
        ThrowIfOrdered();
        UsedAt = now;
    }

    private void ThrowIfOrdered()
    {
        if (IsOrdered)
            throw new RuleBroken("checkout_ordered", "This cart has been ordered.");
    }
}

/// <summary>What links brought along for the order, beside products and prefill.</summary>
public sealed record LinkContext(
    string? ExternalId, IReadOnlyDictionary<string, string> AdditionalData, string? ReturnUrl, IReadOnlyDictionary<string, string> Utm)
{
    public static readonly LinkContext None = new(null, new Dictionary<string, string>(), null, new Dictionary<string, string>());

    /// <summary>What a later link brings replaces what an earlier one brought; what it does not mention stays.</summary>
    public LinkContext Overlaid(LinkParameters link, Vendor vendor) => new(
        link.ExternalId ?? ExternalId,
        link.AdditionalData.Count > 0 ? link.AdditionalData : AdditionalData,
        link.ReturnUrl is { } url && vendor.MayReturnTo(url) ? url : ReturnUrl,
        link.Utm.Count > 0 ? link.Utm : Utm);
}
