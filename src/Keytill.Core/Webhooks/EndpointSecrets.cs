using System.Collections.Immutable;

namespace Keytill.Core.Webhooks;

/// <summary>An endpoint's secrets, the newest first: at most two are live, so that the vendor can change over without losing a webhook.</summary>
public sealed record EndpointSecrets
{
    public static readonly EndpointSecrets None = new([]);

    private EndpointSecrets(ImmutableArray<EndpointSecret> all) => All = all;

    public ImmutableArray<EndpointSecret> All { get; }

    /// <summary>For the store alone: what was stored.</summary>
    public static EndpointSecrets Restore(IEnumerable<EndpointSecret> stored) => new([.. stored]);

    /// <summary>The new secret, and the newest of the others until <paramref name="overlap"/> has gone by.</summary>
    public EndpointSecrets Rotate(WebhookSecret secret, DateTimeOffset now, TimeSpan overlap)
    {
        var next = new EndpointSecret(secret, now, EndsAt: null);
        return All.IsEmpty || overlap <= TimeSpan.Zero
            ? new EndpointSecrets([next])
            : new EndpointSecrets([next, All[0] with { EndsAt = now + overlap }]);
    }

    public IReadOnlyList<WebhookSecret> LiveAt(DateTimeOffset now) =>
        [.. All.Where(secret => secret.EndsAt is null || secret.EndsAt > now).Select(secret => secret.Value)];

    public bool Equals(EndpointSecrets? other) => other is not null && All.SequenceEqual(other.All);

    public override int GetHashCode() => All.Aggregate(0, HashCode.Combine);
}

/// <param name="EndsAt">Wall time from which it signs no more; null for the present one.</param>
public sealed record EndpointSecret(WebhookSecret Value, DateTimeOffset StartsAt, DateTimeOffset? EndsAt);
