using Keytill.Core.Webhooks;
using Keytill.Server.Persistence;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Keytill.Server.Webhooks;

/// <summary>Writes how one try went. Changes travel as tracked rows, so that a batch of outcomes is one round trip to the database.</summary>
internal sealed class DeliveryTried(WebhookDelivery before, WebhookAttempt attempt, DeliveryStatus status) : ISending
{
    public async Task Record(WriteContext write)
    {
        WebhookDelivery after = before.Copy();
        after.Record(attempt, status);
        write.Db.Track(before).CurrentValues.SetValues(after);
        if (!attempt.IsGone)
            return;
        WebhookEndpoint? endpoint = await write.Db.Set<WebhookEndpoint>().SingleOrDefaultAsync(e => e.Id == before.EndpointId);
        endpoint?.Disable(DisabledReason.Gone, write.Now);
    }
}

/// <summary>Ends a delivery that was not even tried.</summary>
internal sealed class DeliveryRefused(WebhookDelivery before, string why) : ISending
{
    public Task Record(WriteContext write)
    {
        WebhookDelivery after = before.Copy();
        after.GiveUp(why);
        write.Db.Track(before).CurrentValues.SetValues(after);
        return Task.CompletedTask;
    }
}

internal static class DeliveryTracking
{
    /// <summary>Tracks a copy of the row as it was read: the body may run again and must find <paramref name="before"/> untouched.</summary>
    public static EntityEntry<WebhookDelivery> Track(this KeytillDb db, WebhookDelivery before) =>
        db.Set<WebhookDelivery>().Local.FindEntry(before.Id) ?? db.Attach(before.Copy());
}
