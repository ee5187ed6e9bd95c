using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class OrderLineMapping : IEntityTypeConfiguration<OrderLine>
{
    public void Configure(EntityTypeBuilder<OrderLine> line)
    {
        line.ToTable("order_lines");
        line.HasKey(l => l.Id);
        line.Property<string>(OrderMapping.OrderId);
        line.Property<Core.Currency>("Currency");
        foreach (string minor in (string[])["UnitPriceMinor", "SubtotalMinor", "DiscountMinor", "NetMinor", "TaxMinor", "TotalMinor"])
            line.Property<long>(minor);
        line.Ignore(l => l.Amounts);
        line.HasMany(l => l.Licenses).WithOne().HasForeignKey(i => i.LineId).IsRequired();
        line.HasIndex(OrderMapping.OrderId).HasDatabaseName("order_lines_order");
        line.HasIndex(l => l.WaitsFor).HasDatabaseName("order_lines_waiting").HasFilter("waits_for IS NOT NULL");
        line.HasIndex(l => l.Status).HasDatabaseName("order_lines_open").HasFilter("status = 'needs_person'");
        line.HasIndex(l => l.RevocationAskedAt).HasDatabaseName("order_lines_revocation").HasFilter("revocation_asked_at IS NOT NULL");
    }
}

internal sealed class LicenseMapping : IEntityTypeConfiguration<License>
{
    public void Configure(EntityTypeBuilder<License> license)
    {
        license.ToTable("licenses");
        license.HasKey(i => i.Id);
        license.HasIndex(i => new { i.LineId, i.Unit, i.Generation }).IsUnique().HasDatabaseName("licenses_unit");
        license.HasIndex(i => new { i.LineId, i.Unit }).IsUnique().HasDatabaseName("licenses_valid").HasFilter("status IN ('active', 'suspended')");
        license.HasIndex(i => i.Replacement).HasDatabaseName("licenses_being_replaced").HasFilter("replacement IN ('waiting', 'needs_person')");
    }
}

internal sealed class PaymentMapping : IEntityTypeConfiguration<Payment>
{
    public void Configure(EntityTypeBuilder<Payment> payment)
    {
        payment.ToTable("payments");
        payment.HasKey(p => p.Id);
        payment.Property<string>(OrderMapping.OrderId);
        payment.Property<long>("AmountMinor");
        payment.Property<Core.Currency>("Currency");
        payment.Ignore(p => p.Amount);
        payment.HasIndex(OrderMapping.OrderId).HasDatabaseName("payments_order");
        payment.HasIndex(p => new { p.Method, p.GatewayReference }).IsUnique()
            .HasDatabaseName("payments_gateway_reference").HasFilter("gateway_reference IS NOT NULL");
    }
}

internal sealed class ReceiptMapping : IEntityTypeConfiguration<Receipt>
{
    public void Configure(EntityTypeBuilder<Receipt> receipt)
    {
        receipt.ToTable("receipts");
        receipt.HasKey(r => r.Id);
        receipt.Property<string>(OrderMapping.OrderId);
        foreach (string minor in (string[])["ReceivedMinor", "AppliedMinor", "UnappliedMinor", "ReturnedMinor"])
            receipt.Property<long>(minor);
        receipt.Property<Core.Currency>("Currency");
        receipt.HasIndex(r => r.ReceivedAt).HasDatabaseName("receipts_unapplied").HasFilter("unapplied_minor > 0");
        receipt.HasIndex(OrderMapping.OrderId, nameof(Receipt.Method), nameof(Receipt.Reference)).IsUnique().HasDatabaseName("receipts_reference");
    }
}

internal sealed class RefundMapping : IEntityTypeConfiguration<Refund>
{
    public void Configure(EntityTypeBuilder<Refund> refund)
    {
        refund.ToTable("refunds");
        refund.HasKey(r => r.Id);
        refund.Property<string>(OrderMapping.OrderId);
        refund.Property<long>("AmountMinor");
        refund.Property<Core.Currency>("Currency");
        refund.Property(r => r.Parts).AsJson();
        refund.HasOne<Receipt>().WithMany().HasForeignKey(r => r.ReceiptId);
        refund.HasIndex(OrderMapping.OrderId).HasDatabaseName("refunds_order");
        refund.HasIndex(r => new { r.Method, r.GatewayReference, r.Purpose }).IsUnique().HasDatabaseName("refunds_gateway_reference").HasFilter("origin = 'gateway'");
        refund.HasIndex(r => r.Status).HasDatabaseName("refunds_open").HasFilter("status IN ('requested', 'approved', 'failed')");
    }
}

internal sealed class TimelineMapping : IEntityTypeConfiguration<TimelineEntry>
{
    public void Configure(EntityTypeBuilder<TimelineEntry> entry)
    {
        entry.ToTable("timeline");
        entry.HasKey(t => t.Id);
        entry.Property<string>(OrderMapping.OrderId);
        entry.HasIndex(OrderMapping.OrderId, nameof(TimelineEntry.Id)).HasDatabaseName("timeline_order");
    }
}
