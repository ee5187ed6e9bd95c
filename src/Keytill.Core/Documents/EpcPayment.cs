using System.Globalization;
using System.Text;
using Keytill.Core.Payments;

namespace Keytill.Core.Documents;

/// <summary>
/// A SEPA credit transfer as the banks' apps read it off a QR code: EPC069-12 of the European Payments Council, version 002.
/// </summary>
public sealed record EpcPayment
{
    /// <summary>AT-E001 of the rulebook, the name of the one who is paid.</summary>
    public const int HolderCharsMax = 70;

    /// <summary>AT-T002, the amount: from one cent on.</summary>
    public const long CentsMin = 1;

    public const long CentsMax = 99_999_999_999;

    /// <summary>The whole payload; a code of version 13 with error correction M holds it.</summary>
    public const int BytesMax = 331;

    private const string Utf8 = "1";

    private EpcPayment(string payload) => Payload = payload;

    /// <summary>Lines parted by single line feeds. Empty ones at the end are left out, as is the feed after the last.</summary>
    public string Payload { get; }

    /// <param name="holder">Exactly as the bank has it: banks compare the name before they pay out, so a longer one is not cut.</param>
    /// <param name="bic">Needed by nobody inside the EEA.</param>
    /// <returns>Null where the standard cannot say it: another currency, an amount or a name out of its bounds.</returns>
    public static EpcPayment? Find(string holder, Iban iban, string? bic, Money amount, CreditorReference reference)
    {
        bool canBeSaid = amount.Currency.Code == "EUR"
            && amount.Minor is >= CentsMin and <= CentsMax
            && holder.Length is > 0 and <= HolderCharsMax && !holder.Any(char.IsControl);
        if (!canBeSaid)
            return null;
        string cents = string.Create(CultureInfo.InvariantCulture, $"EUR{amount.Minor / 100}.{amount.Minor % 100:00}");

        // The last two: no purpose, and the reference as a structured one. With it there must be no text beside it.
        string payload = string.Join('\n', "BCD", "002", Utf8, "SCT", Bic(bic), holder, iban.Electronic, cents, "", reference.Electronic);
        return Encoding.UTF8.GetByteCount(payload) <= BytesMax ? new EpcPayment(payload) : null;
    }

    private static string Bic(string? bic) => bic is { Length: 8 or 11 } && bic.All(char.IsAsciiLetterOrDigit) ? bic.ToUpperInvariant() : "";
}
