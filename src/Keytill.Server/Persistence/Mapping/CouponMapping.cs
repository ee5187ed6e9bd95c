using Keytill.Core.Catalog;
using Keytill.Core.Vendors;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class CouponMapping : IEntityTypeConfiguration<Coupon>
{
    public void Configure(EntityTypeBuilder<Coupon> coupon)
    {
        coupon.ToTable("coupons");
        coupon.HasKey(c => c.Id);
        coupon.Property(c => c.ProductIds).AsJson();
        coupon.Ignore(c => c.IsLimited);
        coupon.HasOne<Vendor>().WithMany().HasForeignKey(c => c.VendorId).OnDelete(DeleteBehavior.Restrict);
        coupon.HasIndex(c => new { c.VendorId, c.Mode, c.Code }).IsUnique().HasDatabaseName("coupons_code");
    }
}
