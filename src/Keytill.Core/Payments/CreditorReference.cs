using System.Diagnostics.CodeAnalysis;

namespace Keytill.Core.Payments;

/// <summary>
/// The structured reference of ISO 11649 that a buyer puts on a bank transfer: <c>RF</c>, two check digits, and up to 21 letters
/// and digits, here the order's number. One mistyped digit, or two swapped, are always noticed.
/// </summary>
public sealed record CreditorReference
{
    private const string Prefix = "RF";
    private const int BodyLengthMax = 21;
    private const int PrintedGroup = 4;

    private CreditorReference(string checkDigits, string body) => (CheckDigits, Body) = (checkDigits, body);

    public string CheckDigits { get; }

    /// <summary>What the reference stands for: capital letters and digits, without the leading zeros that banks pad with.</summary>
    public string Body { get; }

    /// <summary>The form for machines: no spaces.</summary>
    public string Electronic => Prefix + CheckDigits + Body;

    /// <summary>The form for people: groups of four.</summary>
    public string Printed => string.Join(' ', Electronic.Chunk(PrintedGroup).Select(group => new string(group)));

    /// <exception cref="ArgumentException">The number has other characters than letters and digits of ASCII, or more than 21.</exception>
    public static CreditorReference For(string orderNumber)
    {
        if (!IsBody(orderNumber))
            throw new ArgumentException("A creditor reference is made of 1 to 21 letters and digits.", nameof(orderNumber));
        string body = Canonical(orderNumber);
        int check = 98 - Mod97.Rest(body + Prefix + "00");
        return new CreditorReference(check.ToString("00", System.Globalization.CultureInfo.InvariantCulture), body);
    }

    /// <summary>Reads either form as typed or as a bank passed it on: any case, spaces anywhere, padded with zeros. Check digits must fit.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CreditorReference? reference)
    {
        reference = null;
        string compact = string.Concat((text ?? "").Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
        if (compact.Length < 5 || !compact.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        string checkDigits = compact[2..4];
        string body = compact[4..];
        if (!checkDigits.All(char.IsAsciiDigit) || !IsBody(body) || Mod97.Rest(body + Prefix + checkDigits) != 1)
            return false;
        reference = new CreditorReference(checkDigits, Canonical(body));
        return true;
    }

    public override string ToString() => Electronic;

    private static bool IsBody(string text) => text.Length is > 0 and <= BodyLengthMax && text.All(char.IsAsciiLetterOrDigit);

    // Leading zeros add nothing to the check sum, so the same digits check the padded and the bare form.
    private static string Canonical(string body)
    {
        string bare = body.ToUpperInvariant().TrimStart('0');
        return bare.Length == 0 ? "0" : bare;
    }
}
