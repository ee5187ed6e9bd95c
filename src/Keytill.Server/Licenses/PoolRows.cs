namespace Keytill.Server.Licenses;

/// <summary>One key of a pool. Sold once, ever: a row that has a request never loses it.</summary>
public sealed class PoolKey
{
    private PoolKey()
    {
    }

    /// <summary>Given by the database, in the order of upload: keys are sold in this order.</summary>
    public long Position { get; private set; }

    public string PoolId { get; private set; } = "";

    public string KeyText { get; private set; } = "";

    public DateTimeOffset AddedAt { get; private set; }

    /// <summary>What it was sold for: <see cref="LicenseRequest.RequestId"/>. Null while it is unused.</summary>
    public string? RequestId { get; private set; }

    public string? OrderId { get; private set; }

    public DateTimeOffset? SoldAt { get; private set; }

    /// <summary>Since when it is out of use: returned by a customer, or withdrawn by the vendor. Never sold, never given again.</summary>
    public DateTimeOffset? SetAsideAt { get; private set; }

    internal void SetAside(DateTimeOffset now) => SetAsideAt ??= now;
}

/// <summary>A line that found its pool empty, and waits for keys.</summary>
public sealed class PoolWait
{
    public required string LineId { get; init; }

    public required string PoolId { get; init; }

    public required string OrderId { get; init; }

    public required DateTimeOffset SinceAt { get; init; }
}
