using System.Security.Cryptography;
using System.Text;

namespace Keytill.Server.Api;

/// <summary>
/// Seals a kept answer by the Idempotency-Key that it was given under. An answer may hold what is shown once (an endpoint's secret), and the
/// database holds the key's hash alone: only who repeats the call can open it.
/// </summary>
internal static class AnswerSeal
{
    private const int SaltBytes = 16;
    private const int TagBytes = 16;
    private const int KeyBytes = 32;

    /// <summary>All zeros: the salt is new for each seal, so that no derived key is used twice.</summary>
    private static readonly byte[] Nonce = new byte[12];

    /// <param name="id">Of the kept answer: what is sealed for one call opens for no other.</param>
    public static byte[] Seal(string key, string id, ReadOnlySpan<byte> answer)
    {
        byte[] whole = new byte[SaltBytes + TagBytes + answer.Length];
        var (salt, tag, text) = Parts(whole);
        RandomNumberGenerator.Fill(salt.Span);
        using var cipher = new AesGcm(Derive(key, id, salt.Span), TagBytes);
        cipher.Encrypt(Nonce, answer, text.Span, tag.Span);
        return whole;
    }

    /// <exception cref="AuthenticationTagMismatchException">Sealed by another key, for another call, or changed since.</exception>
    public static byte[] Open(string key, string id, byte[] whole)
    {
        var (salt, tag, text) = Parts(whole);
        byte[] answer = new byte[text.Length];
        using var cipher = new AesGcm(Derive(key, id, salt.Span), TagBytes);
        cipher.Decrypt(Nonce, text.Span, tag.Span, answer);
        return answer;
    }

    private static (Memory<byte> Salt, Memory<byte> Tag, Memory<byte> Text) Parts(byte[] whole) =>
        (whole.AsMemory(0, SaltBytes), whole.AsMemory(SaltBytes, TagBytes), whole.AsMemory(SaltBytes + TagBytes));

    private static byte[] Derive(string key, string id, ReadOnlySpan<byte> salt)
    {
        byte[] derived = new byte[KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key), derived, salt, Encoding.UTF8.GetBytes(id));
        return derived;
    }
}
