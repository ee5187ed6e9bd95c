using Keytill.Core.Vendors;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class SellerMapping : IEntityTypeConfiguration<SellerOfRecord>
{
    public void Configure(EntityTypeBuilder<SellerOfRecord> seller)
    {
        seller.ToTable("sellers");
        seller.HasKey(s => s.Id);
    }
}
