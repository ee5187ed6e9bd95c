using System.Globalization;
using Keytill.Core;

namespace Keytill.Server;

/// <summary>
/// How one language writes money, numbers and dates: the only place where they are formatted for people.
/// Separators and names of months stand in the language's file, so that every machine writes the same.
/// </summary>
public sealed class Formats
{
    private const int ExponentMax = 4;

    private static readonly decimal[] MinorPerMajor = [1m, 10m, 100m, 1_000m, 10_000m];

    // Only symbols that readers everywhere take for this currency; all others are written by their code.
    private static readonly Dictionary<string, string> Symbols = new(StringComparer.Ordinal)
    {
        ["EUR"] = "€", ["GBP"] = "£", ["USD"] = "$", ["JPY"] = "¥",
    };

    private readonly Texts texts;
    private readonly NumberFormatInfo[] byDecimals;
    private readonly string[] months;

    internal Formats(Texts texts)
    {
        this.texts = texts;
        byDecimals = [.. Enumerable.Range(0, ExponentMax + 1).Select(NumbersWith)];
        months = [.. Enumerable.Range(1, 12).Select(month => texts["format.month." + month.ToString(CultureInfo.InvariantCulture)])];
    }

    public string Number(long number) => number.ToString("N", byDecimals[0]);

    /// <summary>With all decimals of its currency: <c>€29.00</c>, <c>29,00 €</c>, <c>¥2,900</c>, <c>CHF 29.00</c>.</summary>
    public string Money(Money money)
    {
        int exponent = money.Currency.Exponent;
        string amount = Math.Abs(money.Minor / MinorPerMajor[exponent]).ToString("N", byDecimals[exponent]);
        string written = Symbols.TryGetValue(money.Currency.Code, out string? symbol)
            ? texts.Get("format.money.symbol", ("amount", amount), ("symbol", symbol))
            : texts.Get("format.money.code", ("amount", amount), ("code", money.Currency.Code));
        return money.Minor < 0 ? "−" + written : written;
    }

    public string Date(DateOnly day) =>
        texts.Get(
            "format.date",
            ("day", day.Day.ToString(CultureInfo.InvariantCulture)),
            ("month", months[day.Month - 1]),
            ("year", day.Year.ToString(CultureInfo.InvariantCulture)));

    public string Date(DateTimeOffset at, TimeZoneInfo zone) => Date(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime));

    /// <summary>Date and time in the zone, which is named: a time without its zone tells a customer abroad nothing.</summary>
    public string DateTime(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return texts.Get(
            "format.date_time",
            ("date", Date(DateOnly.FromDateTime(local.DateTime))),
            ("time", local.ToString("HH:mm", CultureInfo.InvariantCulture)),
            ("zone", zone.Id));
    }

    private NumberFormatInfo NumbersWith(int decimals) => NumberFormatInfo.ReadOnly(new NumberFormatInfo
    {
        NumberDecimalDigits = decimals,
        NumberDecimalSeparator = texts["format.decimal_separator"],
        NumberGroupSeparator = texts["format.group_separator"],
    });
}
