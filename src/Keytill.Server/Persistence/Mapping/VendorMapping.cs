using Keytill.Core.Vendors;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class VendorMapping : IEntityTypeConfiguration<Vendor>
{
    public void Configure(EntityTypeBuilder<Vendor> vendor)
    {
        vendor.ToTable("vendors");
        vendor.HasKey(v => v.Id);
        vendor.HasIndex(v => v.Slug).IsUnique().HasDatabaseName("vendors_slug");
        vendor.HasIndex(v => v.SellerId).HasDatabaseName("vendors_seller");
        vendor.Property(v => v.ReturnHosts).AsJson();
        vendor.HasOne<SellerOfRecord>().WithMany().HasForeignKey(v => v.SellerId).OnDelete(DeleteBehavior.Restrict);
    }
}
