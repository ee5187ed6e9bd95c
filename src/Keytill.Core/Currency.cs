namespace Keytill.Core;

/// <summary>A currency of ISO 4217 with the exponent that the standard's own table gives it (never a culture's).</summary>
public sealed record Currency
{
    private static readonly Dictionary<string, Currency> Known = new Dictionary<string, int>
    {
        ["EUR"] = 2, ["USD"] = 2, ["GBP"] = 2, ["CHF"] = 2, ["JPY"] = 0, ["KWD"] = 3, ["IQD"] = 3, ["ALL"] = 2, ["RSD"] = 2,
    }.ToDictionary(e => e.Key, e => new Currency(e.Key, e.Value), StringComparer.Ordinal);

    private Currency(string code, int exponent) => (Code, Exponent) = (code, exponent);

    public string Code { get; }

    /// <summary>Decimals of the minor unit: 0 for JPY, 2 for EUR, 3 for KWD.</summary>
    public int Exponent { get; }

    /// <exception cref="ArgumentException">The code is not in the table.</exception>
    public static Currency Of(string code) =>
        Find(code) ?? throw new ArgumentException($"{code} is not a currency of ISO 4217.", nameof(code));

    /// <summary>The currency of this code in any case, or null.</summary>
    public static Currency? Find(string? code) => code is null ? null : Known.GetValueOrDefault(code.ToUpperInvariant());

    public override string ToString() => Code;
}
