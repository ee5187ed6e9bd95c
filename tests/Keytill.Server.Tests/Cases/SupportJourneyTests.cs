using System.Net;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Emails;
using Keytill.Server.Hosting;
using Keytill.Server.Support;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Cases;

/// <summary>A question to support, from the order's page to the answer in the customer's mail.</summary>
public sealed class SupportJourneyTests
{
    private const string Question = "My licence is not taken.\n\nWhat can I do?";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_question_is_received_answered_and_asked_again(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoHasPaid(here, Customer.GoodCard, "editor?locale=de");
        string id = (await ada.Placed()).Id;

        await ada.AskSupport(Question, "license_does_not_work");
        var asked = Assert.Single(await here.Get<CaseQueries>().OfOrder(here.Scope, id));
        Assert.Equal((CaseTopic.LicenseDoesNotWork, CaseStatus.Open, Question), (asked.Topic, asked.Status, asked.Messages[0].Text));
        await here.Settle(id);
        var received = Mail(here, "Ihre Nachricht zur Bestellung");
        Assert.Equal("ada@example.org", received.To);
        foreach (string said in (string[])["> My licence is not taken.\n\n> What can I do?\n", Day(asked.AnswerBy!.Value), $"{ada.OrderPage}/support"])
            Assert.Contains(said, received.Text, StringComparison.Ordinal);
        await ada.Browser.Visit(ada.OrderPage!);
        Assert.Contains($"Unser Support beantwortet Ihre Frage bis {Day(asked.AnswerBy!.Value)}", ada.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("My licence is not taken.", ada.Browser.Page.QuerySelector("#support .letter-text")!.TextContent, StringComparison.Ordinal);

        // Support, for all vendors of the mode; pressed twice.
        string press = APress();
        for (int presses = 0; presses < 2; presses++)
            await here.Get<AnswerCase>().Run(TestStaff.Does(StaffAct.AnswerCase), asked.Id, press, "Copy it\nwithout blanks.", "stf_anna");
        await here.Settle(id);
        var answer = Mail(here, "Unsere Antwort zur Bestellung");
        Assert.Contains("\n  Copy it\n  without blanks.\n", answer.Text, StringComparison.Ordinal);
        Assert.Contains("<p>Copy it<br>without blanks.</p>", answer.Html, StringComparison.Ordinal);
        await ada.Browser.Visit(ada.OrderPage!);
        Assert.DoesNotContain("beantwortet Ihre Frage bis", ada.Browser.Text, StringComparison.Ordinal);
        Assert.Equal(2, ada.Browser.Page.QuerySelectorAll("#support .letter").Length);
        Assert.DoesNotContain("anna", ada.Browser.Page.Body!.InnerHtml, StringComparison.Ordinal);

        await ada.Browser.Visit(new Uri(ada.OrderPage + "/support"));
        await ada.Browser.Press("[name=reply]", ("message", "It still is not."));
        var again = Assert.Single(await here.Get<CaseQueries>().OfOrder(here.Scope, id));
        Assert.Equal((CaseStatus.Open, 3, "stf_anna"), (again.Status, again.Messages.Count, again.Messages[1].StaffId));

        await here.Settle(id);
        Assert.True(await here.Get<CloseCase>().Run(TestStaff.Does(StaffAct.AnswerCase), asked.Id, "stf_anna"));
        Assert.False(await here.Get<CloseCase>().Run(TestStaff.Does(StaffAct.AnswerCase), asked.Id, "stf_bert"));
        await ada.Browser.Visit(ada.OrderPage!);
        Assert.Contains("geschlossen", ada.Browser.Page.QuerySelector("#support")!.TextContent, StringComparison.Ordinal);
        using var program = new VendorProgram(here);
        Assert.Equal(["case_answer", "case_received", "case_received", "license", "payment_confirmed"], await program.Mails(id));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Pressed_by_many_at_once_a_question_is_asked_once_and_no_hour_has_more_than_its_ten(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind, rehearses: false);
        using var ada = await Customer.WhoOrdered(here);
        string id = (await ada.Placed()).Id;
        var ask = here.Get<AskSupport>();

        string press = APress();
        string[] answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => ask.Open(here.Scope, id, CaseTopic.IPaid, press, "I paid."))));
        Assert.Single(answers.Distinct());

        var presses = Enumerable.Range(0, 20).Select(i => Task.Run(async () => await Record.ExceptionAsync(() => ask.Open(here.Scope, id, CaseTopic.Other, APress(), $"Question {i}"))));
        var refused = (await Task.WhenAll(presses)).Where(e => e is not null).ToList();
        Assert.Equal(11, refused.Count);
        Assert.All(refused, e => Assert.Equal("too_many_questions_now", Assert.IsType<Core.RuleBroken>(e).Code));
        Assert.Equal(10, (await here.Get<CaseQueries>().OfOrder(here.Scope, id)).Count);
        here.Clock.Advance(TimeSpan.FromHours(1));
        await ask.Open(here.Scope, id, CaseTopic.Other, APress(), "An hour later");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_inbox_shows_every_vendors_cases_of_one_mode_the_longest_waiting_first(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        using var bob = await Customer.WhoOrdered(here);
        var cases = here.Get<CaseQueries>();
        var staff = Scope.Operator(Mode.Test);
        for (int i = 0; i < 5; i++)
        {
            here.Clock.Advance(TimeSpan.FromMinutes(1));
            var who = i % 2 == 0 ? ada : bob;
            await here.Get<AskSupport>().Open(here.Scope, (await who.Placed()).Id, CaseTopic.Other, APress(), $"Question {i}");
        }

        var first = await cases.Inbox(staff, CaseStatus.Open, limit: 3);
        Assert.Equal(["Question 0", "Question 1", "Question 2"], first.Cases.Select(c => c.Start));
        Assert.Equal(((await ada.Placed()).Number, "Nordlicht", 1), (first.Cases[0].OrderNumber, first.Cases[0].VendorName, first.Cases[0].Messages));
        // Whoever was asked for as the cursor is answered meanwhile: nothing is left out.
        await here.Get<AnswerCase>().Run(TestStaff.Does(StaffAct.AnswerCase), first.Cases[2].Id, APress(), "So.", "stf_anna");
        var second = await cases.Inbox(staff, CaseStatus.Open, CaseCursor.Parse(first.Next.ToString()), 3);
        Assert.Equal(["Question 3", "Question 4"], second.Cases.Select(c => c.Start));
        Assert.Null(second.Next);

        Assert.Equal(4, await cases.CountOpen(staff));
        Assert.Equal("Question 2", Assert.Single((await cases.Inbox(staff, CaseStatus.Answered)).Cases).Start);
        foreach (var other in (Scope[])[Scope.Operator(Mode.Live), new Scope("ven_other", Mode.Test)])
        {
            Assert.Empty((await cases.Inbox(other, CaseStatus.Open)).Cases);
            await Assert.ThrowsAsync<CaseNotFound>(() => here.Get<AnswerCase>().Run(other, first.Cases[0].Id, APress(), "So.", "stf_anna"));
            await Assert.ThrowsAsync<CaseNotFound>(() => here.Get<CloseCase>().Run(other, first.Cases[0].Id, "stf_anna"));
        }
    }

    [Fact]
    public async Task What_the_operator_promises_is_what_the_customer_reads()
    {
        await using var here = await Installation.StartSelling(DatabaseKind.Sqlite, change: builder => builder.Configuration["Support:AnswerWithinDays"] = "5");
        using var ada = await Customer.WhoOrdered(here);
        await ada.AskSupport("When?");
        var asked = Assert.Single(await here.Get<CaseQueries>().OfOrder(here.Scope, (await ada.Placed()).Id));
        Assert.Equal(CasePolicy.AnswerBy(asked.OpenedAt, 5), asked.AnswerBy);

        // Nobody answers: the page does not go on promising what has not been kept.
        here.Clock.AdvanceTo(asked.AnswerBy!.Value.AddMinutes(1));
        await ada.Browser.Visit(ada.OrderPage!);
        Assert.Contains("owes you an answer since", ada.Browser.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, ada.Browser.Status);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("31")]
    [InlineData("soon")]
    public void A_promise_that_nobody_can_keep_stops_the_start(string days) =>
        Assert.Throws<InvalidOperationException>(() => KeytillServer.Build(["--no-demo", "--Support:AnswerWithinDays=" + days]));

    internal static string APress() => Core.Ids.NewToken();

    private static MailMessage Mail(Installation here, string subject) => Assert.Single(here.Mailbox.Distinct, m => m.Subject.StartsWith(subject, StringComparison.Ordinal));

    private static string Day(DateTimeOffset at) => Texts.For("de").Formats.Date(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
}
