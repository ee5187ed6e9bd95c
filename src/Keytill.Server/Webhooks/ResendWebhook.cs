using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Webhooks;

/// <summary>Sends a delivery again that has ended, with the same id and the same bytes, on a fresh schedule.</summary>
public sealed class ResendWebhook(Store store)
{
    /// <returns>Null when there is no such delivery. One that is still under way is left as it is.</returns>
    public Task<WebhookDelivery?> Run(Scope scope, string deliveryId, CancellationToken cancel = default) =>
        store.Write("resend webhook", scope, async write =>
        {
            WebhookDelivery? delivery = await write.Db.Set<WebhookDelivery>()
                .SingleOrDefaultAsync(d => d.Id == deliveryId && d.VendorId == scope.VendorId && d.Mode == scope.Mode);
            if (delivery is { HasEnded: true })
            {
                delivery.Restart();
                write.Enqueue(delivery.WorkItem(write.Now));
            }

            return delivery;
        }, cancel);
}
