using Keytill.Core.Emails;
using Keytill.Core.Vendors;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class EmailTemplateMapping : IEntityTypeConfiguration<EmailTemplate>
{
    public void Configure(EntityTypeBuilder<EmailTemplate> template)
    {
        template.ToTable("email_templates");
        template.HasKey(t => t.Id);
        template.Ignore(t => t.Source);
        template.HasOne<Vendor>().WithMany().HasForeignKey(t => t.VendorId).OnDelete(DeleteBehavior.Restrict);
        template.HasIndex(t => new { t.VendorId, t.Mode, t.Kind, t.Language }).IsUnique().HasDatabaseName("email_templates_one");
    }
}
