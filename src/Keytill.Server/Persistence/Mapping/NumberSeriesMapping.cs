using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class NumberSeriesMapping : IEntityTypeConfiguration<NumberSeries>
{
    public void Configure(EntityTypeBuilder<NumberSeries> series)
    {
        series.ToTable("number_series");
        series.HasKey(s => s.Name);
    }
}
