using Keytill.Server.Emails;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class MailRowMapping : IEntityTypeConfiguration<MailRow>
{
    public void Configure(EntityTypeBuilder<MailRow> mail)
    {
        mail.ToTable("mails");
        mail.HasKey(m => m.Id);
        // What is done to one thing of an order is told once, whatever runs again; support may tell it anew.
        mail.HasIndex(m => new { m.OrderId, m.Kind, m.SubjectId, m.Copy }).IsUnique().HasDatabaseName("mails_once");
        mail.HasIndex(m => new { m.VendorId, m.Mode, m.SentAt }).HasDatabaseName("mails_of_vendor");
        mail.HasIndex(m => m.CreatedAt).HasDatabaseName("mails_with_text").HasFilter("text_body IS NOT NULL");
    }
}
