using System.Security.Cryptography;
using System.Text;
using Keytill.Core;

namespace Keytill.Server.Support;

/// <summary>Somebody has asked for the orders of an e-mail address. Goes with the job that answers it, and within days in any case.</summary>
public sealed class OrderSearch
{
    private const string IdPrefix = "find";
    private const int IdBytes = 16;

    /// <summary>The same for the same press: what was sent twice is answered once.</summary>
    public required string Id { get; init; }

    /// <summary>As orders are searched by.</summary>
    public required string Email { get; init; }

    /// <summary>An order's number as it was typed, bounded; null for none.</summary>
    public string? Number { get; init; }

    /// <summary>Wall time.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <param name="press">The form's own key; a press without one is like no other.</param>
    public static string IdOf(string? press, string email, string? number)
    {
        string key = Ids.IsToken(press) ? press! : Ids.NewToken();
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{key} {email} {number}"));
        return IdPrefix + "_" + Convert.ToHexStringLower(hash.AsSpan(0, IdBytes));
    }

    public override string ToString() => Id;
}
