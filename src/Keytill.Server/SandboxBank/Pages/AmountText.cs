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

    public static string Of(long minor, string currency, BankTexts texts)
    {
        int exponent = Exponents.GetValueOrDefault(currency, 2);
        string digits = minor.ToString(CultureInfo.InvariantCulture).PadLeft(exponent + 1, '0');
        string whole = digits[..^exponent];
        for (int at = whole.Length - 3; at > 0; at -= 3)
            whole = whole.Insert(at, texts.GroupSeparator);

        string amount = exponent == 0 ? whole : whole + texts.DecimalSeparator + digits[^exponent..];
        return texts.CurrencyFirst ? $"{currency}\u00a0{amount}" : $"{amount}\u00a0{currency}";
    }
}
