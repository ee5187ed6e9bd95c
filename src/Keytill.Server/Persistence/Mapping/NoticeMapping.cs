using Keytill.Server.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class NoticeMapping : IEntityTypeConfiguration<NoticeRow>
{
    public void Configure(EntityTypeBuilder<NoticeRow> notice)
    {
        notice.ToTable("notices");
        notice.HasKey(n => new { n.Method, n.NoticeId });
        notice.HasIndex(n => n.ReceivedAt).HasDatabaseName("notices_received");
    }
}
