using System.Security.Cryptography;

namespace Keytill.Server.SandboxBank;

internal static class BankIds
{
    private const int TokenBytes = 24;

    public static string New(string prefix, DateTimeOffset now) => prefix + "_" + Guid.CreateVersion7(now).ToString("n");

    /// <summary>192 unguessable bits: whoever knows them may pay.</summary>
    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
}
