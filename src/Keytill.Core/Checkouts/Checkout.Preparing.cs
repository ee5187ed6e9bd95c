using Keytill.Core.Catalog;
using Keytill.Core.Vendors;

namespace Keytill.Core.Checkouts;

public sealed partial class Checkout
{
    public const string PaymentMethodField = "payment_method";

    /// <summary>
    /// "Continue": checks everything and gives the purchase that an order is made of, or says what stands against it. Changes
    /// nothing; <see cref="MarkOrdered"/> follows in the same write as the order.
    /// </summary>
    /// <param name="press">What the form posted.</param>
    /// <param name="seller">With its legal texts: what is agreed to is recorded by version.</param>
    /// <param name="coupon">The one that this checkout's code names, where it applies.</param>
    /// <param name="methodsOffered">The payment methods that serve this currency, country and amount.</param>
    /// <exception cref="RuleBroken"><c>checkout_ordered</c>: look for its order first.</exception>
    public PurchaseAnswer Prepare(
        ContinuePress press, IReadOnlyDictionary<string, Product> shelf, Coupon? coupon, SellerTexts seller, IReadOnlyCollection<string> methodsOffered,
        DateTimeOffset now)
    {
        ThrowIfOrdered();
        (Quote quote, _) = Price(shelf, coupon);
        if (quote.IsEmpty)
            return new PurchaseAnswer.NothingToOrder();

        bool isFree = quote.Amounts.Total.IsZero;
        FieldError[] errors =
        [
            .. Buyer.Check(press.Form),
            .. isFree ? [] : CheckMethod(press.PaymentMethod, methodsOffered),
            .. CheckConsents(press, quote),
        ];
        bool priceChanged = press.QuoteFingerprint != quote.Fingerprint;
        return errors.Length > 0 || priceChanged
            ? new PurchaseAnswer.Refused(errors, priceChanged)
            : new PurchaseAnswer.Ready(ToPurchase(press, quote, isFree ? Purchase.FreeMethod : press.PaymentMethod!, seller, now) with { CouponId = coupon?.Id, CouponCode = coupon?.Code });
    }

    private static IEnumerable<FieldError> CheckMethod(string? method, IReadOnlyCollection<string> offered)
    {
        if (string.IsNullOrEmpty(method))
            yield return new FieldError(PaymentMethodField, FieldErrorCode.Required);
        else if (!offered.Contains(method))
            yield return new FieldError(PaymentMethodField, FieldErrorCode.NotOffered);
    }

    private static IEnumerable<FieldError> CheckConsents(ContinuePress press, Quote quote) =>
        ConsentRules.Required(Country.Find(press.Form.Country), press.Form.Company.Length > 0, quote.Lines.Select(l => l.Product))
            .Where(kind => !press.Ticked.Contains(kind))
            .Select(kind => new FieldError(ConsentRules.FieldOf(kind), FieldErrorCode.MustBeTicked));

    private static PurchaseLine ToLine(QuoteLine line, string locale) => new()
    {
        ProductId = line.Product.Id,
        Name = line.Product.Name.In(locale),
        Quantity = line.Quantity,
        UnitPrice = line.UnitPrice,
        Amounts = line.Amounts,
        LicenseMethod = line.Product.LicenseMethod,
        LicenseSettings = line.Product.LicenseSettings,
        LicensePer = line.Product.LicensePer,
        Revocation = line.Product.Revocation,
        Withdrawal = line.Product.Withdrawal,
    };

    private Purchase ToPurchase(ContinuePress press, Quote quote, string method, SellerTexts seller, DateTimeOffset now)
    {
        var buyer = Buyer.From(press.Form);
        IReadOnlyList<ConsentKind> asked = ConsentRules.Asked(buyer.Country, buyer.IsBusiness, quote.Lines.Select(l => l.Product));
        return new Purchase
        {
            CheckoutId = Id,
            OneTimeLinkId = OneTimeLinkId,
            VendorId = VendorId,
            Mode = Mode,
            SellerId = seller.SellerId,
            Buyer = buyer,
            Locale = Locale,
            Currency = quote.Currency,
            Lines = [.. quote.Lines.Select(line => ToLine(line, Locale))],
            Amounts = quote.Amounts,
            Consents = [.. asked.Where(press.Ticked.Contains).Select(kind => seller.Record(kind, Locale, now))],
            PaymentMethod = method,
            ExternalId = Link.ExternalId,
            AdditionalData = Link.AdditionalData,
            ReturnUrl = Link.ReturnUrl,
            Utm = Link.Utm,
            QuoteFingerprint = quote.Fingerprint,
        };
    }
}

/// <summary>What the form of the page posted with "continue".</summary>
/// <param name="Ticked">The boxes that were ticked.</param>
/// <param name="QuoteFingerprint">Of the quote that the page showed: a hidden field.</param>
public sealed record ContinuePress(BuyerForm Form, string? PaymentMethod, IReadOnlySet<ConsentKind> Ticked, string? QuoteFingerprint);

public abstract record PurchaseAnswer
{
    private PurchaseAnswer()
    {
    }

    public sealed record Ready(Purchase Purchase) : PurchaseAnswer;

    /// <summary>The page comes back with these, and with what was typed.</summary>
    /// <param name="PriceChanged">A price, quantity or currency is no longer what the page showed; it says so and shows the new ones.</param>
    public sealed record Refused(IReadOnlyList<FieldError> Errors, bool PriceChanged) : PurchaseAnswer;

    /// <summary>The cart is empty, or nothing in it is sold any more.</summary>
    public sealed record NothingToOrder : PurchaseAnswer;
}
