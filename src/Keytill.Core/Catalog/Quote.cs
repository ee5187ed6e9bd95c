using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Keytill.Core.Catalog;

/// <summary>
/// A cart priced: the one place where totals are computed, without clock, database or culture.
/// What concerns the order as a whole (a discount, a tax) is split over the lines by largest remainder.
/// </summary>
public sealed record Quote(Currency Currency, IReadOnlyList<QuoteLine> Lines, Amounts Amounts)
{
    private const int FingerprintBytes = 15;

    public bool IsEmpty => Lines.Count == 0;

    /// <summary>
    /// 20 characters that stand for every figure shown: what is ordered must be what was shown. The page posts it back;
    /// another value means that a price, a quantity or the currency changed in between.
    /// </summary>
    public string Fingerprint => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(Figures()))[..FingerprintBytes]);

    /// <param name="coupon">One that applies; null for none.</param>
    /// <exception cref="ArgumentException">An item is not priced in this currency, or its quantity is not positive.</exception>
    public static Quote Of(IReadOnlyList<QuoteItem> items, Currency currency, Coupon? coupon) =>
        Of(items, currency, coupon is null ? null : Adjustments.By(coupon, items, currency));

    /// <exception cref="ArgumentException">As above.</exception>
    public static Quote Of(IReadOnlyList<QuoteItem> items, Currency currency, Adjustments? adjustments = null)
    {
        Adjustments adjust = adjustments ?? Adjustments.None(currency);
        Money[] subtotals = [.. items.Select(i => i.Subtotal(currency))];
        Money[] discounts = adjust.Discount.Allocate([.. items.Select((item, i) => adjust.Discounts(item.Product.Id) ? subtotals[i] : Money.Zero(currency))]);
        Money[] reduced = [.. subtotals.Select((subtotal, i) => subtotal - discounts[i])];
        Money[] taxes = adjust.Tax.Allocate(reduced);

        QuoteLine[] lines = [.. items.Select((item, i) => new QuoteLine(
            item.Product, item.Quantity, item.UnitPrice(currency), Figure(subtotals[i], discounts[i], taxes[i], adjust.PricesIncludeTax)))];
        return new(currency, lines, lines.Aggregate(Amounts.Zero(currency), (sum, line) => sum + line.Amounts));
    }

    private static Amounts Figure(Money subtotal, Money discount, Money tax, bool pricesIncludeTax)
    {
        Money reduced = subtotal - discount;
        return pricesIncludeTax
            ? new(subtotal, discount, reduced - tax, tax, reduced)
            : new(subtotal, discount, reduced, tax, reduced + tax);
    }

    private string Figures()
    {
        var text = new StringBuilder(Currency.Code);
        foreach (QuoteLine line in Lines)
        {
            Amounts a = line.Amounts;
            text.Append(CultureInfo.InvariantCulture, $"|{line.Product.Id}*{line.Quantity}@{line.UnitPrice.Minor}")
                .Append(CultureInfo.InvariantCulture, $":{a.Discount.Minor}:{a.Tax.Minor}:{a.Total.Minor}");
        }

        return text.ToString();
    }
}

public sealed record QuoteItem(Product Product, int Quantity)
{
    /// <exception cref="ArgumentException">Not priced in this currency, or not a single unit.</exception>
    public Money UnitPrice(Currency currency) =>
        Product.Prices.UnitPrice(currency, Quantity > 0 ? Quantity : throw new ArgumentException("A line has at least one unit."));

    /// <inheritdoc cref="UnitPrice"/>
    public Money Subtotal(Currency currency) => UnitPrice(currency) * Quantity;
}

public sealed record QuoteLine(Product Product, int Quantity, Money UnitPrice, Amounts Amounts)
{
    public PriceBreak? NextBreak => PriceBreak.Of(Product, Quantity, UnitPrice);
}

/// <summary>What is taken off and put on the order as a whole, before it is split over the lines.</summary>
/// <param name="Discount">At most the sum of the subtotals of what is discounted.</param>
/// <param name="PricesIncludeTax">True: the total stays and the tax is a part of it. False: the tax comes on top.</param>
public sealed record Adjustments(Money Discount, Money Tax, bool PricesIncludeTax)
{
    /// <summary>The ids of the products whose lines carry the discount; empty: all.</summary>
    public IReadOnlyList<string> Discounted { get; init; } = [];

    public static Adjustments None(Currency currency) => new(Money.Zero(currency), Money.Zero(currency), PricesIncludeTax: true);

    /// <summary>The coupon's part of what it is for, rounded once.</summary>
    public static Adjustments By(Coupon coupon, IReadOnlyList<QuoteItem> items, Currency currency)
    {
        Money price = items.Where(i => coupon.IsFor(i.Product.Id)).Aggregate(Money.Zero(currency), (sum, item) => sum + item.Subtotal(currency));
        return None(currency) with { Discount = price.PortionHalfUp(coupon.PercentOff, 100), Discounted = coupon.ProductIds };
    }

    public bool Discounts(string productId) => Discounted.Count == 0 || Discounted.Contains(productId);
}
