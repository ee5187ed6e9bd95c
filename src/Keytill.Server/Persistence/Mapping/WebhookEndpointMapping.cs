using System.Text.Json;
using Keytill.Core.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class WebhookEndpointMapping : IEntityTypeConfiguration<WebhookEndpoint>
{
    public void Configure(EntityTypeBuilder<WebhookEndpoint> endpoint)
    {
        endpoint.ToTable("webhook_endpoints");
        endpoint.HasKey(e => e.Id);
        endpoint.HasIndex(e => new { e.VendorId, e.Mode }).HasDatabaseName("webhook_endpoints_of_vendor");
        endpoint.Ignore(e => e.IsEnabled);
        endpoint.Property(e => e.Events).HasConversion(
            events => JsonSerializer.Serialize(events.Types, JsonSerializerOptions.Default),
            text => ChosenEvents.Restore(JsonSerializer.Deserialize<string[]>(text, JsonSerializerOptions.Default)!));
        endpoint.Property(e => e.Secrets).HasConversion(
            secrets => JsonSerializer.Serialize(secrets.All.Select(StoredSecret.Of), JsonSerializerOptions.Default),
            text => EndpointSecrets.Restore(JsonSerializer.Deserialize<StoredSecret[]>(text, JsonSerializerOptions.Default)!.Select(s => s.Restore())));
    }

    /// <summary>The one form in which a secret is written out; everywhere else it prints as stars.</summary>
    private sealed record StoredSecret(string Secret, long StartsAt, long? EndsAt)
    {
        public static StoredSecret Of(EndpointSecret secret) =>
            new(secret.Value.Reveal(), secret.StartsAt.ToUnixTimeMilliseconds(), secret.EndsAt?.ToUnixTimeMilliseconds());

        public EndpointSecret Restore() => new(
            WebhookSecret.Parse(Secret),
            DateTimeOffset.FromUnixTimeMilliseconds(StartsAt),
            EndsAt is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null);
    }
}
