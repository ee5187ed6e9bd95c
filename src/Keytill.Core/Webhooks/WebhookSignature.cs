using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Keytill.Core.Webhooks;

/// <summary>
/// Signatures of Standard Webhooks 1.0, version <c>v1</c>: HMAC-SHA256 over <c>{id}.{timestamp}.{body}</c>, in base64.
/// See standardwebhooks.com; the tests hold the vectors that its libraries publish.
/// </summary>
public static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    /// <summary>A receiver believes a timestamp this far from its own clock, so that a recorded request cannot be played again later.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string Version = "v1,";
    private const int SignaturesReadMax = 16;

    /// <summary>The value of <see cref="SignatureHeader"/>: one signature of each live secret, separated by spaces.</summary>
    /// <param name="id">Must not hold a full stop, which separates what is signed.</param>
    /// <param name="timestamp">Wall time of the attempt; whole seconds are signed.</param>
    public static string Sign(IEnumerable<WebhookSecret> secrets, string id, DateTimeOffset timestamp, ReadOnlySpan<byte> body)
    {
        if (id.Contains('.', StringComparison.Ordinal))
            throw new ArgumentException("A webhook's id holds no full stop.", nameof(id));
        byte[] signed = Signed(id, timestamp.ToUnixTimeSeconds(), body);
        return string.Join(' ', secrets.Select(secret => Version + Convert.ToBase64String(HMACSHA256.HashData(secret.Key(), signed))));
    }

    /// <summary>What a receiver does: believes a message that one of its secrets signed within <see cref="Tolerance"/> of now.</summary>
    public static WebhookVerdict Verify(
        IEnumerable<WebhookSecret> secrets, string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signatures))
            return WebhookVerdict.HeaderMissing;
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
            return WebhookVerdict.TimestampMalformed;
        long apart = Math.Abs(now.ToUnixTimeSeconds() - seconds);
        if (apart > (long)Tolerance.TotalSeconds)
            return WebhookVerdict.TimestampTooFar;

        byte[] signed = Signed(id, seconds, body);
        List<byte[]> offered = [.. Read(signatures)];
        bool genuine = false;
        // Every pair is compared, and each in constant time: how long this takes tells nothing of how near a guess was.
        foreach (WebhookSecret secret in secrets)
        {
            byte[] expected = HMACSHA256.HashData(secret.Key(), signed);
            foreach (byte[] signature in offered)
                genuine |= CryptographicOperations.FixedTimeEquals(expected, signature);
        }

        return genuine ? WebhookVerdict.Genuine : WebhookVerdict.SignatureWrong;
    }

    private static IEnumerable<byte[]> Read(string signatures)
    {
        foreach (string part in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(SignaturesReadMax))
        {
            if (!part.StartsWith(Version, StringComparison.Ordinal))
                continue;
            byte[] signature = new byte[HMACSHA256.HashSizeInBytes];
            if (Convert.TryFromBase64String(part[Version.Length..], signature, out int bytes) && bytes == signature.Length)
                yield return signature;
        }
    }

    private static byte[] Signed(string id, long timestamp, ReadOnlySpan<byte> body)
    {
        byte[] head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        byte[] signed = new byte[checked(head.Length + body.Length)];
        head.CopyTo(signed, 0);
        body.CopyTo(signed.AsSpan(head.Length));
        return signed;
    }
}

public enum WebhookVerdict
{
    Genuine,
    HeaderMissing,
    TimestampMalformed,

    /// <summary>More than the tolerance before or after the receiver's clock.</summary>
    TimestampTooFar,
    SignatureWrong,
}
