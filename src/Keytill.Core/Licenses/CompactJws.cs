using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Keytill.Core.Licenses;

/// <summary>
/// A signed text in the compact form of RFC 7515, with the one algorithm ES256 of RFC 7518 (ECDSA on P-256 with SHA-256, the
/// signature as r and s of 32 bytes each). The reader takes no other algorithm, whatever the header says.
/// </summary>
public static class CompactJws
{
    public const string Algorithm = "ES256";
    private const int SignatureBytes = 64;
    private const int TokenCharsMax = 8_192;

    /// <param name="type">The header's <c>typ</c>, so that a text signed for one purpose is not taken for another (RFC 8725).</param>
    /// <param name="keyId">The header's <c>kid</c>: which public key verifies.</param>
    public static string Sign(byte[] payload, ECDsa key, string type, string keyId)
    {
        var header = new JsonObject { ["alg"] = Algorithm, ["typ"] = type, ["kid"] = keyId };
        string signed = Encode(Encoding.UTF8.GetBytes(header.ToJsonString())) + "." + Encode(payload);
        byte[] signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return signed + "." + Encode(signature);
    }

    /// <summary>The payload and the header's <c>typ</c>, or null when the form, the algorithm or the signature is not right.</summary>
    public static Signed? Read(string token, ECDsa publicKey)
    {
        if (token.Length > TokenCharsMax || token.Split('.') is not [var header, var payload, var signature])
            return null;
        if (Decode(header) is not { } headerBytes || Decode(payload) is not { } payloadBytes || Decode(signature) is not { Length: SignatureBytes } signatureBytes)
            return null;
        if (!IsOurs(headerBytes, out string? type))
            return null;
        byte[] signed = Encoding.ASCII.GetBytes(header + "." + payload);
        return publicKey.VerifyData(signed, signatureBytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            ? new Signed(payloadBytes, type)
            : null;
    }

    internal static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>Strict: the alphabet of base64url and nothing else, neither padding nor white space.</summary>
    private static byte[]? Decode(string text)
    {
        if (text.AsSpan().IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") >= 0)
            return null;
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // A header that makes an extension critical (crit) asks for something this reader does not know: RFC 7515 says refuse.
    private static bool IsOurs(byte[] headerBytes, out string? type)
    {
        type = null;
        try
        {
            using var header = JsonDocument.Parse(headerBytes);
            if (header.RootElement.ValueKind != JsonValueKind.Object || header.RootElement.TryGetProperty("crit", out _))
                return false;
            if (header.RootElement.TryGetProperty("typ", out var typ) && typ.ValueKind == JsonValueKind.String)
                type = typ.GetString();
            return header.RootElement.TryGetProperty("alg", out var alg) && alg.ValueKind == JsonValueKind.String && alg.ValueEquals(Algorithm);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <param name="Payload">The signed bytes as they were signed.</param>
    /// <param name="Type">The header's <c>typ</c>, if it has one.</param>
    public sealed record Signed(byte[] Payload, string? Type);
}
