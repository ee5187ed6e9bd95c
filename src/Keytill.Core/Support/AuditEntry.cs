using Keytill.Core.Vendors;

namespace Keytill.Core.Support;

/// <summary>One line of the audit trail: who of the staff did what to what, when and why. Ids, never names. Only ever added.</summary>
public sealed class AuditEntry
{
    private AuditEntry()
    {
    }

    /// <summary>Of the deed: the same one cannot be done twice.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Wall time.</summary>
    public DateTimeOffset At { get; private set; }

    public string StaffId { get; private set; } = "";

    public Mode Mode { get; private set; }

    public StaffAct Act { get; private set; }

    /// <summary>Null for what concerns no order.</summary>
    public string? OrderId { get; private set; }

    public string? Subject { get; private set; }

    /// <summary>Null once the order's buyer was forgotten: it may name him.</summary>
    public string? Reason { get; private set; }

    public static AuditEntry Of(Deed deed, Mode mode, DateTimeOffset wall) => new()
    {
        Id = deed.Id,
        At = wall,
        StaffId = deed.StaffId,
        Mode = mode,
        Act = deed.Act,
        OrderId = deed.OrderId,
        Subject = deed.Subject,
        Reason = deed.Reason,
    };
}
