using Keytill.Core.Orders;
using Keytill.Core.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class CaseMapping : IEntityTypeConfiguration<Case>
{
    public void Configure(EntityTypeBuilder<Case> known)
    {
        known.ToTable("cases");
        known.HasKey(c => c.Id);
        known.HasOne<Order>().WithMany().HasForeignKey(c => c.OrderId).OnDelete(DeleteBehavior.Restrict);
        known.HasMany(c => c.Messages).WithOne().HasForeignKey("CaseId").IsRequired().OnDelete(DeleteBehavior.Restrict);
        known.HasIndex(c => c.OrderId).HasDatabaseName("cases_of_order");
        known.HasIndex(c => new { c.Mode, c.Status, c.Since, c.Id }).HasDatabaseName("cases_inbox");
    }
}

internal sealed class CaseMessageMapping : IEntityTypeConfiguration<CaseMessage>
{
    public void Configure(EntityTypeBuilder<CaseMessage> message)
    {
        message.ToTable("case_messages");
        message.HasKey(m => m.Id);
        message.Ignore(m => m.IsCustomers);
        // One press writes once, whatever runs again.
        message.HasIndex(m => new { m.OrderId, m.Press }).IsUnique().HasDatabaseName("case_messages_press");
        message.HasIndex("CaseId", nameof(CaseMessage.Position)).IsUnique().HasDatabaseName("case_messages_position");
    }
}
