using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Support;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Staff;

/// <summary>What a customer asks comes to support's list, and the answer to him.</summary>
public sealed class CaseDeedsTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_question_stands_on_the_list_until_support_has_answered_and_the_customer_reads_the_answer(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        await ada.AskSupport("I do not need it any more.", "cancel_order");
        var order = await ada.Placed();
        await here.Settle(order.Id);

        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support);
        await anna.Visit("/console/test/inbox/cases");
        Assert.Contains("I do not need it any more.", anna.Browser.Text, StringComparison.Ordinal);
        await anna.Open(order.Number);
        Assert.Contains("An answer to what the customer asked", anna.Browser.Text, StringComparison.Ordinal);
        await anna.Press("answer_case", ("reason", "answered"), ("text", "Card 4242 4242 4242 4242"));
        Assert.Contains("card number", anna.Problem, StringComparison.Ordinal);
        await anna.Press("answer_case", ("reason", "answered"), ("text", "Done.\nNothing more will come."));
        Assert.Null(anna.Problem);
        Assert.Empty(await here.Get<Inboxes>().Cases(Scope.Operator(Mode.Test), default));

        await here.Settle(order.Id);
        Assert.Contains(here.Mailbox.Accepted, m => m.To == "ada@example.org" && m.Text.Contains("Nothing more will come.", StringComparison.Ordinal));
        await ada.Browser.Visit(ada.OrderPage!);
        await anna.Press("close_case");
        Assert.Null(anna.Problem);
        Assert.False(anna.Sees("close_case"));
    }
}
