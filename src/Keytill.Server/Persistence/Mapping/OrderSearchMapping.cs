using Keytill.Server.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class OrderSearchMapping : IEntityTypeConfiguration<OrderSearch>
{
    public void Configure(EntityTypeBuilder<OrderSearch> search)
    {
        search.ToTable("order_searches");
        search.HasKey(s => s.Id);
        search.HasIndex(s => s.AskedAt).HasDatabaseName("order_searches_asked");
    }
}

internal sealed class AllowanceRowMapping : IEntityTypeConfiguration<AllowanceRow>
{
    public void Configure(EntityTypeBuilder<AllowanceRow> row)
    {
        row.ToTable("allowances");
        row.HasKey(a => a.Name);
        row.HasIndex(a => a.LastAt).HasDatabaseName("allowances_last");
    }
}
