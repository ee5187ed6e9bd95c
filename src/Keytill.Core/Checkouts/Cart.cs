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
    /// <param name="quantity">Null: the least, or what is there.</param>
    /// <param name="shelf">By id, at least all products of the cart.</param>
    /// <param name="wishes">Currencies to take where there is a choice, the dearest wish first.</param>
    public CartChange Put(Product product, long? quantity, IReadOnlyDictionary<string, Product> shelf, params IReadOnlyList<Currency> wishes)
    {
        int wanted = product.Clamp(quantity ?? product.MinQuantity);
        if (Holds(product.Id))
            return quantity is null ? new(this, []) : new(WithQuantity(product.Id, wanted), Clamped(product, quantity.Value, wanted));
        if (Lines.Count >= LinesMax)
            return new(this, [Notice(NoticeCode.CartFull, product)]);

        IReadOnlyList<Currency> common = CommonCurrencies([.. Sold(shelf), product]);
        if (common.Count == 0)
            return new(this, [Notice(NoticeCode.NoCommonCurrency, product)]);
        Currency currency = wishes.Prepend(Currency).FirstOrDefault(common.Contains) ?? common[0];
        var moved = new Cart(currency, [.. Lines, new CartLine(product.Id, wanted)]);
        List<CheckoutNotice> notices = [.. Clamped(product, quantity ?? wanted, wanted)];
        if (currency != Currency && Lines.Count > 0)
            notices.Add(new(NoticeCode.CurrencyMoved, Value: Currency.Code, Given: currency.Code, ProductId: product.Id));
        return new(moved, notices);
    }

    public CartChange SetQuantity(Product product, long quantity)
    {
        int wanted = product.Clamp(quantity);
        return new(WithQuantity(product.Id, wanted), Clamped(product, quantity, wanted));
    }

    public Cart Without(string productId) => this with { Lines = [.. Lines.Where(l => l.ProductId != productId)] };

    /// <summary>Moves to the currency if everything in the cart has it.</summary>
    public CartChange MoveTo(Currency currency, IReadOnlyDictionary<string, Product> shelf) =>
        CommonCurrencies(Sold(shelf)).Contains(currency) || Lines.Count == 0
            ? new(this with { Currency = currency }, [])
            : new(this, [new(NoticeCode.CurrencyUnavailable, "currency", currency.Code, Currency.Code)]);

    /// <summary>What the currency can be switched to on the page.</summary>
    public IReadOnlyList<Currency> Choices(IReadOnlyDictionary<string, Product> shelf) => CommonCurrencies(Sold(shelf));

    /// <summary>
    /// Prices what can be sold now. A product retired since, or without a price in this currency, is left out and named;
    /// a quantity outside bounds that changed since is clamped.
    /// </summary>
    public (Quote Quote, IReadOnlyList<CheckoutNotice> Unavailable) Price(IReadOnlyDictionary<string, Product> shelf)
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

        return (Quote.Of(items, Currency), unavailable);
    }

    /// <summary>In the order of the first product's price list; empty where they have none in common.</summary>
    private static IReadOnlyList<Currency> CommonCurrencies(IReadOnlyList<Product> products) => products.Count == 0
        ? []
        : [.. products[0].Prices.Currencies.Select(c => c.Currency).Where(c => products.All(p => p.Prices.Has(c)))];

    private static CheckoutNotice[] Clamped(Product product, long asked, int given) => asked == given
        ? []
        : [new(NoticeCode.QuantityClamped, "quantity", asked.ToString(CultureInfo.InvariantCulture), given.ToString(CultureInfo.InvariantCulture), product.Id)];

    private static CheckoutNotice Notice(NoticeCode code, Product product) => new(code, ProductId: product.Id);

    private Cart WithQuantity(string productId, int quantity) =>
        this with { Lines = [.. Lines.Select(l => l.ProductId == productId ? l with { Quantity = quantity } : l)] };

    private IReadOnlyList<Product> Sold(IReadOnlyDictionary<string, Product> shelf) =>
        [.. Lines.Select(l => shelf.GetValueOrDefault(l.ProductId)).OfType<Product>().Where(p => p.IsSold)];
}

public sealed record CartLine(string ProductId, int Quantity);

public sealed record CartChange(Cart Cart, IReadOnlyList<CheckoutNotice> Notices);
