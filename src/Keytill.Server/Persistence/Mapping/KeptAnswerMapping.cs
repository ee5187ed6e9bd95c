using Keytill.Server.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class KeptAnswerMapping : IEntityTypeConfiguration<KeptAnswer>
{
    public void Configure(EntityTypeBuilder<KeptAnswer> answer)
    {
        answer.ToTable("kept_answers");
        answer.HasKey(a => a.Id);
        answer.HasIndex(a => a.CreatedAt).HasDatabaseName("kept_answers_created");
    }
}
