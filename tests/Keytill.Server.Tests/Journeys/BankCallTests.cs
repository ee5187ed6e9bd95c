using System.Collections.Concurrent;
using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Vendors;
using Keytill.Server.Payments;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Journeys;

/// <summary>What is asked of the bank is in our books before, and asked again it is still the one thing.</summary>
public sealed class BankCallTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Nothing_is_asked_of_the_bank_before_it_is_committed(DatabaseKind kind)
    {
        await using var here = await Installation.Start(kind);
        using var ada = await ACustomerWithAnOrder(here);
        var asked = new ConcurrentDictionary<string, bool>();
        here.Crossings.At = async crossing =>
        {
            if (crossing == "call:POST sandbox/open:before")
                asked[crossing] = await here.Store.Read(Scope.Everything, db => db.Set<Payment>().AnyAsync(p => p.Status == PaymentStatus.Created));
            else if (crossing == "call:POST sandbox/refund:before")
                asked[crossing] = await here.Store.Read(Scope.Everything, db => db.Set<Refund>().AnyAsync(r => r.Status == RefundStatus.Approved));
        };

        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);
        await here.Get<Refunds.RefundOrder>().Run(here.Scope, order.Id, "ref_" + order.Id[4..], "asked for", CancellationToken.None);
        await here.Settle(order.Id);
        Assert.Equal(
            [KeyValuePair.Create("call:POST sandbox/open:before", true), KeyValuePair.Create("call:POST sandbox/refund:before", true)],
            asked.OrderBy(a => a.Key, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_opening_whose_answer_was_lost_is_asked_for_again_under_its_key(DatabaseKind kind)
    {
        await using var here = await Installation.Start(kind);
        using var ada = await ACustomerWithAnOrder(here);
        here.Bank.Mischief.LoseNextAnswers();
        await ada.Choose("sandbox");
        var payment = Assert.Single((await ada.Placed()).Payments);
        Assert.Null(payment.GatewayReference);
        var page = await here.Get<PaymentGateways>().Get("sandbox").Ask(payment.Id, null, CancellationToken.None);

        here.Clock.Advance(TimeSpan.FromSeconds(30));
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        Assert.Equal(page!.GatewayReference, Assert.Single(order.Payments).GatewayReference);
        Assert.Equal(OrderStatus.Paid, order.Status);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_refund_whose_answer_was_lost_until_the_bank_forgot_its_key_moves_money_once(DatabaseKind kind)
    {
        await using var here = await Installation.Start(kind);
        using var ada = await ACustomerWithAnOrder(here);
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);

        here.Bank.Mischief.HoldsNotices = true;
        here.Bank.Mischief.LoseNextAnswers();
        await here.Store.Write("refund some", here.Scope, async write =>
        {
            var paid = (await write.LockOrder(order.Id))!;
            paid.RequestRefund("ref_some", paid.Receipts[0].Id, new Money(10_00, paid.Currency), "asked for", write.Now);
            paid.ApproveRefund("ref_some", write.Now);
        });
        await here.Settle(order.Id);
        Assert.Equal(RefundStatus.Approved, (await ada.Placed()).Refund("ref_some").Status);

        here.Clock.Advance(TimeSpan.FromHours(25));
        await Installation.Until(async () => (await ada.Placed()).Refund("ref_some").Status == RefundStatus.Succeeded, "the refund is found");
        Assert.Equal(10_00, Assert.Single(Assert.Single(here.Bank.Books.Charges()).Refunds).Amount);
    }

    private static async Task<Customer> ACustomerWithAnOrder(Installation here)
    {
        await here.Shop.Sell(here.Store, "editor", PriceList.Of(("EUR", 29_00)));
        var ada = new Customer(here);
        await ada.Buy("editor");
        await ada.Order();
        return ada;
    }
}
