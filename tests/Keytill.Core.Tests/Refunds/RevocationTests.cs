using Keytill.Core.Catalog;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Tests.Orders;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Refunds;

/// <summary>What a full refund does to licences, by each product's own policy.</summary>
public sealed class RevocationTests
{
    [Fact]
    public void At_once_revokes_every_licence_of_the_line_and_tells_it_once()
    {
        var order = ADeliveredOrder(ALine(quantity: 3));
        order.RefundEverything();
        Assert.All(order.Lines[0].Licenses, l => Assert.Equal((LicenseStatus.Revoked, true), (l.Status, l.RevokedAt is not null)));
        Assert.Equal(["lic_0_1", "lic_0_2", "lic_0_3"], Assert.Single(order.Raised.OfType<LicenseRevoked>()).Licenses);
    }

    [Theory]
    [InlineData(RevocationPolicy.Ask)]
    [InlineData(RevocationPolicy.Never)]
    public void Ask_and_never_revoke_nothing_by_themselves(RevocationPolicy policy)
    {
        var order = ADeliveredOrder(ALine(revocation: policy));
        order.RefundEverything();
        Assert.Equal(OrderStatus.Refunded, order.Status);
        Assert.Equal(LicenseStatus.Active, order.Lines[0].Licenses[0].Status);
        Assert.DoesNotContain("license.revoked", order.TakeEvents());
    }

    [Fact]
    public void Each_line_follows_its_own_products_policy()
    {
        var order = ADeliveredOrder(ALine(5_000), ALine(3_000, revocation: RevocationPolicy.Never), ALine(2_000));
        order.RefundEverything();
        Assert.Equal(
            [LicenseStatus.Revoked, LicenseStatus.Active, LicenseStatus.Revoked], order.Lines.Select(l => l.Licenses[0].Status));
        Assert.Equal([order.Lines[0].Id, order.Lines[2].Id], order.Raised.OfType<LicenseRevoked>().Select(e => e.Line));
    }

    [Fact]
    public void A_refund_revokes_only_once_the_money_has_arrived()
    {
        var order = ADeliveredOrder();
        order.AskBackAndApprove();
        Assert.Equal(LicenseStatus.Active, order.Lines[0].Licenses[0].Status);
    }

    [Fact]
    public void Licences_of_a_line_that_stopped_half_way_are_revoked_too()
    {
        var order = APaidOrderOf(ALine(quantity: 3));
        order.DeliverOne(order.Lines[0]);
        order.RefundEverything();
        Assert.Equal(LineStatus.Stopped, order.Lines[0].Status);
        Assert.Equal(LicenseStatus.Revoked, Assert.Single(order.Lines[0].Licenses).Status);
    }

    [Fact]
    public void A_refund_that_fails_later_gives_no_licence_back_by_itself()
    {
        var order = ARefundedOrder();
        order.GatewaySaysOfRefund("ref_1", Keytill.Core.Payments.ReportedRefundState.Failed);
        Assert.Equal(LicenseStatus.Revoked, order.Lines[0].Licenses[0].Status);
    }
}
