using Keytill.Core.Vendors;

namespace Keytill.Server.Work;

/// <summary>A public event of an order, as the vendor is told of it. Written in the transaction of its change, never changed.</summary>
public sealed class EventRow
{
    /// <summary>Counts the inserts, not the commits: the feed's order is the dialect's affair.</summary>
    public long Position { get; private set; }

    /// <summary>Stable: the same in the feed, in every webhook and in every resend.</summary>
    public required string Id { get; init; }

    public required string VendorId { get; init; }

    public required Mode Mode { get; init; }

    public required string OrderId { get; init; }

    /// <summary>Counts the order's events from 1, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>The public name: <c>order.created</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Order time.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The envelope as it was rendered in that transaction: the very bytes that are sent, in UTF-8.</summary>
    public required string Body { get; init; }
}
