using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class WorkItemMapping : IEntityTypeConfiguration<WorkItem>
{
    public void Configure(EntityTypeBuilder<WorkItem> item)
    {
        item.ToTable("work_items");
        item.HasKey(w => w.Id);
        item.Ignore(w => w.Scope);
        // Fencing: whoever takes an item away must still hold it.
        item.Property(w => w.Lease).IsConcurrencyToken();
        item.HasIndex(w => w.DueAt).HasFilter("buried_at IS NULL").HasDatabaseName("work_items_due");
        item.HasIndex(w => w.OrderId).HasDatabaseName("work_items_of_order");
    }
}
