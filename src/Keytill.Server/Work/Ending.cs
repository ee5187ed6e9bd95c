namespace Keytill.Server.Work;

/// <summary>What becomes of an item after a try, unless its job has completed it in a write of its own.</summary>
/// <param name="Outcome">What to record in the same transaction, if anything.</param>
internal abstract record Ending(WorkItem Item, ISending? Outcome)
{
    public sealed record Remove(WorkItem Item, ISending? Outcome) : Ending(Item, Outcome);

    /// <param name="Counts">Whether the try counts as a failed one.</param>
    public sealed record Later(WorkItem Item, TimeSpan After, string Reason, bool Counts, ISending? Outcome) : Ending(Item, Outcome);

    public sealed record Bury(WorkItem Item, string Reason, ISending? Outcome) : Ending(Item, Outcome);
}
