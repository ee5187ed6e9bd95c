using System.Security.Cryptography;

namespace Keytill.Core;

/// <summary>
/// Public ids: a prefix, an underscore and 26 characters of Crockford's base 32 over a version 7 UUID (RFC 9562), so that
/// they sort by the millisecond they were made in. Nothing may rely on more than that: commit order is the event feed's.
/// </summary>
public static class Ids
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int BodyLength = 26;
    private const int TokenBytes = 24;
    private const int TokenChars = TokenBytes / 3 * 4;

    public static string New(string prefix, DateTimeOffset now) => prefix + "_" + Body(Guid.CreateVersion7(now));

    /// <summary>192 unguessable bits in 32 characters of base64url: the authority over one order's or checkout's pages.</summary>
    public static string NewToken() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(TokenBytes)).Replace('+', '-').Replace('/', '_');

    /// <summary>Whether the text has the form of a token. What has not, was never given out, and is not asked for.</summary>
    public static bool IsToken(string? text) =>
        text is { Length: TokenChars } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>Whether the text has the form of an id with this prefix. Says nothing about its existence.</summary>
    public static bool IsWellFormed(string? text, string prefix) =>
        text is not null
        && text.Length == prefix.Length + 1 + BodyLength
        && text.StartsWith(prefix, StringComparison.Ordinal)
        && text[prefix.Length] == '_'
        && text.AsSpan(prefix.Length + 1).IndexOfAnyExcept(Alphabet) < 0;

    private static string Body(Guid id)
    {
        var rest = new UInt128(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(id.ToByteArray(bigEndian: true)),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(id.ToByteArray(bigEndian: true).AsSpan(8)));
        Span<char> body = stackalloc char[BodyLength];
        for (int i = BodyLength - 1; i >= 0; i--)
        {
            body[i] = Alphabet[(int)(rest & 31)];
            rest >>= 5;
        }

        return new string(body);
    }
}
