using System.Security.Cryptography;
using System.Text;

namespace Keytill.Server.SandboxBank;

/// <param name="File">The bank's own SQLite file; made when missing.</param>
/// <param name="Secret">What the merchant's server shows as <c>Authorization: Bearer</c>.</param>
/// <param name="NoticeSecret">Signs the notices: <c>whsec_</c> and base64, as Standard Webhooks has it.</param>
/// <param name="Account">The bank's name of the merchant's account; echoed in every answer and notice.</param>
public sealed record SandboxBankOptions(string File, string Secret, string NoticeSecret, string Account)
{
    /// <summary>
    /// The unguessable part of the address of the merchant's own pages, <c>/merchant/{key}</c>: whoever holds the account's secret can tell it, and who has
    /// the address may send money back.
    /// </summary>
    public static string MerchantKey(string secret, string account) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes("merchant pages of " + account)));

    /// <summary>Never the record's own form: it would print the secrets.</summary>
    public override string ToString() => $"Sandbox Bank, account {Account}";
}
