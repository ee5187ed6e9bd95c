using Keytill.Core.Catalog;
using Keytill.Core.Vendors;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class ProductMapping : IEntityTypeConfiguration<Product>
{
    public void Configure(EntityTypeBuilder<Product> product)
    {
        product.ToTable("products");
        product.HasKey(p => p.Id);
        product.HasIndex(p => p.Slug).IsUnique().HasDatabaseName("products_slug");
        product.HasIndex(p => new { p.VendorId, p.Mode }).HasDatabaseName("products_vendor");
        product.Property(p => p.Name).AsJson();
        product.Property(p => p.Description).AsJson();
        product.Property(p => p.Prices).AsJson();
        product.Ignore(p => p.IsSold);
        product.HasOne<Vendor>().WithMany().HasForeignKey(p => p.VendorId).OnDelete(DeleteBehavior.Restrict);
    }
}
