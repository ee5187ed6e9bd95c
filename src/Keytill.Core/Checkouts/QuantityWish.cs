using System.Globalization;

namespace Keytill.Core.Checkouts;

/// <summary>A quantity as somebody asked for it: a number however absurd, a text that is no number, or nothing.</summary>
/// <param name="Unreadable">The text that is no whole number, cut to be shown.</param>
public readonly record struct QuantityWish(long? Value, string? Unreadable = null)
{
    public static readonly QuantityWish None;

    public static implicit operator QuantityWish(long? value) => new(value);

    /// <summary>
    /// ASCII digits with an optional sign, whatever the page's language. More digits than a number has are a great quantity,
    /// not an unreadable one: the product's bounds clamp it.
    /// </summary>
    public static QuantityWish Read(string? text)
    {
        string trimmed = PlainText.Clean(text);
        if (trimmed.Length == 0)
            return None;
        string digits = trimmed.TrimStart('-', '+');
        if (digits.Length == 0 || trimmed.Length - digits.Length > 1 || !digits.All(char.IsAsciiDigit))
            return new(null, PlainText.Cut(trimmed, CheckoutNotice.ValueCharsMax));
        return long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long quantity)
            ? quantity
            : trimmed[0] == '-' ? long.MinValue : long.MaxValue;
    }
}
