using Keytill.Core.Vendors;

namespace Keytill.Core.Webhooks;

/// <summary>An address of the vendor's that is told what happens, in one mode, with the events that it chose.</summary>
public sealed partial class WebhookEndpoint : Aggregate
{
    private const string IdPrefix = "whe";
    public const int UrlCharsMax = 2_000;
    public const int EndpointsPerVendorMax = 50;

    /// <summary>How long the old secret goes on signing beside the new one when nothing else is said.</summary>
    public static readonly TimeSpan RotationOverlap = TimeSpan.FromHours(24);

    private WebhookEndpoint()
    {
    }

    public string Id { get; private set; } = "";

    public string VendorId { get; private set; } = "";

    public Mode Mode { get; private set; }

    public string Url { get; private set; } = "";

    public ChosenEvents Events { get; private set; } = ChosenEvents.All;

    /// <summary>One, or two while rotating; the newest first.</summary>
    public EndpointSecrets Secrets { get; private set; } = EndpointSecrets.None;

    public EndpointStatus Status { get; private set; }

    /// <summary>Why it gets nothing; null while enabled.</summary>
    public DisabledReason? DisabledReason { get; private set; }

    public DateTimeOffset? DisabledAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static string NewId(DateTimeOffset now) => Ids.New(IdPrefix, now);

    public bool IsEnabled => Status == EndpointStatus.Enabled;

    /// <param name="id">Made before the write, so that a write that is run again makes no second endpoint.</param>
    /// <param name="url">Absolute, https in live mode. Whether its host may be called is the outgoing door's question.</param>
    /// <exception cref="RuleBroken"><c>url_invalid</c>, <c>url_too_long</c>, <c>url_not_https</c>.</exception>
    public static WebhookEndpoint Register(
        string id, string vendorId, Mode mode, string? url, ChosenEvents events, WebhookSecret secret, DateTimeOffset now) => new()
        {
            Id = id,
            VendorId = vendorId,
            Mode = mode,
            Url = Checked(url, mode),
            Events = events,
            Secrets = EndpointSecrets.None.Rotate(secret, now, TimeSpan.Zero),
            Status = EndpointStatus.Enabled,
            CreatedAt = now,
        };

    public bool Wants(string eventType) => IsEnabled && Events.Include(eventType);

    /// <summary>The secrets that sign an attempt made now.</summary>
    public IReadOnlyList<WebhookSecret> LiveSecrets(DateTimeOffset now) => Secrets.LiveAt(now);

    /// <summary>Starts a new secret; the one before it signs on beside it for <paramref name="overlap"/>, any older one ends now.</summary>
    public void Rotate(WebhookSecret secret, DateTimeOffset now, TimeSpan overlap) => Secrets = Secrets.Rotate(secret, now, overlap);

    /// <summary>Stops all webhooks to it. Once disabled, the first reason stays.</summary>
    /// <returns>False when it was disabled already.</returns>
    public bool Disable(DisabledReason reason, DateTimeOffset now)
    {
        if (!IsEnabled)
            return false;
        (Status, DisabledReason, DisabledAt) = (EndpointStatus.Disabled, reason, now);
        return true;
    }

    /// <returns>False when it was enabled already.</returns>
    public bool Enable()
    {
        if (IsEnabled)
            return false;
        (Status, DisabledReason, DisabledAt) = (EndpointStatus.Enabled, null, null);
        (FailingSince, FailureToldAt) = (null, null);
        return true;
    }

    /// <exception cref="RuleBroken">As for <see cref="Register"/>.</exception>
    public void Change(string? url, ChosenEvents events) => (Url, Events) = (Checked(url, Mode), events);

    private static string Checked(string? url, Mode mode)
    {
        if (url is { Length: > UrlCharsMax })
            throw new RuleBroken("url_too_long", $"The address is longer than {UrlCharsMax} characters.");
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Host.Length == 0
            || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
            throw new RuleBroken("url_invalid", "The address must be a whole one, such as https://example.com/webhooks.");
        if (address.UserInfo.Length > 0)
            throw new RuleBroken("url_invalid", "The address must not hold a user name or password: it is shown and logged.");
        if (address.Fragment.Length > 0)
            throw new RuleBroken("url_invalid", "The address must not have a part after #: it is never sent.");
        if (mode == Mode.Live && address.Scheme != Uri.UriSchemeHttps)
            throw new RuleBroken("url_not_https", "In live mode the address must begin with https://, because webhooks carry licence keys and customers' data.");
        return address.AbsoluteUri;
    }
}

public enum EndpointStatus
{
    Enabled,
    Disabled,
}

public enum DisabledReason
{
    /// <summary>The vendor turned it off.</summary>
    ByVendor,

    /// <summary>It answered 410 Gone: the standard's way to say "stop".</summary>
    Gone,

    /// <summary>Nothing has got through to it for <see cref="WebhookEndpoint.DisableAfter"/>.</summary>
    Failing,
}
