namespace Keytill.Core.Orders;

/// <summary>One line of what happened to an order, for people. Kept as long as the order; never holds personal data.</summary>
public sealed class TimelineEntry
{
    /// <summary>Of <see cref="Detail"/>, in UTF-16 units; what is longer is cut.</summary>
    public const int DetailCharsMax = 500;

    private TimelineEntry()
    {
    }

    internal TimelineEntry(DateTimeOffset at, string kind, string? subject, string? detail) =>
        (At, Kind, Subject, Detail) = (at, kind, subject, detail);

    /// <summary>Given by the database, in the order of entry.</summary>
    public long Id { get; private set; }

    /// <summary>Order time.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>A stable snake_case code that the texts explain.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>The id of the payment, receipt, line or refund that it is about.</summary>
    public string? Subject { get; private set; }

    /// <summary>A code or an amount that says more.</summary>
    public string? Detail { get; private set; }
}
