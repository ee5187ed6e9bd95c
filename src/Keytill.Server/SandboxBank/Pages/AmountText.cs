using System.Globalization;

namespace Keytill.Server.SandboxBank.Pages;

/// <summary>Minor units as people read them.</summary>
internal static class AmountText
{
    /// <summary>ISO 4217's exponents that are not 2.</summary>
    private static readonly Dictionary<string, int> Exponents = new(StringComparer.Ordinal)
    {
        ["BIF"] = 0, ["CLP"] = 0, ["DJF"] = 0, ["GNF"] = 0, ["ISK"] = 0, ["JPY"] = 0, ["KMF"] = 0, ["KRW"] = 0, ["PYG"] = 0, ["RWF"] = 0,
        ["UGX"] = 0, ["UYI"] = 0, ["VND"] = 0, ["VUV"] = 0, ["XAF"] = 0, ["XOF"] = 0, ["XPF"] = 0,
        ["BHD"] = 3, ["IQD"] = 3, ["JOD"] = 3, ["KWD"] = 3, ["LYD"] = 3, ["OMR"] = 3, ["TND"] = 3,
        ["CLF"] = 4, ["UYW"] = 4,
    };

    /// <summary>Above it no amount of this bank's is.</summary>
    private const int DigitsMax = 12;

    public static string Of(long minor, string currency, BankTexts texts)
    {
        (string whole, string decimals) = Split(minor, currency);
        for (int at = whole.Length - 3; at > 0; at -= 3)
            whole = whole.Insert(at, texts.GroupSeparator);

        string amount = decimals.Length == 0 ? whole : whole + texts.DecimalSeparator + decimals;
        return texts.CurrencyFirst ? $"{currency}\u00a0{amount}" : $"{amount}\u00a0{currency}";
    }

    /// <summary>As it is typed: without currency and groups.</summary>
    public static string Typed(long minor, string currency, BankTexts texts) =>
        Split(minor, currency) is var (whole, decimals) && decimals.Length == 0 ? whole : whole + texts.DecimalSeparator + decimals;

    /// <summary>Reads <c>12</c>, <c>12.5</c> or <c>12,50</c>, with no more decimals than the currency has.</summary>
    /// <returns>Minor units; null where it is anything else.</returns>
    public static long? Read(string typed, string currency)
    {
        int exponent = Exponents.GetValueOrDefault(currency, 2);
        string[] parts = typed.Trim().Split('.', ',');
        string decimals = parts.Length == 2 ? parts[1] : "";
        string digits = parts[0] + decimals.PadRight(exponent, '0');
        bool isAmount = parts.Length <= 2 && parts[0].Length > 0 && decimals.Length <= exponent && digits.Length <= DigitsMax && digits.All(char.IsAsciiDigit);
        return isAmount ? long.Parse(digits, CultureInfo.InvariantCulture) : null;
    }

    private static (string Whole, string Decimals) Split(long minor, string currency)
    {
        int exponent = Exponents.GetValueOrDefault(currency, 2);
        string digits = minor.ToString(CultureInfo.InvariantCulture).PadLeft(exponent + 1, '0');
        return (digits[..^exponent], digits[^exponent..]);
    }
}
