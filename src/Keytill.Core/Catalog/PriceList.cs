namespace Keytill.Core.Catalog;

/// <summary>
/// A product's prices: per currency, and per quantity band. The band that the quantity falls into prices every unit of the
/// line ("10 or more: 8.00 each"). The first currency is the product's default.
/// </summary>
public sealed record PriceList
{
    /// <summary>Low enough that 50 lines of 10,000 units cannot overflow 64 bits.</summary>
    public const long UnitPriceMinorMax = 1_000_000_000_000;

    public const int BandsMax = 20;

    /// <exception cref="ArgumentException">No currency, one named twice, or bands out of order or bounds.</exception>
    public PriceList(IReadOnlyList<CurrencyPrices> currencies)
    {
        if (currencies.Count == 0)
            throw new ArgumentException("A price list needs at least one currency.", nameof(currencies));
        if (currencies.DistinctBy(c => c.Currency).Count() != currencies.Count)
            throw new ArgumentException("A currency stands in a price list once.", nameof(currencies));
        foreach (CurrencyPrices prices in currencies)
            Check(prices);
        Currencies = [.. currencies];
    }

    public IReadOnlyList<CurrencyPrices> Currencies { get; }

    public static PriceList Of(params IReadOnlyList<(string Currency, long UnitMinor)> prices) =>
        new([.. prices.Select(p => new CurrencyPrices(Currency.Of(p.Currency), [new PriceBand(1, p.UnitMinor)]))]);

    /// <summary>Another currency, or the same one with other bands.</summary>
    public PriceList With(string currency, params IReadOnlyList<PriceBand> bands)
    {
        var prices = new CurrencyPrices(Currency.Of(currency), bands);
        return Has(prices.Currency)
            ? new([.. Currencies.Select(c => c.Currency == prices.Currency ? prices : c)])
            : new([.. Currencies, prices]);
    }

    public bool Has(Currency currency) => Currencies.Any(c => c.Currency == currency);

    /// <exception cref="ArgumentException">Not priced in this currency: ask <see cref="Has"/> first.</exception>
    public Money UnitPrice(Currency currency, int quantity) =>
        new(BandsOf(currency).Last(b => b.FromQuantity <= Math.Max(quantity, 1)).UnitMinor, currency);

    /// <summary>The next cheaper band above this quantity, or null.</summary>
    public PriceBand? NextBreak(Currency currency, int quantity)
    {
        Money now = UnitPrice(currency, quantity);
        return BandsOf(currency).FirstOrDefault(b => b.FromQuantity > quantity && b.UnitMinor < now.Minor);
    }

    public bool Equals(PriceList? other) => other is not null && Currencies.SequenceEqual(other.Currencies);

    public override int GetHashCode() => Currencies.Aggregate(0, HashCode.Combine);

    private static void Check(CurrencyPrices prices)
    {
        IReadOnlyList<PriceBand> bands = prices.Bands;
        if (bands.Count is 0 or > BandsMax || bands[0].FromQuantity != 1)
            throw new ArgumentException($"{prices.Currency}: the first of at most {BandsMax} bands starts at 1.");
        if (bands.Zip(bands.Skip(1)).Any(pair => pair.First.FromQuantity >= pair.Second.FromQuantity))
            throw new ArgumentException($"{prices.Currency}: each band starts above the one before.");
        if (bands.Any(b => b.UnitMinor is < 0 or > UnitPriceMinorMax))
            throw new ArgumentException($"{prices.Currency}: a unit price is between 0 and {UnitPriceMinorMax} minor units.");
    }

    private IReadOnlyList<PriceBand> BandsOf(Currency currency) =>
        Currencies.FirstOrDefault(c => c.Currency == currency)?.Bands
        ?? throw new ArgumentException($"The product is not priced in {currency}.", nameof(currency));
}

public sealed record CurrencyPrices(Currency Currency, IReadOnlyList<PriceBand> Bands)
{
    public bool Equals(CurrencyPrices? other) => other is not null && Currency == other.Currency && Bands.SequenceEqual(other.Bands);

    public override int GetHashCode() => Bands.Aggregate(Currency.GetHashCode(), HashCode.Combine);
}

/// <param name="UnitMinor">Minor units for each unit of a line with at least <paramref name="FromQuantity"/> units.</param>
public sealed record PriceBand(int FromQuantity, long UnitMinor);
