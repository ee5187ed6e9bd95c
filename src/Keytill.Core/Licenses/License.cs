namespace Keytill.Core.Licenses;

/// <summary>What is delivered for one unit of a line, or for the whole line. A part of its order.</summary>
public sealed class License
{
    private License()
    {
    }

    internal License(string id, string lineId, int unit, string key, LicenseStatus status, DateTimeOffset now)
    {
        Id = id;
        LineId = lineId;
        Unit = unit;
        Key = key;
        Status = status;
        IssuedAt = now;
    }

    public string Id { get; private set; } = "";

    public string LineId { get; private set; } = "";

    /// <summary>1 to the line's quantity; 0 where one licence serves the whole line. Unique per line.</summary>
    public int Unit { get; private set; }

    public string Key { get; private set; } = "";

    public LicenseStatus Status { get; private set; }

    public DateTimeOffset IssuedAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Whether the customer may see it: one that came for a line that had been stopped never is.</summary>
    public bool IsShown => RevokedAt != IssuedAt || Status != LicenseStatus.Revoked;

    internal void Revoke(DateTimeOffset now)
    {
        Status = LicenseStatus.Revoked;
        RevokedAt ??= now;
    }
}

public enum LicenseStatus
{
    Active,
    Suspended,
    Revoked,
    Replaced,
}
