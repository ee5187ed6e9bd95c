using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class StoredKeyMapping : IEntityTypeConfiguration<StoredKey>
{
    public void Configure(EntityTypeBuilder<StoredKey> key)
    {
        key.ToTable("data_protection_keys");
        key.HasKey(k => k.Name);
    }
}
