using Keytill.Core.Vendors;

namespace Keytill.Server.Api;

/// <summary>What a POST with an Idempotency-Key was answered, written in the transaction of its act.</summary>
public sealed class KeptAnswer
{
    /// <summary>SHA-256 over vendor, mode, method, path and key, hexadecimal: the key itself is not kept.</summary>
    public required string Id { get; init; }

    public required string VendorId { get; init; }

    public required Mode Mode { get; init; }

    /// <summary>SHA-256 of the body, hexadecimal: another body under the same key is another call.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Wall time.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Where an act of many writes is to end, fixed before its first one; null for acts of one write.</summary>
    public string? Plan { get; init; }

    /// <summary>Null while an act of many writes is under way, or was broken off.</summary>
    public int? Status { get; private set; }

    public string? ContentType { get; private set; }

    /// <summary>The answer's bytes, sealed by the call's own key: <see cref="AnswerSeal"/>.</summary>
    public byte[]? SealedBody { get; private set; }

    internal void Answer(int status, string contentType, byte[] sealedBody) => (Status, ContentType, SealedBody) = (status, contentType, sealedBody);
}
