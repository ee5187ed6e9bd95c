using Keytill.Core.Licenses;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class KeyPoolMapping : IEntityTypeConfiguration<KeyPool>
{
    public void Configure(EntityTypeBuilder<KeyPool> pool)
    {
        pool.ToTable("license_pools");
        pool.HasKey(p => p.Id);
        pool.HasIndex(p => new { p.VendorId, p.Mode }).HasDatabaseName("license_pools_of_vendor");
    }
}
