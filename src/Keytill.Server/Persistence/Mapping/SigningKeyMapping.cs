using Keytill.Server.Licenses;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class SigningKeyMapping : IEntityTypeConfiguration<SigningKeyRow>
{
    public void Configure(EntityTypeBuilder<SigningKeyRow> key)
    {
        key.ToTable("signing_keys");
        key.HasKey(k => k.Id);
        key.Ignore(k => k.PublicKey);
        key.HasIndex(k => new { k.VendorId, k.Mode }).IsUnique().HasDatabaseName("signing_keys_of_vendor");
    }
}
