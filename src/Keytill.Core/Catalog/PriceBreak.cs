namespace Keytill.Core.Catalog;

/// <summary>What a few units more would do to a line's price: the next cheaper band that the product's bounds let a customer reach.</summary>
/// <param name="MoreUnits">On top of the line's quantity, at least 1.</param>
/// <param name="UnitPrice">Of every unit of the line, once it has them.</param>
/// <param name="PercentOff">Whole per cent off each unit's present price, rounded down: never more is promised than is given. 0 where it is less than one.</param>
public sealed record PriceBreak(int MoreUnits, Money UnitPrice, int PercentOff)
{
    /// <summary>Null where no band above is cheaper, or none can be reached.</summary>
    internal static PriceBreak? Of(Product product, int quantity, Money unitPrice)
    {
        if (product.Prices.NextBreak(unitPrice.Currency, quantity) is not { } band || band.FromQuantity > product.MaxQuantity)
            return null;
        long off = (unitPrice.Minor - band.UnitMinor) * 100 / unitPrice.Minor;
        return new(band.FromQuantity - quantity, new Money(band.UnitMinor, unitPrice.Currency), (int)off);
    }
}
