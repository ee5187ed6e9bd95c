using Keytill.Core.Vendors;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class ApiKeyMapping : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> key)
    {
        key.ToTable("api_keys");
        key.HasKey(k => k.Id);
        key.HasIndex(k => k.SecretHash).IsUnique().HasDatabaseName("api_keys_secret_hash");
        key.HasIndex(k => k.VendorId).HasDatabaseName("api_keys_vendor");
        key.Property(k => k.Scopes).AsJson();
        key.Ignore(k => k.IsLive);
        key.HasOne<Vendor>().WithMany().HasForeignKey(k => k.VendorId).OnDelete(DeleteBehavior.Restrict);
    }
}
