using Keytill.Core.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Keytill.Server.Persistence.Mapping;

internal sealed class OrderMapping : IEntityTypeConfiguration<Order>
{
    /// <summary>The parts' column that names their order; the classes do not know it.</summary>
    public const string OrderId = "OrderId";

    public void Configure(EntityTypeBuilder<Order> order)
    {
        order.ToTable("orders");
        order.HasKey(o => o.Id);
        order.Property(o => o.ClockOffset).HasColumnName("clock_offset_ms");
        order.Property(o => o.Buyer).AsJson();
        order.Property(o => o.Consents).AsJson();
        order.Property(o => o.AdditionalData).AsJson();
        order.Property(o => o.Utm).AsJson();
        order.Property(o => o.RemindersDone).AsJson();
        foreach (string minor in (string[])["SubtotalMinor", "DiscountMinor", "NetMinor", "TaxMinor", "TotalMinor", "WrittenOffMinor"])
            order.Property<long>(minor);
        order.Ignore(o => o.IsReplaced).Ignore(o => o.CanBeReplaced);
        order.Ignore(o => o.Amounts).Ignore(o => o.CurrentPayment).Ignore(o => o.Licenses);

        order.HasIndex(o => o.Number).IsUnique().HasDatabaseName("orders_number");
        order.HasIndex(o => o.Token).IsUnique().HasDatabaseName("orders_token");
        order.HasIndex(o => o.CheckoutId).IsUnique().HasDatabaseName("orders_checkout_id");
        order.HasIndex(o => new { o.EmailNormalized, o.Mode, o.VendorId }).HasDatabaseName("orders_email");
        order.HasIndex(o => new { o.CouponId, o.CouponHeldUntil }).HasDatabaseName("orders_coupon").HasFilter("coupon_held_until IS NOT NULL");
        order.HasIndex(o => o.ReplacedById).HasDatabaseName("orders_replaced").HasFilter("replaced_by_id IS NOT NULL");
        order.HasIndex(o => o.OneTimeLinkId).IsUnique().HasDatabaseName("orders_one_time_link").HasFilter("one_time_link_id IS NOT NULL");
        order.HasIndex(o => o.NextDueAt).HasDatabaseName("orders_next_due").HasFilter("next_due_at IS NOT NULL");

        order.HasMany(o => o.Lines).WithOne().HasForeignKey(OrderId).IsRequired();
        order.HasMany(o => o.Payments).WithOne().HasForeignKey(OrderId).IsRequired();
        order.HasMany(o => o.Receipts).WithOne().HasForeignKey(OrderId).IsRequired();
        order.HasMany(o => o.Refunds).WithOne().HasForeignKey(OrderId).IsRequired();
        order.HasMany(o => o.Timeline).WithOne().HasForeignKey(OrderId).IsRequired();
    }
}
