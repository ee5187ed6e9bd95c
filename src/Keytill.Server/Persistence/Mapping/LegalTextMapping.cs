using Keytill.Core.Vendors;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class LegalTextMapping : IEntityTypeConfiguration<LegalText>
{
    public void Configure(EntityTypeBuilder<LegalText> text)
    {
        text.ToTable("legal_texts");
        text.HasKey(t => new { t.SellerId, t.Kind, t.Locale, t.Version });
        text.HasOne<SellerOfRecord>().WithMany().HasForeignKey(t => t.SellerId).OnDelete(DeleteBehavior.Restrict);
    }
}
