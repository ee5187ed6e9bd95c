using System.Collections.Immutable;

namespace Keytill.Core.Webhooks;

/// <summary>Every event type that a vendor can be told of, in the order of a sale's life.</summary>
public static class WebhookEventTypes
{
    public static readonly ImmutableArray<string> All =
    [
        "order.created", "order.cancelled", "order.deleted", "order.reopened", "order.delivered",
        "payment.processing", "payment.succeeded", "payment.failed", "payment.disputed", "payment.dispute_closed",
        "product.delivered", "product.delivery_failed",
        "refund.requested", "refund.succeeded", "refund.declined", "refund.failed",
        "license.replaced", "license.revoked",
    ];
}
