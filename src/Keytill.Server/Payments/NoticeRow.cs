namespace Keytill.Server.Payments;

/// <summary>A gateway's notice as it came: stored with its unique id, answered, and only then worked on. Kept 400 days.</summary>
public sealed class NoticeRow
{
    public required string Method { get; init; }

    /// <summary>The gateway's own id; a repetition carries the same.</summary>
    public required string NoticeId { get; init; }

    public string? PaymentId { get; init; }

    public string? RefundId { get; init; }

    /// <summary>The raw body, at most <see cref="TakeNotice.BodyBytesMax"/>.</summary>
    public required string Body { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}
