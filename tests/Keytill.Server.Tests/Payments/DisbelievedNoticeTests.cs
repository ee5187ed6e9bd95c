using Keytill.Core.Orders;
using Keytill.Core.Refunds;
using Keytill.Core.Vendors;
using Keytill.Server.Refunds;
using Keytill.Server.SandboxBank;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Keytill.Server.Work;

namespace Keytill.Server.Tests.Payments;

/// <summary>A notice is given up by no answer that cannot be of its payment or refund: nobody may ask later.</summary>
public sealed class DisbelievedNoticeTests
{
    private static readonly BankLie Lie = new(Amount: 1);

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_a_notice_says_of_a_payment_is_asked_again_after_an_answer_that_cannot_be_of_it(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        here.Bank.Mischief.HoldsNotices = true;
        await ada.Choose("sandbox");
        var (pay, content) = ada.FillCard(Customer.GoodCard);
        here.Bank.Mischief.LieInNextReport(Lie);
        await ada.Browser.Send(pay, content);
        Assert.Equal(OrderStatus.NotPaid, (await ada.Placed()).Status);

        here.Bank.Mischief.LieInNextReport(Lie);
        await here.Bank.Bank.ReleaseNotices();
        var again = await AsksAgain(here);
        here.Clock.AdvanceTo(again.DueAt);
        await here.UntilInTime(async () => (await ada.Placed()).Status == OrderStatus.Paid, "the payment is learnt of");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task That_the_money_of_a_refund_came_back_is_learnt_after_an_answer_that_cannot_be_of_it(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var program = new VendorProgram(here);
        using var ada = await Customer.WhoHasPaid(here, Customer.FailingRefundCard);
        var order = await ada.Placed();
        await here.Get<RefundOrder>().Run(here.Scope, order.Id, new RefundAsk("ref_ours", "asked for", RefundOrigin.Support), "anna", CancellationToken.None);
        await here.UntilInTime(async () => (await ada.Placed()).Status == OrderStatus.Refunded && here.Bank.Books.NoticesOwed() == 0 && await here.IsIdle(), "the refund is done");

        here.Bank.Mischief.HoldsNotices = true;
        await program.Advance(order.Id, "P6D");
        here.Bank.Mischief.LieInNextReport(Lie);
        await here.Bank.Bank.ReleaseNotices();
        var again = await AsksAgain(here);
        Assert.Equal(RefundStatus.Succeeded, (await ada.Placed()).Refund("ref_ours").Status);
        here.Clock.AdvanceTo(again.DueAt);
        await here.UntilInTime(async () => (await ada.Placed()).Refund("ref_ours").Status == RefundStatus.Failed, "it is learnt that the money came back");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_refund_that_the_bank_refuses_is_not_given_up_before_it_is_known_what_went_at_the_bank_itself(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoHasPaid(here, Customer.GoodCard);
        var order = await ada.Placed();
        here.Bank.Mischief.HoldsNotices = true;
        await here.SendBackAtTheBank(order.Payments[0]);
        here.Crossings.At = crossing =>
        {
            // The bank's refusal is true, and its next answer, what has gone back of the payment, is not.
            if (crossing == "call:POST sandbox/refund:after")
                here.Bank.Mischief.LieInNextReport(Lie);
            return Task.CompletedTask;
        };
        await here.Get<RefundOrder>().Run(here.Scope, order.Id, new RefundAsk("ref_ours", "asked for", RefundOrigin.Support), "anna", CancellationToken.None);
        await here.Settle(order.Id);
        here.Crossings.At = null;
        Assert.Equal(RefundStatus.Approved, Assert.Single((await ada.Placed()).Refunds).Status);

        var again = Assert.Single(await here.Get<WorkQueue>().Failing(Mode.Test, 10));
        Assert.Equal("send_refund", again.Kind);
        here.Clock.AdvanceTo(again.DueAt);
        await here.UntilInTime(async () => (await ada.Placed()).Refunds.All(r => !r.IsUnderWay), "what went at the bank is known");
        Assert.Equal([(RefundOrigin.Support, RefundStatus.Failed), (RefundOrigin.Gateway, RefundStatus.Succeeded)], (await ada.Placed()).Refunds.Select(r => (r.Origin, r.Status)));
    }

    private static async Task<WorkItem> AsksAgain(Installation here)
    {
        WorkItem? again = null;
        await here.UntilInTime(
            async () => (again = (await here.Get<WorkQueue>().Failing(Mode.Test, 10)).SingleOrDefault(i => i is { Kind: "work_notice", Lease: null })) is not null,
            "the notice is to be asked about again");
        return again!;
    }
}
