namespace Keytill.Core.Catalog;

/// <summary>How the code of a coupon is written and read.</summary>
public static class CouponCode
{
    public const int CharsMax = 40;
    public const string Rule = "A code has 1 to 40 letters, digits, hyphens or underscores.";

    /// <summary>Upper case and without spaces, as it is compared: customers type codes off paper.</summary>
    /// <returns>Null where the text is no code.</returns>
    public static string? Normalize(string? typed)
    {
        string code = string.Concat((typed ?? "").Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
        return code.Length is > 0 and <= CharsMax && code.All(c => char.IsLetterOrDigit(c) || c is '-' or '_') ? code : null;
    }
}
