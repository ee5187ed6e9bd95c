using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class EventRowMapping : IEntityTypeConfiguration<EventRow>
{
    public void Configure(EntityTypeBuilder<EventRow> row)
    {
        row.ToTable("events");
        row.HasKey(e => e.Position);
        row.Property(e => e.Position).ValueGeneratedOnAdd();
        // By its name it would be taken for the key.
        row.Property(e => e.Id).IsRequired();
        row.HasIndex(e => e.Id).IsUnique().HasDatabaseName("events_id");
        row.HasIndex(e => new { e.OrderId, e.Sequence }).IsUnique().HasDatabaseName("events_of_order");
    }
}
