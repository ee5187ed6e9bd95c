using System.Collections.Concurrent;
using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Vendors;
using Keytill.Server.Payments;
using Keytill.Server.Refunds;
using Keytill.Server.SandboxBank;
using Keytill.Server.Tests.Support;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Journeys;

/// <summary>What is asked of the bank is in our books before, and asked again it is still the one thing.</summary>
public sealed class BankCallTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Nothing_is_asked_of_the_bank_before_it_is_committed(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
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
        await here.Get<RefundOrder>().Run(here.Scope, order.Id, new RefundAsk("ref_" + order.Id[4..], "asked for", RefundOrigin.Support), "anna", CancellationToken.None);
        await here.Settle(order.Id);
        Assert.Equal(
            [KeyValuePair.Create("call:POST sandbox/open:before", true), KeyValuePair.Create("call:POST sandbox/refund:before", true)],
            asked.OrderBy(a => a.Key, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_opening_whose_answer_was_lost_is_asked_for_again_under_its_key(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
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
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);

        here.Bank.Mischief.HoldsNotices = true;
        here.Bank.Mischief.LoseNextAnswers();
        await RefundTen(here, order.Id, "ref_some");
        Assert.Equal(RefundStatus.Approved, (await ada.Placed()).Refund("ref_some").Status);

        await here.SleepFor(TimeSpan.FromHours(25));
        await here.UntilInTime(async () => (await ada.Placed()).Refund("ref_some").Status == RefundStatus.Succeeded, "the refund is found");
        Assert.Equal(10_00, Assert.Single(Assert.Single(here.Bank.Books.Charges()).Refunds).Amount);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_refund_that_may_never_have_reached_the_bank_is_not_sent_again_but_waits_for_a_person(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);

        here.Bank.Mischief.Unreachable = true;
        await RefundTen(here, order.Id, "ref_some");
        here.Bank.Mischief.Unreachable = false;
        await here.SleepFor(TimeSpan.FromHours(25));
        await here.UntilInTime(async () => (await here.Get<WorkQueue>().Buried(Mode.Test, 10)).Count == 1, "a person is asked");
        Assert.Equal(RefundStatus.Approved, (await ada.Placed()).Refund("ref_some").Status);
        Assert.Empty(Assert.Single(here.Bank.Books.Charges()).Refunds);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_refund_of_which_the_bank_names_another_amount_waits_for_a_person(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);

        here.Bank.Mischief.HoldsNotices = true;
        here.Bank.Mischief.LieInNextReport(new BankLie { Amount = 1 });
        await RefundTen(here, order.Id, "ref_some");
        var buried = Assert.Single(await here.Get<WorkQueue>().Buried(Mode.Test, 10));
        Assert.Equal(("send_refund", "ref_some"), (buried.Kind, buried.Payload));

        Assert.True(await here.Store.Write("run work again", Scope.Everything, write => here.Get<WorkQueue>().RunAgain(write, buried.Id)));
        await here.Settle(order.Id);
        Assert.Equal(RefundStatus.Succeeded, (await ada.Placed()).Refund("ref_some").Status);
        Assert.Single(Assert.Single(here.Bank.Books.Charges()).Refunds);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_page_of_which_the_bank_names_another_amount_as_it_is_closed_waits_for_a_person(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        await ada.Choose("sandbox");
        var order = await ada.Placed();
        here.Bank.Mischief.LieInNextReport(new BankLie { Amount = 1 });
        await here.Get<Orders.OrderActs>().Cancel(here.Scope, order.Id, "asked for", returnMoney: false);
        await here.Settle(order.Id);
        Assert.Equal("close_payment", Assert.Single(await here.Get<WorkQueue>().Buried(Mode.Test, 10)).Kind);
    }

    private static async Task RefundTen(Installation here, string orderId, string refundId)
    {
        await here.Store.Write("refund ten", here.Scope, async write =>
        {
            var order = (await write.LockOrder(orderId))!;
            order.RequestRefund(refundId, order.Receipts[0].Id, new Money(10_00, order.Currency), "asked for", write.Now);
            order.ApproveRefund(refundId, "anna", write.Now);
        });
        await here.Settle(orderId);
    }
}
