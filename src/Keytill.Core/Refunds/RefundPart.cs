namespace Keytill.Core.Refunds;

/// <summary>What of a refund belongs to one line, in minor units of the refund's currency.</summary>
public sealed record RefundPart(string LineId, long NetMinor, long TaxMinor)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public long TotalMinor => NetMinor + TaxMinor;
}
