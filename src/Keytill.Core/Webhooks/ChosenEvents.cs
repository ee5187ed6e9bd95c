using System.Collections.Immutable;

namespace Keytill.Core.Webhooks;

/// <summary>The event types that an endpoint is told of: all, present and future, or a list.</summary>
public sealed record ChosenEvents
{
    /// <summary>Stands for every type in the API's list.</summary>
    public const string Every = "*";

    public static readonly ChosenEvents All = new([]);

    private ChosenEvents(ImmutableArray<string> types) => Types = types;

    /// <summary>In the catalogue's order; empty means every type.</summary>
    public ImmutableArray<string> Types { get; }

    /// <summary>Reads the list as a vendor gives it: none, or <c>*</c>, chooses every type.</summary>
    /// <exception cref="RuleBroken"><c>event_unknown</c>: the first type that does not exist is named.</exception>
    public static ChosenEvents Of(IEnumerable<string>? types)
    {
        HashSet<string> chosen = [.. types ?? []];
        if (chosen.Count == 0 || chosen.Contains(Every))
            return All;
        string? unknown = chosen.FirstOrDefault(type => !WebhookEventTypes.All.Contains(type, StringComparer.Ordinal));
        return unknown is null
            ? new ChosenEvents([.. WebhookEventTypes.All.Where(chosen.Contains)])
            : throw new RuleBroken("event_unknown", $"There is no event \"{(unknown.Length > 100 ? unknown[..100] : unknown)}\".");
    }

    /// <summary>For the store alone: what was stored, though the catalogue may have changed since.</summary>
    public static ChosenEvents Restore(IEnumerable<string> stored) => new([.. stored]);

    public bool Include(string type) => Types.IsEmpty || Types.Contains(type, StringComparer.Ordinal);

    public bool Equals(ChosenEvents? other) => other is not null && Types.SequenceEqual(other.Types);

    public override int GetHashCode() => Types.Aggregate(0, HashCode.Combine);
}
