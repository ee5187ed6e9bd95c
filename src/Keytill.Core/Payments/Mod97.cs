namespace Keytill.Core.Payments;

/// <summary>ISO 7064 MOD 97-10, the check of account numbers and creditor references.</summary>
internal static class Mod97
{
    /// <param name="text">Digits and capital letters of ASCII; a letter counts as two digits (A = 10 … Z = 35).</param>
    public static int Rest(string text) => text.Aggregate(0, (rest, c) =>
        char.IsAsciiDigit(c) ? ((rest * 10) + (c - '0')) % 97 : ((rest * 100) + (c - 'A' + 10)) % 97);
}
