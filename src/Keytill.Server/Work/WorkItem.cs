using Keytill.Core.Vendors;

namespace Keytill.Server.Work;

/// <summary>One thing to do outside the transaction that asked for it, or later. A row until it is done.</summary>
public sealed class WorkItem
{
    public required string Id { get; init; }

    /// <summary>Which <see cref="IJob"/> runs it.</summary>
    public required string Kind { get; init; }

    /// <summary>Shares a bound of concurrency: <c>order</c>, <c>mail</c>, <c>hook:{endpoint}</c>. The claim skips lanes that are full.</summary>
    public required string Lane { get; init; }

    /// <summary>Whose test clock moves it, if any.</summary>
    public string? OrderId { get; init; }

    public required string VendorId { get; init; }

    public required Mode Mode { get; init; }

    /// <summary>What the job may see: the data of the one vendor whose item it is.</summary>
    public Scope Scope => new(VendorId, Mode);

    /// <summary>The id or ids that the job loads by, at most 1,000 characters; never a copy of data.</summary>
    public required string Payload { get; init; }

    /// <summary>Wall time. Unset, or past: due now. While leased: when the lease ends.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>Tries begun, raised at the claim, so that an item that kills its process is buried in the end.</summary>
    public int Attempts { get; set; }

    /// <summary>The fencing token of the current lease, the item's alone; null while free.</summary>
    public string? Lease { get; set; }

    /// <summary>Set as it is enqueued.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? BuriedAt { get; set; }

    /// <summary>What went wrong last, at most 500 characters.</summary>
    public string? LastError { get; set; }

    internal WorkItem Copy() => (WorkItem)MemberwiseClone();
}
