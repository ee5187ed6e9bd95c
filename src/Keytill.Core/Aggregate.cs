namespace Keytill.Core;

/// <summary>
/// A root with its parts: loaded whole, changed only by its verbs, saved whole.
/// The store raises <see cref="Version"/> once in each save in which the aggregate changed or raised an event.
/// </summary>
public abstract class Aggregate
{
    private readonly List<DomainEvent> raised = [];

    /// <summary>Counts the saves that changed this aggregate, from 1. Readers wait on it; two writers collide on it.</summary>
    public long Version { get; private set; }

    /// <summary>What happened since the last save, in order.</summary>
    public IReadOnlyList<DomainEvent> Raised => raised;

    /// <summary>True when a verb changed a part of this aggregate, which a change tracker does not see on the root.</summary>
    public bool Touched { get; private set; }

    protected void Raise(DomainEvent happened)
    {
        raised.Add(happened);
        Touched = true;
    }

    protected void Touch() => Touched = true;

    /// <summary>For the store alone, as it saves: hands the events out and starts the next version.</summary>
    public IReadOnlyList<DomainEvent> StartNextVersion()
    {
        DomainEvent[] events = [.. raised];
        raised.Clear();
        Touched = false;
        Version++;
        return events;
    }
}
