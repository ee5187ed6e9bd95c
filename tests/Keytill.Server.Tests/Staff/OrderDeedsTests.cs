using System.Net;
using Keytill.Core.Orders;
using Keytill.Core.Refunds;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Emails;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Staff;

/// <summary>Every act of support and finance on an order's page, with what follows from it and its trace.</summary>
public sealed class OrderDeedsTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Support_cancels_opens_again_extends_and_writes_a_note_each_with_its_trace(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support);
        var order = await ada.Placed();
        await anna.Open(order.Number);
        Assert.Contains("the customer, until", anna.Browser.Text, StringComparison.Ordinal);

        await anna.Press("cancel_order");
        Assert.Contains("The order is cancelled.", anna.Browser.Text, StringComparison.Ordinal);
        here.Clock.Advance(TimeSpan.FromSeconds(1));
        await anna.Press("reopen_order");
        here.Clock.Advance(TimeSpan.FromSeconds(1));
        await anna.Press("extend_order", ("until", here.Clock.GetUtcNow().AddDays(100).ToString("yyyy-MM-dd")));
        here.Clock.Advance(TimeSpan.FromSeconds(1));
        await anna.Press("add_note", ("reason", "called, pays next month"));
        var after = await ada.Placed();
        Assert.Equal((OrderStatus.NotPaid, here.Clock.GetUtcNow().AddDays(100).Date), (after.Status, after.ExpiresAt.UtcDateTime.Date));
        Assert.Contains("called, pays next month", anna.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("anna:", anna.Browser.Text, StringComparison.Ordinal);

        var audit = await Audit(here);
        Assert.Equal([StaffAct.CancelOrder, StaffAct.ReopenOrder, StaffAct.ExtendOrder, StaffAct.AddNote], audit.Select(a => a.Act));
        Assert.All(audit, a => Assert.Equal((anna.Id, order.Id, Mode.Test), (a.StaffId, a.OrderId, a.Mode)));
        Assert.Equal("because of cancel_order", audit[0].Reason);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_corrected_address_gets_a_new_page_and_both_addresses_are_told(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);
        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support);
        await anna.Open(order.Number);
        await anna.Press("correct_email", ("email", "right@example.org"));
        await here.Settle(order.Id);
        await ada.Browser.Visit(ada.OrderPage!);
        Assert.Equal(HttpStatusCode.NotFound, ada.Browser.Status);
        var told = here.Mailbox.Accepted.TakeLast(2).ToDictionary(m => m.To);
        Assert.Contains("/order/", told["right@example.org"].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/order/", told["ada@example.org"].Text, StringComparison.Ordinal);

        // The licence's mail again, to where its reader is now.
        await anna.Open(order.Number);
        string license = (await Mails(here, order.Id)).Single(m => m.Kind == Core.Emails.EmailKind.License).Id;
        await anna.Browser.Press($"[id='resend_mail-{license}'] button", ("reason", "did not reach him"));
        Assert.Null(anna.Problem);
        await here.Settle(order.Id);
        var again = here.Mailbox.Accepted[^1];
        Assert.Equal("right@example.org", again.To);
        Assert.Equal(2, here.Mailbox.Accepted.Where(m => m.Subject == again.Subject).Select(m => m.MessageId).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Finance_notes_what_arrived_and_a_second_person_writes_the_rest_off(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here, method: "bank_transfer");
        var order = await ada.Placed();
        using var finn = await Colleague.SignedIn(here, "finn", StaffRole.Finance);
        using var fay = await Colleague.SignedIn(here, "fay", StaffRole.Finance);
        await finn.Open(order.Number);
        Assert.False(finn.Sees("cancel_order"));
        await finn.Press("record_receipt", ("amount", "twenty"), ("bank_reference", "b-1"));
        Assert.Contains("“twenty” is no amount of EUR", finn.Problem, StringComparison.Ordinal);
        Assert.Equal("b-1", finn.Browser.Page.QuerySelector("#record_receipt [name=bank_reference]")!.GetAttribute("value"));
        await finn.Press("record_receipt", ("amount", "20.00"), ("bank_reference", "b-1"), ("value_date", "2026-03-01"));
        await finn.Press("write_off");
        Assert.False(finn.Sees("write_off"));
        Assert.Equal(OrderStatus.NotPaid, (await ada.Placed()).Status);
        await fay.Visit("/console/test/inbox/money");
        Assert.Contains(order.Number, fay.Browser.Text, StringComparison.Ordinal);
        await fay.Open(order.Number);
        await fay.Press("write_off");
        await here.Settle(order.Id);
        var paid = await ada.Placed();
        Assert.Equal((OrderStatus.Paid, 9_00L, OrderDelivery.Delivered), (paid.Status, paid.WrittenOff.Minor, paid.Delivery));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Money_that_came_twice_is_returned_by_hand(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here, method: "bank_transfer");
        var order = await ada.Placed();
        using var finn = await Colleague.SignedIn(here, "finn", StaffRole.Finance);
        await finn.Open(order.Number);
        await finn.Press("record_receipt", ("amount", "29.00"), ("bank_reference", "b-1"));
        await finn.Press("record_receipt", ("amount", "29.00"), ("bank_reference", "b-2"));
        await here.Settle(order.Id);
        await finn.Visit("/console/test/inbox/money");
        Assert.Contains("€29.00 came that belongs to no debt", finn.Browser.Text, StringComparison.Ordinal);
        await finn.Open(order.Number);
        await finn.Press("return_money");
        await finn.Press("confirm_bank_refund", ("to_name", "Ada Lovelace"), ("iban", "DE89 3704 0044 0532 0130 01"), ("bank_reference", "out-1"));
        Assert.Contains("check digits", finn.Problem, StringComparison.Ordinal);
        await finn.Press("confirm_bank_refund", ("to_name", "Ada Lovelace"), ("iban", "DE89 3704 0044 0532 0130 00"), ("bank_reference", "out-1"));
        var settled = await ada.Placed();
        Assert.Equal((OrderStatus.Paid, 29_00L), (settled.Status, settled.Receipts[1].Returned.Minor));
        Assert.Contains("Nothing: this order is done.", finn.Browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_large_refund_takes_two_and_the_list_says_who_is_asked(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here, "editor?quantity=20");
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);
        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support);
        using var bert = await Colleague.SignedIn(here, "bert", StaffRole.Support);
        await anna.Open(order.Number);
        await anna.Press("refund_order");
        Assert.Equal(RefundStatus.Requested, (await ada.Placed()).Refunds[0].Status);
        Assert.False(anna.Sees("confirm_refund"));
        await bert.Visit("/console/test/inbox/refunds");
        Assert.Contains("A second person has to confirm the refund", bert.Browser.Text, StringComparison.Ordinal);
        await bert.Open(order.Number);
        await bert.Press("confirm_refund");
        await here.Settle(order.Id);
        Assert.Equal(OrderStatus.Refunded, (await ada.Placed()).Status);
    }

    [Fact]
    public async Task A_form_pressed_twice_is_one_deed_and_one_that_is_no_form_of_ours_is_none()
    {
        await using var here = await Installation.StartSelling(DatabaseKind.Sqlite);
        using var ada = await Customer.WhoOrdered(here);
        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support);
        await anna.Open((await ada.Placed()).Number);
        await anna.Browser.PressTwice("button[value=add_note]", ("reason", "once"));
        Assert.Single(await Audit(here));

        await anna.Open((await ada.Placed()).Number);
        await anna.Press("add_note", ("deed", "aud_forged"));
        Assert.Contains("load the page again", anna.Problem, StringComparison.Ordinal);
        await anna.Press("add_note", ("__RequestVerificationToken", ""));
        Assert.Equal(HttpStatusCode.BadRequest, anna.Browser.Status);
        await anna.Open((await ada.Placed()).Number);
        await anna.Press("add_note", ("reason", "his card is 4242 4242 4242 4242"));
        Assert.Contains("card number", anna.Problem, StringComparison.Ordinal);
        Assert.Single(await Audit(here));
    }

    [Fact]
    public async Task What_the_customer_sees_is_opened_with_a_trace()
    {
        await using var here = await Installation.StartSelling(DatabaseKind.Sqlite);
        using var ada = await Customer.WhoOrdered(here);
        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support);
        await anna.Open((await ada.Placed()).Number);
        await anna.Browser.Press("form[action$='customers-page'] button");
        Assert.Equal(ada.OrderPage!.AbsolutePath, anna.Browser.At.AbsolutePath);
        Assert.Equal(StaffAct.SeeCustomersPage, Assert.Single(await Audit(here)).Act);
    }

    [Fact]
    public async Task Staff_change_nothing_without_a_deed()
    {
        await using var here = await Installation.StartSelling(DatabaseKind.Sqlite);
        using var ada = await Customer.WhoOrdered(here);
        string id = (await ada.Placed()).Id;
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => here.Get<Orders.OrderActs>().AddNote(Scope.Operator(Mode.Test), id, "without"));
        Assert.Contains("without saying", failure.Message, StringComparison.Ordinal);
    }

    private static Task<List<AuditEntry>> Audit(Installation here) =>
        here.Store.Read(Scope.Everything, db => db.Set<AuditEntry>().OrderBy(a => a.At).ThenBy(a => a.Id).ToListAsync());

    private static Task<List<MailRow>> Mails(Installation here, string orderId) =>
        here.Store.Read(Scope.Everything, db => db.Set<MailRow>().Where(m => m.OrderId == orderId).ToListAsync());
}
