using Keytill.Core.Checkouts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class OneTimeLinkMapping : IEntityTypeConfiguration<OneTimeLink>
{
    public void Configure(EntityTypeBuilder<OneTimeLink> link)
    {
        link.ToTable("one_time_links");
        link.HasKey(l => l.Id);
        link.Property(l => l.Lines).AsJson();
        link.Property(l => l.Parameters).AsJson();
        link.HasIndex(l => l.Token).IsUnique().HasDatabaseName("one_time_links_token");
        link.HasIndex(l => l.ExpiresAt).HasDatabaseName("one_time_links_expires");
        link.HasIndex(l => new { l.VendorId, l.Mode }).HasDatabaseName("one_time_links_of_vendor");
    }
}
