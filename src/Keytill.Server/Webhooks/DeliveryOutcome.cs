using Keytill.Core.Emails;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Emails;
using Keytill.Server.Persistence;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Keytill.Server.Webhooks;

/// <summary>Writes how one try went. Changes travel as tracked rows, so that a batch of outcomes is one round trip to the database.</summary>
/// <param name="wasFailing">What was known of the endpoint before: one that is well is not looked at again when it answers.</param>
internal sealed class DeliveryTried(WebhookDelivery before, WebhookAttempt attempt, DeliveryStatus status, bool wasFailing) : ISending
{
    public async Task Record(WriteContext write)
    {
        WebhookDelivery after = before.Copy();
        after.Record(attempt, status);
        write.Db.Track(before).CurrentValues.SetValues(after);
        if (attempt.IsSuccess && !wasFailing)
            return;
        if (await write.Db.Set<WebhookEndpoint>().SingleOrDefaultAsync(e => e.Id == before.EndpointId) is not { } endpoint)
            return;
        if (attempt.IsSuccess)
            endpoint.Answered();
        else
            Tell(write, endpoint, attempt.IsGone ? endpoint.SaidGone(write.Now) : endpoint.Failed(write.Now));
    }

    /// <summary>The vendor's mail hangs on the order whose webhook did not get through.</summary>
    private void Tell(WriteContext write, WebhookEndpoint endpoint, EndpointAlarm alarm)
    {
        if (alarm == EndpointAlarm.None)
            return;
        var kind = alarm == EndpointAlarm.Failing ? EmailKind.EndpointFailing : EmailKind.EndpointDisabled;
        var mail = MailRow.ToVendor(before.OrderId, new Scope(endpoint.VendorId, endpoint.Mode), kind, $"{endpoint.Id}:{endpoint.FailingSince?.ToUnixTimeMilliseconds()}", write.Now);
        write.Db.Add(mail);
        write.Enqueue(mail.WorkItem(write.Now, write.Now));
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
