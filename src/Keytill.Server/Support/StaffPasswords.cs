using Keytill.Core;
using Keytill.Core.Support;
using Microsoft.AspNetCore.Identity;

namespace Keytill.Server.Support;

/// <summary>Passwords of staff: hashed slowly (PBKDF2 with the framework's present count of rounds), never inside a transaction.</summary>
public sealed class StaffPasswords
{
    /// <summary>The framework's hasher wants to know whose it is, and does not look.</summary>
    private static readonly object Anybody = new();

    private readonly PasswordHasher<object> hasher = new();
    private readonly Lazy<string> nobodysHash;

    public StaffPasswords() => nobodysHash = new Lazy<string>(() => hasher.HashPassword(Anybody, Ids.NewToken()));

    /// <exception cref="RuleBroken"><c>password_length</c>.</exception>
    public string Hash(string password)
    {
        if (password.Length is < StaffMember.PasswordCharsMin or > StaffMember.PasswordCharsMax)
            throw new RuleBroken("password_length", $"A password has {StaffMember.PasswordCharsMin} to {StaffMember.PasswordCharsMax} characters.");
        return hasher.HashPassword(Anybody, password);
    }

    /// <param name="hash">Null where nobody has the address that was typed: it takes as long all the same.</param>
    public bool Fits(string? hash, string password) =>
        password.Length <= StaffMember.PasswordCharsMax
        && hasher.VerifyHashedPassword(Anybody, hash ?? nobodysHash.Value, password) != PasswordVerificationResult.Failed
        && hash is not null;
}
