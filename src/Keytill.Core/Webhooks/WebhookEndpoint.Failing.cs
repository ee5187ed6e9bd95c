namespace Keytill.Core.Webhooks;

// An endpoint at which nothing gets through: its vendor is told, and in the end it is not tried any more.
public sealed partial class WebhookEndpoint
{
    /// <summary>The vendor is told once nothing has got through for so long: longer than a deployment or a bad night.</summary>
    public static readonly TimeSpan TellAfter = TimeSpan.FromDays(1);

    /// <summary>And then it is disabled: the first of its webhooks has been tried for the whole of its schedule, jitter included.</summary>
    public static readonly TimeSpan DisableAfter = TimeSpan.FromDays(8);

    /// <summary>When the first of the tries failed since which none has got through; null while it is well. Wall time.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>When the vendor was told of it.</summary>
    public DateTimeOffset? FailureToldAt { get; private set; }

    /// <summary>A webhook got through: it is well.</summary>
    public void Answered() => (FailingSince, FailureToldAt) = (null, null);

    /// <summary>A try failed.</summary>
    /// <returns>What the vendor is to be told now, once each.</returns>
    public EndpointAlarm Failed(DateTimeOffset now)
    {
        if (!IsEnabled)
            return EndpointAlarm.None;
        FailingSince ??= now;
        if (now - FailingSince >= DisableAfter)
            return Disable(Webhooks.DisabledReason.Failing, now) ? EndpointAlarm.Disabled : EndpointAlarm.None;
        if (FailureToldAt is not null || now - FailingSince < TellAfter)
            return EndpointAlarm.None;
        FailureToldAt = now;
        return EndpointAlarm.Failing;
    }

    /// <summary>It said that it is gone.</summary>
    /// <inheritdoc cref="Failed"/>
    public EndpointAlarm SaidGone(DateTimeOffset now)
    {
        FailingSince ??= now;
        return Disable(Webhooks.DisabledReason.Gone, now) ? EndpointAlarm.Disabled : EndpointAlarm.None;
    }
}

/// <summary>What a vendor is to be told of his endpoint.</summary>
public enum EndpointAlarm
{
    None,

    /// <summary>Nothing has got through for <see cref="WebhookEndpoint.TellAfter"/>; it is tried on.</summary>
    Failing,

    /// <summary>It is not tried any more.</summary>
    Disabled,
}
