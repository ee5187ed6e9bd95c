using System.Text.Json;
using System.Text.Json.Serialization;

namespace Keytill.Core;

/// <summary>
/// A currency of ISO 4217 (its list of active codes, without metals, units of account and test codes, which have no minor
/// unit) with the exponent that the standard's own table gives it. Cultures are never asked: theirs differ for IQD, ALL, RSD.
/// </summary>
[JsonConverter(typeof(CodeJson))]
public sealed record Currency
{
    private const string WithoutDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";

    private const string WithTwoDecimals =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU " +
        "CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES " +
        "KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR " +
        "NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP " +
        "TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG";

    private const string WithThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";

    private const string WithFourDecimals = "CLF UYW";

    private static readonly Dictionary<string, Currency> Known =
        new[] { (WithoutDecimals, 0), (WithTwoDecimals, 2), (WithThreeDecimals, 3), (WithFourDecimals, 4) }
            .SelectMany(group => group.Item1.Split(' ').Select(code => new Currency(code, group.Item2)))
            .ToDictionary(c => c.Code, StringComparer.OrdinalIgnoreCase);

    private Currency(string code, int exponent) => (Code, Exponent) = (code, exponent);

    public static IReadOnlyCollection<Currency> All => Known.Values;

    public string Code { get; }

    /// <summary>Decimals of the minor unit: 0 for JPY, 2 for EUR, 3 for KWD, 4 for CLF.</summary>
    public int Exponent { get; }

    /// <exception cref="ArgumentException">The code is not in the table.</exception>
    public static Currency Of(string code) =>
        Find(code) ?? throw new ArgumentException($"{code} is not a currency of ISO 4217.", nameof(code));

    /// <summary>The currency of this code in any case, or null.</summary>
    public static Currency? Find(string? code) => code is null ? null : Known.GetValueOrDefault(code);

    public override string ToString() => Code;

    /// <summary>A currency is written as its code.</summary>
    private sealed class CodeJson : JsonConverter<Currency>
    {
        public override Currency Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Find(reader.GetString()) ?? throw new JsonException("Not a currency of ISO 4217.");

        public override void Write(Utf8JsonWriter writer, Currency value, JsonSerializerOptions options) => writer.WriteStringValue(value.Code);
    }
}
