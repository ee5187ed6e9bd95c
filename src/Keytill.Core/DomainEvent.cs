namespace Keytill.Core;

/// <summary>Something that happened to an aggregate, named in the past tense. It becomes true when its save commits.</summary>
/// <param name="At">When, by the aggregate's own clock (for an order: order time).</param>
public abstract record DomainEvent(DateTimeOffset At);
