using Keytill.Core.Catalog;
using Keytill.Core.Vendors;

namespace Keytill.Core.Checkouts;

/// <summary>
/// What the customer agreed to buy, complete and checked: all that an order is made of. Made by <see cref="Checkout.Prepare"/>
/// alone; independent of checkout and catalogue from then on.
/// </summary>
public sealed record Purchase
{
    /// <summary>At most one order comes of a checkout.</summary>
    public required string CheckoutId { get; init; }

    /// <summary>At most one order comes of such a link.</summary>
    public string? OneTimeLinkId { get; init; }

    public required string VendorId { get; init; }

    public required Mode Mode { get; init; }

    public required string SellerId { get; init; }

    public required Buyer Buyer { get; init; }

    /// <summary>The language of pages and mails, BCP 47.</summary>
    public required string Locale { get; init; }

    public required Currency Currency { get; init; }

    public required IReadOnlyList<PurchaseLine> Lines { get; init; }

    public required Amounts Amounts { get; init; }

    public required IReadOnlyList<Consent> Consents { get; init; }

    /// <summary>The method's public name; <see cref="FreeMethod"/> where there is nothing to pay.</summary>
    public required string PaymentMethod { get; init; }

    /// <summary>Of the coupon whose discount is in the amounts.</summary>
    public string? CouponId { get; init; }

    public string? CouponCode { get; init; }

    /// <summary>The vendor's own id of the sale, from the link's <c>ref</c>.</summary>
    public string? ExternalId { get; init; }

    /// <summary>From the link's <c>data[…]</c>: echoed everywhere.</summary>
    public required IReadOnlyDictionary<string, string> AdditionalData { get; init; }

    /// <summary>Where "back to the shop" leads; its host is on the vendor's list.</summary>
    public string? ReturnUrl { get; init; }

    /// <summary>By full parameter name: <c>utm_source</c>, …</summary>
    public required IReadOnlyDictionary<string, string> Utm { get; init; }

    /// <summary>Of the quote that was shown and is now ordered.</summary>
    public required string QuoteFingerprint { get; init; }

    public const string FreeMethod = "free";
}

/// <summary>One product of a purchase as it was sold; later changes of the product do not reach it.</summary>
public sealed record PurchaseLine
{
    public required string ProductId { get; init; }

    /// <summary>In the purchase's language.</summary>
    public required string Name { get; init; }

    public required int Quantity { get; init; }

    public required Money UnitPrice { get; init; }

    public required Amounts Amounts { get; init; }

    public required string LicenseMethod { get; init; }

    /// <summary>The method's settings, a JSON object.</summary>
    public required string LicenseSettings { get; init; }

    public required LicensePer LicensePer { get; init; }

    public required RevocationPolicy Revocation { get; init; }

    public required WithdrawalPolicy Withdrawal { get; init; }

    /// <summary>How many licences this line owes.</summary>
    public int LicensesOwed => LicensePer == LicensePer.Unit ? Quantity : 1;
}
