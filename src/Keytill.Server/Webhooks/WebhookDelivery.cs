using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Persistence;
using Keytill.Server.Work;

namespace Keytill.Server.Webhooks;

/// <summary>One event on its way to one endpoint, and the log of how that went. Written with the event itself.</summary>
public sealed class WebhookDelivery
{
    public const string IdPrefix = "dlv";

    public string Id { get; private set; } = "";

    public string EventId { get; private set; } = "";

    public string EndpointId { get; private set; } = "";

    public string OrderId { get; private set; } = "";

    public string VendorId { get; private set; } = "";

    public Mode Mode { get; private set; }

    public DeliveryStatus Status { get; private set; }

    /// <summary>Tries whose outcome is recorded, over all resends.</summary>
    public int Attempts { get; private set; }

    /// <summary>The HTTP status of the last try; null where no answer came.</summary>
    public int? LastStatus { get; private set; }

    /// <summary>Why the last try failed, in a sentence for the vendor; null after a success.</summary>
    public string? LastError { get; private set; }

    /// <summary>The start of the last answer's body, at most <see cref="WebhookPost.ResponseBytesMax"/> bytes.</summary>
    public string? LastResponse { get; private set; }

    public int? LastDurationMs { get; private set; }

    public DateTimeOffset? LastAttemptAt { get; private set; }

    public DateTimeOffset? DeliveredAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public bool HasEnded => Status is DeliveryStatus.Delivered or DeliveryStatus.GivenUp;

    /// <param name="now">Wall time.</param>
    public static WebhookDelivery For(EventRow happened, WebhookEndpoint endpoint, DateTimeOffset now) => new()
    {
        Id = Ids.New(IdPrefix, now),
        EventId = happened.Id,
        EndpointId = endpoint.Id,
        OrderId = happened.OrderId,
        VendorId = endpoint.VendorId,
        Mode = endpoint.Mode,
        Status = DeliveryStatus.Pending,
        CreatedAt = now,
    };

    /// <summary>The work of sending it, due now. Each endpoint has its own lane: a slow one holds nobody else up.</summary>
    public WorkItem WorkItem(DateTimeOffset now) => WorkItem(now, Ids.New("work", now));

    private WorkItem WorkItem(DateTimeOffset now, string id) => new()
    {
        Id = id,
        Kind = SendWebhook.JobKind,
        Lane = "hook:" + EndpointId,
        OrderId = OrderId,
        VendorId = VendorId,
        Mode = Mode,
        Payload = Id,
        DueAt = now,
        CreatedAt = now,
    };

    public void Record(WebhookAttempt attempt, DeliveryStatus status)
    {
        Status = status;
        Attempts++;
        LastStatus = attempt.Status;
        LastError = attempt.Error;
        LastResponse = attempt.Response;
        LastDurationMs = attempt.DurationMs;
        LastAttemptAt = attempt.At;
        DeliveredAt = status == DeliveryStatus.Delivered ? attempt.At : DeliveredAt;
    }

    /// <summary>Ends it without a try.</summary>
    public void GiveUp(string why) => (Status, LastError) = (DeliveryStatus.GivenUp, why);

    /// <summary>
    /// Starts the schedule anew. What was recorded stays until the next try. The work's id follows from what was tried, so that two
    /// who ask at once make one try.
    /// </summary>
    public WorkItem Restart(DateTimeOffset now)
    {
        Status = DeliveryStatus.Pending;
        return WorkItem(now, $"work_{Id}_{Attempts}_{LastAttemptAt?.ToUnixTimeMilliseconds() ?? 0}");
    }

    internal WebhookDelivery Copy() => (WebhookDelivery)MemberwiseClone();
}

public enum DeliveryStatus
{
    Pending,
    Delivered,

    /// <summary>At least one try failed; the next is due.</summary>
    Failing,

    /// <summary>The last try failed, or the endpoint is disabled. It can be resent.</summary>
    GivenUp,
}
