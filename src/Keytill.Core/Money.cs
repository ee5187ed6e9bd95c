using System.Globalization;
using System.Text.Json.Serialization;

namespace Keytill.Core;

/// <summary>A whole number of minor units of one currency. Arithmetic is checked, and mixing currencies throws.</summary>
public readonly record struct Money(long Minor, Currency Currency) : IComparable<Money>
{
    [JsonIgnore]
    public bool IsZero => Minor == 0;

    [JsonIgnore]
    public bool IsPositive => Minor > 0;

    public static Money operator +(Money a, Money b) => new(checked(a.Minor + Same(a, b).Minor), a.Currency);

    public static Money operator -(Money a, Money b) => new(checked(a.Minor - Same(a, b).Minor), a.Currency);

    public static Money operator *(Money a, long factor) => new(checked(a.Minor * factor), a.Currency);

    public static bool operator <(Money a, Money b) => a.CompareTo(b) < 0;

    public static bool operator >(Money a, Money b) => a.CompareTo(b) > 0;

    public static bool operator <=(Money a, Money b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Money a, Money b) => a.CompareTo(b) >= 0;

    public static Money Zero(Currency currency) => new(0, currency);

    public static Money Min(Money a, Money b) => a <= b ? a : b;

    public static Money Max(Money a, Money b) => a >= b ? a : b;

    public int CompareTo(Money other) => Minor.CompareTo(Same(this, other).Minor);

    /// <summary>
    /// Splits this amount in proportion to the weights, by largest remainder: the shares are whole, sum to the amount, and
    /// each is its exact share rounded down or up. Among equal remainders the earlier share gets the unit.
    /// </summary>
    /// <param name="weights">Not negative, in any one currency; all zero only where this amount is zero.</param>
    /// <exception cref="ArgumentException">A negative weight, or no weight to carry an amount.</exception>
    public Money[] Allocate(IReadOnlyList<Money> weights) => Allocate([.. weights.Select(w => w.Minor)]);

    /// <inheritdoc cref="Allocate(IReadOnlyList{Money})"/>
    public Money[] Allocate(IReadOnlyList<long> weights)
    {
        if (weights.Any(w => w < 0))
            throw new ArgumentException("A share's weight is not negative.", nameof(weights));
        Currency currency = Currency;
        Int128 sum = weights.Aggregate(Int128.Zero, (total, weight) => total + weight);
        if (sum == 0)
        {
            if (Minor != 0)
                throw new ArgumentException($"{this} needs a weight to fall on.", nameof(weights));
            return [.. weights.Select(_ => Zero(currency))];
        }

        (long minor, int sign) = (Math.Abs(Minor), Math.Sign(Minor));
        long[] shares = [.. weights.Select(w => (long)((Int128)minor * w / sum))];
        int left = (int)(minor - shares.Sum());
        IEnumerable<int> byRemainder = Enumerable.Range(0, weights.Count).OrderByDescending(i => (Int128)minor * weights[i] % sum);
        foreach (int i in byRemainder.Take(left))
            shares[i]++;
        return [.. shares.Select(share => new Money(share * sign, currency))];
    }

    /// <summary>
    /// This amount times a fraction (a rate of 19 % is 19 / 100), rounded to the minor unit: halves go away from zero.
    /// The one rounding there is.
    /// </summary>
    public Money PortionHalfUp(long numerator, long denominator)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denominator);
        Int128 exact = (Int128)Minor * numerator;
        Int128 rounded = (Int128.Abs(exact) * 2 + denominator) / ((Int128)denominator * 2);
        return new(checked((long)(exact < 0 ? -rounded : rounded)), Currency);
    }

    /// <summary>Reads <c>12</c>, <c>12.5</c> or <c>-12.50</c>: digits with a point, no more decimals than the currency has, nothing else.</summary>
    /// <returns>Null where the text is anything else, or too large.</returns>
    public static Money? ParseInvariant(string? text, Currency currency)
    {
        const NumberStyles Form = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        int point = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        int decimals = point < 0 ? 0 : text!.Length - point - 1;
        if (string.IsNullOrEmpty(text) || text[0] == '+' || point == 0 || decimals > currency.Exponent || (point > 0 && decimals == 0))
            return null;
        string digits = text.Replace(".", "", StringComparison.Ordinal) + new string('0', currency.Exponent - decimals);
        return decimal.TryParse(text, Form, CultureInfo.InvariantCulture, out _)
            && long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long minor)
            ? new Money(minor, currency)
            : null;
    }

    /// <summary>With the currency's own decimals and a point, without grouping or currency: <c>12.50</c>, <c>1250</c> (JPY), <c>12.500</c> (KWD).</summary>
    public string ToDecimalString()
    {
        if (Currency.Exponent == 0)
            return Minor.ToString(CultureInfo.InvariantCulture);
        string digits = Int128.Abs(Minor).ToString(CultureInfo.InvariantCulture).PadLeft(Currency.Exponent + 1, '0');
        return $"{(Minor < 0 ? "-" : "")}{digits[..^Currency.Exponent]}.{digits[^Currency.Exponent..]}";
    }

    /// <summary>For logs and errors; pages and mails format by locale.</summary>
    public override string ToString() => $"{Minor} {Currency.Code} (minor units)";

    private static Money Same(Money a, Money b) =>
        a.Currency == b.Currency ? b : throw new InvalidOperationException($"{a.Currency} and {b.Currency} do not mix.");
}
