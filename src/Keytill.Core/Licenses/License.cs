namespace Keytill.Core.Licenses;

/// <summary>What is delivered for one unit of a line, or for the whole line. A part of its order.</summary>
public sealed partial class License
{
    private License()
    {
    }

    /// <param name="isWithheld">It came when nothing was to be delivered any more: revoked from the first, and never shown.</param>
    internal License(string id, UnitRequest request, string key, bool isWithheld, DateTimeOffset now)
    {
        Id = id;
        (LineId, Unit, Generation) = request;
        Key = key;
        Status = isWithheld ? LicenseStatus.Revoked : LicenseStatus.Active;
        IssuedAt = now;
    }

    public string Id { get; private set; } = "";

    public string LineId { get; private set; } = "";

    /// <summary>1 to the line's quantity; 0 where one licence serves the whole line. Of a unit's licences one at most is valid.</summary>
    public int Unit { get; private set; }

    /// <summary>0 for the unit's first licence; counts up with each one that was asked for in its place. Unique per unit.</summary>
    public int Generation { get; private set; }

    public string Key { get; private set; } = "";

    public LicenseStatus Status { get; private set; }

    public DateTimeOffset IssuedAt { get; private set; }

    /// <summary>When it was taken from the customer; null for one that he never had.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Whether the customer may see it.</summary>
    public bool IsShown => !IsWithheld;

    /// <summary>The customer has it, and it was not taken from him.</summary>
    internal bool IsValid => Status is LicenseStatus.Active or LicenseStatus.Suspended;

    internal bool IsWithheld => Status == LicenseStatus.Revoked && RevokedAt is null;

    internal void Revoke(DateTimeOffset now)
    {
        Status = LicenseStatus.Revoked;
        RevokedAt = now;
    }

    /// <summary>A withheld licence is delivered after all.</summary>
    internal void TakeEffect() => Status = LicenseStatus.Active;
}

public enum LicenseStatus
{
    Active,
    Suspended,
    Revoked,

    /// <summary>Another licence of the same unit has taken its place.</summary>
    Replaced,
}
