namespace Keytill.Server.Persistence;

/// <summary>Where a series of numbers stands. Blocks are taken by <see cref="WriteContext.TakeNumbers"/>.</summary>
public sealed class NumberSeries
{
    public required string Name { get; init; }

    /// <summary>The first number that nobody has.</summary>
    public long Next { get; private set; }
}
