using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Webhooks;

/// <summary>Sends a delivery again that has ended, with the same id and the same bytes, on a fresh schedule. One that waits for another try is tried now.</summary>
public sealed class ResendWebhook(Store store, WorkQueue queue)
{
    /// <returns>Null when there is no such delivery.</returns>
    public Task<WebhookDelivery?> Run(Scope scope, string deliveryId, CancellationToken cancel = default, Alongside<WebhookDelivery?>? alongside = null) =>
        store.Write("resend webhook", scope, async write =>
        {
            WebhookDelivery? delivery = await write.Db.Set<WebhookDelivery>()
                .SingleOrDefaultAsync(d => d.Id == deliveryId && d.VendorId == scope.VendorId && d.Mode == scope.Mode);
            if (delivery is { HasEnded: true })
                write.Enqueue(delivery.Restart(write.Now));
            else if (delivery is not null)
                await queue.TryNow(write, SendWebhook.JobKind, [delivery.Id]);

            return delivery;
        }, cancel, alongside);
}
