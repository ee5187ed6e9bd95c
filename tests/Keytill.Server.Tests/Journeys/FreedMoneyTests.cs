using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Server.Orders;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Journeys;

/// <summary>Money of a cancelled order stays with it, and counts again when the order does.</summary>
public sealed class FreedMoneyTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_part_that_a_cancellation_set_free_is_applied_and_told_as_often_as_the_order_is_reopened(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here, method: "bank_transfer");
        await ada.Choose("bank_transfer");
        using var program = new VendorProgram(here);
        string id = (await ada.Placed()).Id;
        var acts = here.Get<OrderActs>();

        await acts.ReceiveBankMoney(here.Scope, id, new Money(10_00, Currency.Of("EUR")), "B-1", null);
        for (int i = 0; i < 2; i++)
        {
            await acts.Cancel(here.Scope, id, "asked for", returnMoney: true);
            await acts.Reopen(here.Scope, id, "asked for");
            await acts.ApplyUnapplied(here.Scope, id, (await ada.Placed()).Receipts[0].Id);
            Assert.Equal((OrderStatus.NotPaid, 19_00L), ((await ada.Placed()).Status, (await ada.Placed()).Due.Minor));
        }

        await here.Settle(id);
        Assert.Equal(3, (await program.Mails(id)).Count(mail => mail == "part_received"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Money_that_came_for_a_cancelled_order_and_is_more_than_the_reopened_one_costs_is_told_of_twice(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here, method: "bank_transfer");
        await ada.Choose("bank_transfer");
        using var program = new VendorProgram(here);
        string id = (await ada.Placed()).Id;
        var acts = here.Get<OrderActs>();

        await acts.Cancel(here.Scope, id, "asked for", returnMoney: false);
        await acts.ReceiveBankMoney(here.Scope, id, new Money(30_00, Currency.Of("EUR")), "B-1", null);
        await here.Settle(id);
        await acts.Reopen(here.Scope, id, "asked for");
        await acts.ApplyUnapplied(here.Scope, id, (await ada.Placed()).Receipts[0].Id);
        await here.Settle(id);

        var paid = await ada.Placed();
        Assert.Equal((OrderStatus.Paid, 1_00L), (paid.Status, Assert.Single(paid.Receipts).Unapplied.Minor));
        Assert.Equal(2, (await program.Mails(id)).Count(mail => mail == "too_much_received"));
    }
}
