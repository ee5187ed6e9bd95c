using Keytill.Server.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class WebhookDeliveryMapping : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> delivery)
    {
        delivery.ToTable("webhook_deliveries");
        delivery.HasKey(d => d.Id);
        delivery.Ignore(d => d.HasEnded);
        // An event goes to an endpoint once, whatever runs twice.
        delivery.HasIndex(d => new { d.EventId, d.EndpointId }).IsUnique().HasDatabaseName("webhook_deliveries_of_event");
        delivery.HasIndex(d => new { d.EndpointId, d.CreatedAt }).HasDatabaseName("webhook_deliveries_of_endpoint");
        delivery.HasIndex(d => d.CreatedAt).HasDatabaseName("webhook_deliveries_with_answer").HasFilter("last_response IS NOT NULL");
    }
}
