using System.Net;
using Keytill.Core.Catalog;
using Keytill.Core.Vendors;
using Keytill.Server.Emails;
using Keytill.Server.Orders;
using Keytill.Server.Support;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Cases;

/// <summary>Whoever has lost an order's address gets it by mail, and nobody learns by asking whether there is an order.</summary>
public sealed class FindOrdersTests
{
    private const string Subject = "Your orders with";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_addresss_orders_are_mailed_to_it_with_links_and_the_answer_is_the_same_for_a_stranger(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoHasPaid(here);
        using var again = await Customer.WhoOrdered(here);
        using var gone = await Customer.WhoOrdered(here);
        string deleted = (await gone.Placed()).Id;
        await here.Get<AdvanceOrderClock>().Run(here.Scope, deleted, TimeSpan.FromDays(91), default);
        await here.Get<OrderActs>().Expire(here.Scope, deleted);

        string known = await Ask(here, " Ada@Example.ORG ");
        string strange = await Ask(here, "nobody@example.org");
        Assert.Equal(known, strange);
        await AllDone(here);

        var mail = Assert.Single(Mails(here));
        Assert.Equal("ada@example.org", mail.To);
        Assert.Contains(ada.OrderPage!.AbsoluteUri, mail.Text, StringComparison.Ordinal);
        Assert.Contains(again.OrderPage!.AbsoluteUri, mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(gone.OrderPage!.AbsoluteUri, mail.Text, StringComparison.Ordinal);
        Assert.Contains("paid: editor in English", mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_number_finds_its_order_however_it_is_written_and_a_wrong_one_hides_nothing(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var one = await Customer.WhoOrdered(here);
        using var other = await Customer.WhoOrdered(here);
        string number = (await one.Placed()).Number;

        foreach (string typed in (string[])[number, number.ToLowerInvariant(), number[1..].TrimStart('0')])
        {
            await Ask(here, "ada@example.org", typed);
            await AllDone(here);
            var mail = Mails(here)[^1];
            Assert.Contains(one.OrderPage!.AbsoluteUri, mail.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(other.OrderPage!.AbsoluteUri, mail.Text, StringComparison.Ordinal);
        }

        here.Clock.Advance(TimeSpan.FromHours(1));
        await Ask(here, "ada@example.org", "T9999999999");
        await AllDone(here);
        Assert.Equal(4, Mails(here).Count);
        Assert.Contains(other.OrderPage!.AbsoluteUri, Mails(here)[^1].Text, StringComparison.Ordinal);
        // Somebody else's number opens nothing.
        await Ask(here, "eve@example.org", number);
        await AllDone(here);
        Assert.Equal(4, Mails(here).Count);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Each_vendor_writes_of_its_own_orders_alone(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        var second = await TestShop.Open(here.Store, "second-shop");
        await second.Sell(here.Store, "viewer", PriceList.Of(("EUR", 9_00)));
        using var there = await Customer.WhoOrdered(here, "viewer");

        await Ask(here, "ada@example.org");
        await AllDone(here);
        Assert.Equal(2, Mails(here).Count);
        foreach (var (mine, theirs) in (ReadOnlySpan<(Customer, Customer)>)[(ada, there), (there, ada)])
        {
            var mail = Assert.Single(Mails(here), m => m.Text.Contains(mine.OrderPage!.AbsoluteUri, StringComparison.Ordinal));
            Assert.DoesNotContain(theirs.OrderPage!.AbsoluteUri, mail.Text + mail.Html, StringComparison.Ordinal);
        }

        var kept = await here.Store.Read(second.Owner, db => db.Set<MailRow>().Where(m => m.VendorId == second.Vendor.Id).Select(m => m.TextBody).ToListAsync());
        Assert.All(kept, text => Assert.DoesNotContain(ada.OrderPage!.AbsoluteUri, text ?? "", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_address_gets_three_mails_an_hour_however_many_ask_at_once_and_after_a_restart(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind, rehearses: false);
        using var ada = await Customer.WhoOrdered(here);
        var search = here.Get<SearchOrders>();
        bool[] answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => search.Run(null, "ada@example.org", null, IPAddress.Parse($"192.0.2.{i}"), CancellationToken.None))));
        Assert.All(answers, Assert.True);
        await AllDone(here);
        Assert.Equal(3, Mails(here).Count);

        await here.Restart();
        await Ask(here, "ada@example.org");
        await AllDone(here);
        Assert.Equal(3, Mails(here).Count);
        here.Clock.Advance(TimeSpan.FromHours(1));
        await Ask(here, "ada@example.org");
        await AllDone(here);
        Assert.Equal(4, Mails(here).Count);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task From_one_network_twenty_searches_an_hour_are_taken_and_the_next_is_refused_with_a_word(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind, rehearses: false);
        var search = here.Get<SearchOrders>();
        // One household's network, whichever of its addresses.
        bool[] answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i =>
            Task.Run(() => search.Run(null, $"somebody{i}@example.org", null, IPAddress.Parse($"2001:db8::{i:x}"), CancellationToken.None))));
        Assert.Equal(20, answers.Count(taken => taken));

        for (int i = 0; i < 20; i++)
            await Ask(here, $"somebody{i}@example.org");
        using var eve = new Buyer();
        await eve.Visit(new Uri(here.Url, "/orders/find"));
        await eve.Press("[name=find]", ("email", "ada@example.org"));
        Assert.Equal(HttpStatusCode.TooManyRequests, eve.Status);
        Assert.Contains("too many searches", eve.Page.QuerySelector("#email-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("ada@example.org", eve.Page.GetElementById("email")!.GetAttribute("value"));
        here.Clock.Advance(TimeSpan.FromHours(1));
        await Ask(here, "ada@example.org");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Sent_twice_a_search_is_answered_once(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        string press = Core.Ids.NewToken();
        var search = here.Get<SearchOrders>();
        for (int presses = 0; presses < 2; presses++)
        {
            Assert.True(await search.Run(press, "ada@example.org", null, IPAddress.Loopback, CancellationToken.None));
            await AllDone(here);
        }

        Assert.Single(Mails(here));
    }

    [Theory]
    [InlineData("", "", "email")]
    [InlineData("ada", "", "email")]
    [InlineData("ada@example.org", "my order", "number")]
    [InlineData("<hostile>\"@", "T1", "email")]
    public async Task What_cannot_be_searched_for_is_shown_again_with_what_is_wrong(string email, string number, string field)
    {
        await using var here = await Installation.StartSelling(DatabaseKind.Sqlite);
        using var eve = new Buyer();
        await eve.Visit(new Uri(here.Url, "/orders/find"));
        await eve.Press("[name=find]", ("email", email), ("number", number));
        Assert.NotNull(eve.Page.GetElementById(field + "-error"));
        Assert.Equal((email, number), (eve.Page.GetElementById("email")!.GetAttribute("value"), eve.Page.GetElementById("number")!.GetAttribute("value")));
    }

    /// <returns>All that the answer shows, but for the keys of its form.</returns>
    private static async Task<string> Ask(Installation here, string email, string number = "")
    {
        using var somebody = new Buyer();
        await somebody.Visit(new Uri(here.Url, "/orders/find"));
        await somebody.Press("[name=find]", ("email", email), ("number", number));
        Assert.Contains("Please look at your mail", somebody.Text, StringComparison.Ordinal);
        return somebody.At + somebody.Page.DocumentElement.OuterHtml;
    }

    /// <summary>No search and no mail waits any more.</summary>
    private static Task AllDone(Installation here) => Installation.Until(
        async () => !await here.Store.Read(Scope.Everything, db => db.Set<WorkItem>().AnyAsync(w => w.Kind == FindOrders.WorkKind))
            && !await here.Store.Read(Scope.Everything, db => db.Set<MailRow>().AnyAsync(m => m.Kind == Core.Emails.EmailKind.FoundOrders && m.SentAt == null && m.DroppedReason == null)),
        "searches are answered");

    private static IReadOnlyList<MailMessage> Mails(Installation here) => [.. here.Mailbox.Distinct.Where(m => m.Subject.StartsWith(Subject, StringComparison.Ordinal))];
}
