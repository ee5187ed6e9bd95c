using Keytill.Server.Licenses;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class PoolKeyMapping : IEntityTypeConfiguration<PoolKey>
{
    public void Configure(EntityTypeBuilder<PoolKey> key)
    {
        key.ToTable("license_keys");
        key.HasKey(k => k.Position);
        key.Property(k => k.Position).ValueGeneratedOnAdd();
        // A key is sold once, ever, and a request gets one key.
        key.HasIndex(k => new { k.PoolId, k.KeyText }).IsUnique().HasDatabaseName("license_keys_once");
        key.HasIndex(k => k.RequestId).IsUnique().HasDatabaseName("license_keys_request");
        key.HasIndex(k => new { k.PoolId, k.Position }).HasFilter("request_id IS NULL AND set_aside_at IS NULL").HasDatabaseName("license_keys_unused");
    }
}

internal sealed class PoolWaitMapping : IEntityTypeConfiguration<PoolWait>
{
    public void Configure(EntityTypeBuilder<PoolWait> wait)
    {
        wait.ToTable("license_pool_waits");
        wait.HasKey(w => w.LineId);
        wait.HasIndex(w => new { w.PoolId, w.SinceAt }).HasDatabaseName("license_pool_waits_of_pool");
    }
}
