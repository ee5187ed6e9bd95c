using System.Globalization;
using Keytill.Core.Catalog;

namespace Keytill.Core.Checkouts;

/// <summary>What the customer is about to buy, in one currency. Each change gives a new cart and says what did not go as asked.</summary>
public sealed record Cart(Currency Currency, IReadOnlyList<CartLine> Lines)
{
    public const int LinesMax = 50;

    public static Cart Empty(Currency currency) => new(currency, []);

    public bool Holds(string productId) => Lines.Any(l => l.ProductId == productId);

    /// <summary>
    /// A product that is not there is added; one that is there gets the quantity, when one is given, and never counts up:
    /// the same link again changes nothing more.
    /// </summary>
    /// <param name="wish">None: the least, or what is there.</param>
    /// <param name="shelf">By id, at least all products of the cart.</param>
    /// <param name="wishes">Currencies to take where there is a choice, the dearest wish first.</param>
    public CartChange Put(Product product, QuantityWish wish, IReadOnlyDictionary<string, Product> shelf, params IReadOnlyList<Currency> wishes)
    {
        if (Holds(product.Id))
            return SetQuantity(product, wish);
        if (Lines.Count >= LinesMax)
            return new(this, [Notice(NoticeCode.CartFull, product)]);

        int quantity = product.Clamp(wish.Value ?? product.MinQuantity);
        IReadOnlyList<Currency> common = CommonCurrencies([.. Sold(shelf), product]);
        if (common.Count == 0)
            return new(this, [Notice(NoticeCode.NoCommonCurrency, product)]);
        Currency currency = wishes.Prepend(Currency).FirstOrDefault(common.Contains) ?? common[0];
        var moved = new Cart(currency, [.. Lines, new CartLine(product.Id, quantity)]);
        List<CheckoutNotice> notices = [.. Told(product, wish, quantity)];
        if (currency != Currency && Lines.Count > 0)
            notices.Add(new(NoticeCode.CurrencyMoved, Value: Currency.Code, Given: currency.Code, ProductId: product.Id));
        return new(moved, notices);
    }

    /// <summary>Without a readable wish the quantity stays; a product that is not there changes nothing.</summary>
    public CartChange SetQuantity(Product product, QuantityWish wish)
    {
        if (Lines.FirstOrDefault(l => l.ProductId == product.Id) is not { } line)
            return new(this, []);
        int quantity = product.Clamp(wish.Value ?? line.Quantity);
        return new(WithQuantity(product.Id, quantity), Told(product, wish, quantity));
    }

    public Cart Without(string productId) => this with { Lines = [.. Lines.Where(l => l.ProductId != productId)] };

    /// <summary>Moves to the currency if everything in the cart has it.</summary>
    public CartChange MoveTo(Currency currency, IReadOnlyDictionary<string, Product> shelf) =>
        CommonCurrencies(Sold(shelf)).Contains(currency) || Lines.Count == 0
            ? new(this with { Currency = currency }, [])
            : Refuse(currency.Code);

    public bool IsSameAs(Cart other) => Currency == other.Currency && Lines.SequenceEqual(other.Lines);

    internal CartChange Refuse(string currency) =>
        new(this, [new(NoticeCode.CurrencyUnavailable, "currency", PlainText.Cut(PlainText.Clean(currency), CheckoutNotice.ValueCharsMax), Currency.Code)]);

    /// <summary>What the currency can be switched to on the page.</summary>
    public IReadOnlyList<Currency> Choices(IReadOnlyDictionary<string, Product> shelf) => CommonCurrencies(Sold(shelf));

    /// <summary>
    /// Prices what can be sold now. A product retired since, or without a price in this currency, is left out and named;
    /// a quantity outside bounds that changed since is clamped.
    /// </summary>
    /// <param name="coupon">One that applies to it.</param>
    public (Quote Quote, IReadOnlyList<CheckoutNotice> Unavailable) Price(IReadOnlyDictionary<string, Product> shelf, Coupon? coupon = null)
    {
        var items = new List<QuoteItem>();
        var unavailable = new List<CheckoutNotice>();
        foreach (CartLine line in Lines)
        {
            Product? product = shelf.GetValueOrDefault(line.ProductId);
            if (product is { IsSold: true } && product.Prices.Has(Currency))
                items.Add(new(product, product.Clamp(line.Quantity)));
            else
                unavailable.Add(new(NoticeCode.LineUnavailable, ProductId: line.ProductId));
        }

        return (Quote.Of(items, Currency, coupon), unavailable);
    }

    /// <summary>In the order of the first product's price list; empty where they have none in common.</summary>
    private static IReadOnlyList<Currency> CommonCurrencies(IReadOnlyList<Product> products) => products.Count == 0
        ? []
        : [.. products[0].Prices.Currencies.Select(c => c.Currency).Where(c => products.All(p => p.Prices.Has(c)))];

    private static CheckoutNotice[] Told(Product product, QuantityWish wish, int quantity)
    {
        string given = quantity.ToString(CultureInfo.InvariantCulture);
        if (wish.Unreadable is { } text)
            return [new(NoticeCode.QuantityUnreadable, "quantity", text, given, product.Id)];
        return wish.Value is { } asked && asked != quantity
            ? [new(NoticeCode.QuantityClamped, "quantity", asked.ToString(CultureInfo.InvariantCulture), given, product.Id)]
            : [];
    }

    private static CheckoutNotice Notice(NoticeCode code, Product product) => new(code, ProductId: product.Id);

    private Cart WithQuantity(string productId, int quantity) =>
        this with { Lines = [.. Lines.Select(l => l.ProductId == productId ? l with { Quantity = quantity } : l)] };

    private IReadOnlyList<Product> Sold(IReadOnlyDictionary<string, Product> shelf) =>
        [.. Lines.Select(l => shelf.GetValueOrDefault(l.ProductId)).OfType<Product>().Where(p => p.IsSold)];
}

public sealed record CartLine(string ProductId, int Quantity);

public sealed record CartChange(Cart Cart, IReadOnlyList<CheckoutNotice> Notices);
