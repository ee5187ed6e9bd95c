using Keytill.Core.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class StaffMapping : IEntityTypeConfiguration<StaffMember>
{
    public void Configure(EntityTypeBuilder<StaffMember> staff)
    {
        staff.ToTable("staff");
        staff.HasKey(s => s.Id);
        staff.Property(s => s.Roles).AsJson();
        staff.Ignore(s => s.IsBlocked);
        staff.HasIndex(s => s.Email).IsUnique().HasDatabaseName("staff_email");
    }
}

internal sealed class AuditMapping : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("audit");
        entry.HasKey(a => a.Id);
        entry.HasIndex(a => new { a.OrderId, a.At }).HasDatabaseName("audit_of_order").HasFilter("order_id IS NOT NULL");
        entry.HasIndex(a => a.At).HasDatabaseName("audit_at");
    }
}
