using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Persistence;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Webhooks;

/// <summary>
/// Sends one delivery. A webhook that cannot be delivered ends in its own log, where the vendor sees it and can resend it;
/// it is never left among the operator's buried work.
/// </summary>
public sealed class SendWebhook(Store store, WebhookPost post, TimeProvider clock) : IJob
{
    public const string JobKind = "send_webhook";

    /// <summary>
    /// A try counts when it is begun, also where a node that stood still for long lost its outcome. Beyond the schedule it is begun on, so
    /// that the delivery ends in its log; so many lost ones are one that kills whoever tries it.
    /// </summary>
    private const int LostTriesMax = 8;

    public string Kind => JobKind;

    public TimeSpan? RetryAfter(int attempts) =>
        RetrySchedule.After(attempts) ?? (attempts < RetrySchedule.AttemptsMax + LostTriesMax ? RetrySchedule.LastingPause : null);

    public async Task<JobResult> Run(WorkItem item, CancellationToken cancel)
    {
        Parts? parts = await store.Read(item.Scope, db => Load(db, item.Payload), cancel);
        if (parts is null || parts.Delivery.HasEnded)
            return new JobResult.Finished();
        if (parts.Endpoint is not { IsEnabled: true } endpoint)
            return new JobResult.Sent(new DeliveryRefused(parts.Delivery, "The endpoint is disabled."));

        WebhookAttempt attempt = await post.Send(
            endpoint.Url, endpoint.Mode, endpoint.LiveSecrets(clock.GetUtcNow()), parts.Event.Id, parts.Event.Type, parts.Event.Body, cancel);
        return Judge(attempt, parts.Delivery, item.Attempts, wasFailing: endpoint.FailingSince is not null);
    }

    private static JobResult Judge(WebhookAttempt attempt, WebhookDelivery delivery, int tries, bool wasFailing)
    {
        if (attempt.IsSuccess)
            return new JobResult.Sent(new DeliveryTried(delivery, attempt, DeliveryStatus.Delivered, wasFailing));
        if (attempt.IsGone || RetrySchedule.After(tries) is null)
            return new JobResult.Sent(new DeliveryTried(delivery, attempt, DeliveryStatus.GivenUp, wasFailing));
        return new JobResult.Failed(attempt.Error!, attempt.RetryAfter, new DeliveryTried(delivery, attempt, DeliveryStatus.Failing, wasFailing));
    }

    private static Task<Parts?> Load(KeytillDb db, string deliveryId) => (
        from delivery in db.Set<WebhookDelivery>()
        where delivery.Id == deliveryId
        join happened in db.Set<EventRow>() on delivery.EventId equals happened.Id
        join endpoint in db.Set<WebhookEndpoint>() on delivery.EndpointId equals endpoint.Id into endpoints
        from endpoint in endpoints.DefaultIfEmpty()
        select new Parts(delivery, happened, endpoint)).AsNoTracking().SingleOrDefaultAsync();

    private sealed record Parts(WebhookDelivery Delivery, EventRow Event, WebhookEndpoint? Endpoint);
}
