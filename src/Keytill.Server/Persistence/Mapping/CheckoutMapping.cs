using Keytill.Core.Checkouts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

/// <summary>Without a foreign key to its vendor: each new cart would lock the one vendor's row.</summary>
internal sealed class CheckoutMapping : IEntityTypeConfiguration<Checkout>
{
    public void Configure(EntityTypeBuilder<Checkout> checkout)
    {
        checkout.ToTable("checkouts");
        checkout.HasKey(c => c.Id);
        checkout.HasIndex(c => c.Token).IsUnique().HasDatabaseName("checkouts_token");
        checkout.HasIndex(c => c.UsedAt).HasDatabaseName("checkouts_used");
        checkout.HasIndex(c => c.ReplacesOrderId).IsUnique().HasDatabaseName("checkouts_replaces").HasFilter("replaces_order_id IS NOT NULL");
        checkout.Property(c => c.Cart).AsJson();
        checkout.Property(c => c.Form).AsJson();
        checkout.Property(c => c.Link).AsJson();
        checkout.Property(c => c.Notices).AsJson();
        checkout.Ignore(c => c.IsOrdered);
    }
}
