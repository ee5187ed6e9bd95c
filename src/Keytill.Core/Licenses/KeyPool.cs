using Keytill.Core.Vendors;

namespace Keytill.Core.Licenses;

/// <summary>
/// A vendor's list of ready-made keys, each to be sold once, ever. The keys are rows of their own, not parts of this aggregate:
/// a sale takes one without touching the pool, so that buyers do not queue for its row.
/// </summary>
public sealed class KeyPool : Aggregate
{
    public const string IdPrefix = "pool";
    public const int NameCharsMax = 200;
    public const int LowWaterMarkMax = 10_000;
    public const int LowWaterMarkDefault = 10;

    private KeyPool()
    {
    }

    public string Id { get; private set; } = "";

    public string VendorId { get; private set; } = "";

    public Mode Mode { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The vendor is told when no more keys than this are left; 0 tells only of the empty pool.</summary>
    public int LowWaterMark { get; private set; }

    /// <summary>Since when the pool has been at its low-water mark, or null: set once per falling, so that the vendor is told once.</summary>
    public DateTimeOffset? LowSinceAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <exception cref="RuleBroken"><c>pool_name_invalid</c>, <c>low_water_mark_invalid</c></exception>
    public static KeyPool Create(string vendorId, Mode mode, string name, int lowWaterMark, DateTimeOffset now)
    {
        var pool = new KeyPool { Id = Ids.New(IdPrefix, now), VendorId = vendorId, Mode = mode, CreatedAt = now };
        pool.Rename(name);
        pool.SetLowWaterMark(lowWaterMark);
        return pool;
    }

    public void Rename(string name)
    {
        string trimmed = name.Trim();
        if (trimmed.Length is 0 or > NameCharsMax)
            throw new RuleBroken("pool_name_invalid", $"A pool's name has 1 to {NameCharsMax} characters.");
        Name = trimmed;
        Touch();
    }

    public void SetLowWaterMark(int mark)
    {
        if (mark is < 0 or > LowWaterMarkMax)
            throw new RuleBroken("low_water_mark_invalid", $"The low-water mark is a whole number from 0 to {LowWaterMarkMax}.");
        LowWaterMark = mark;
        Touch();
    }

    /// <summary>The pool has fallen to its mark. False when that was known already.</summary>
    public bool FallLow(DateTimeOffset now)
    {
        if (LowSinceAt is not null)
            return false;
        LowSinceAt = now;
        Touch();
        return true;
    }

    /// <summary>Keys were added: with more than the mark, the next fall is told again.</summary>
    public void Refill(long unusedKeys)
    {
        if (unusedKeys <= LowWaterMark || LowSinceAt is null)
            return;
        LowSinceAt = null;
        Touch();
    }
}
