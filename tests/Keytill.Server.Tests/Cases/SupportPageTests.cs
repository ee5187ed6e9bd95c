using System.Net;
using Keytill.Core.Orders;
using Keytill.Core.Support;
using Keytill.Server.Orders;
using Keytill.Server.Support;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Cases;

/// <summary>The page on which a customer writes to support.</summary>
public sealed class SupportPageTests : IAsyncLifetime
{
    private Installation here = null!;
    private Customer ada = null!;

    public async ValueTask InitializeAsync()
    {
        here = await Installation.StartSelling(DatabaseKind.Sqlite, rehearses: false);
        ada = await Customer.WhoOrdered(here);
    }

    public async ValueTask DisposeAsync()
    {
        ada.Dispose();
        await here.DisposeAsync();
    }

    [Theory]
    [InlineData("other", "", "message", "what we can do")]
    [InlineData("other", "my card 4242 4242 4242 4242 was charged", "message", "card number")]
    [InlineData("", "It does not run.", "topic", "choose")]
    [InlineData("<b>", "It does not run.", "topic", "choose")]
    public async Task What_cannot_be_sent_is_shown_again_with_what_is_wrong(string topic, string message, string field, string sentence)
    {
        await Look();
        await ada.Browser.Press("[name=ask]", ("topic", topic), ("message", message));
        Assert.Contains(sentence, ada.Browser.Page.GetElementById(field + "-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("true", ada.Browser.Page.GetElementById(field)!.GetAttribute("aria-invalid"));
        Assert.Contains(field + "-error", ada.Browser.Page.GetElementById(field)!.GetAttribute("aria-describedby"), StringComparison.Ordinal);
        Assert.Equal(message, ada.Browser.Page.GetElementById("message")!.TextContent);
        Assert.Empty(await Cases());
    }

    [Fact]
    public async Task A_message_that_is_too_long_is_shown_again_whole_with_its_limit()
    {
        await Look();
        string message = new('x', CasePolicy.MessageCharsMax + 1);
        await ada.Browser.Press("[name=ask]", ("topic", "refund"), ("message", message));
        Assert.Contains("2,000", ada.Browser.Page.QuerySelector("#message-error")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("2,001", ada.Browser.Page.QuerySelector("#message-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(message, ada.Browser.Page.QuerySelector("#message")!.TextContent);
        Assert.Equal("refund", ada.Browser.Page.QuerySelector("#topic option[selected]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Pressed_twice_it_is_asked_once_and_the_same_words_are_asked_again_from_a_new_form()
    {
        await Look();
        await ada.Browser.PressTwice("[name=ask]", ("topic", "other"), ("message", "Any news?"));
        Assert.Single(await Cases());

        await Look();
        await ada.Browser.Press("[name=ask]", ("topic", "other"), ("message", "Any news?"));
        Assert.Equal(2, (await Cases()).Count);
    }

    [Fact]
    public async Task A_program_without_the_forms_key_asks_once_too()
    {
        for (int presses = 0; presses < 2; presses++)
        {
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("topic", "invoice"), KeyValuePair.Create("message", "Where is it?")]);
            await ada.Browser.Send(new Uri(ada.OrderPage + "/support"), form);
        }

        Assert.Equal(CaseTopic.Invoice, Assert.Single(await Cases()).Topic);
    }

    [Fact]
    public async Task The_eleventh_message_in_an_hour_is_refused_with_a_word_and_not_lost()
    {
        for (int i = 0; i < CasePolicy.Questions.Times; i++)
        {
            here.Clock.Advance(TimeSpan.FromSeconds(1));
            await ada.AskSupport($"Question {i}.");
        }

        await ada.AskSupport("One too many");
        Assert.Contains("at most 10 messages", ada.Browser.Page.QuerySelector("#message-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("One too many", ada.Browser.Page.QuerySelector("#message")!.TextContent);
        Assert.Equal(CasePolicy.Questions.Times, (await Cases()).Count);

        // The order's page shows the newest, and leads to the others.
        await ada.Browser.Visit(ada.OrderPage!);
        Assert.Equal(["Question 9.", "Question 8."], ada.Browser.Page.QuerySelectorAll("#support .letter-text").Select(e => e.TextContent));
        Assert.Contains("All your questions", ada.Browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_problem_in_a_reply_is_shown_in_its_own_form()
    {
        await ada.AskSupport("Where is it?");
        string id = (await Cases())[0].Id;
        await Look();
        await ada.Browser.Press("[name=reply]", ("message", "4242 4242 4242 4242"));
        Assert.Equal("4242 4242 4242 4242", ada.Browser.Page.GetElementById("message-" + id)!.TextContent);
        Assert.Equal("", ada.Browser.Page.GetElementById("message")!.TextContent);
        Assert.NotNull(ada.Browser.Page.QuerySelector("details[open]"));
        Assert.Equal("#message-" + id, ada.Browser.Page.QuerySelector("#problems a")!.GetAttribute("href"));
        Assert.Single((await Cases())[0].Messages);
    }

    [Fact]
    public async Task Nobody_writes_in_anothers_case()
    {
        using var bob = await Customer.WhoOrdered(here);
        await bob.AskSupport("Bob's own words");
        string theirs = (await here.Get<CaseQueries>().OfOrder(here.Scope, (await bob.Placed()).Id))[0].Id;
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("reply", theirs), KeyValuePair.Create("message", "Not mine")]);
        await ada.Browser.Send(new Uri(ada.OrderPage + "/support"), form);
        Assert.Equal(HttpStatusCode.NotFound, ada.Browser.Status);
        await Look();
        Assert.DoesNotContain("Bob's own words", ada.Browser.Text, StringComparison.Ordinal);
        await ada.Browser.Visit(new Uri(here.Url, "/order/T0000000001/nothing/support"));
        Assert.Equal(HttpStatusCode.NotFound, ada.Browser.Status);
    }

    [Fact]
    public async Task The_mail_of_an_unpaid_order_carries_no_strangers_address_of_the_web()
    {
        await ada.AskSupport("Look at www.evil.example now");
        await here.Settle((await ada.Placed()).Id);
        var mail = Assert.Single(here.Mailbox.Distinct);
        Assert.DoesNotContain("evil", mail.Text + mail.Html, StringComparison.Ordinal);
        Assert.Contains("What you wrote stands on the order's page", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task About_a_forgotten_buyers_order_nothing_can_be_asked_here()
    {
        await ada.AskSupport("Please cancel it.");
        string id = (await ada.Placed()).Id;
        await here.Get<OrderActs>().Cancel(here.Scope, id, "asked for", returnMoney: false);
        await here.Get<AdvanceOrderClock>().Run(here.Scope, id, LifecyclePolicy.KeepUnpaidFor + TimeSpan.FromDays(1), default);
        await Look();
        Assert.Contains("have been erased", ada.Browser.Text, StringComparison.Ordinal);
        Assert.Null(ada.Browser.Page.QuerySelector("textarea"));
        Assert.DoesNotContain("Please cancel it.", ada.Browser.Text, StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("topic", "other"), KeyValuePair.Create("message", "All the same")]);
        await ada.Browser.Send(new Uri(ada.OrderPage + "/support"), form);
        Assert.Contains("have been erased", ada.Browser.Text, StringComparison.Ordinal);
        Assert.Single((await Cases())[0].Messages);
    }

    [Fact]
    public async Task Support_refund_rules_and_the_search_are_in_reach_where_people_look_for_them()
    {
        await ada.Browser.Visit(ada.OrderPage!);
        string[] help = [.. ada.Browser.Page.QuerySelectorAll(".help-links a").Select(a => a.GetAttribute("href")!)];
        Assert.Equal([ada.OrderPage!.AbsolutePath + "/support", "/help/refunds?vendor=test-shop&locale=en", "/orders/find?locale=en"], help);
        await ada.Browser.Visit(new Uri(here.Url, "/order/T0000000001/nothing"));
        Assert.NotNull(ada.Browser.Page.QuerySelector("a[href='/orders/find?locale=en']"));
        await ada.Browser.Visit(new Uri(here.Url, "/nothing"));
        Assert.Null(ada.Browser.Page.QuerySelector("a[href^='/orders/find']"));
    }

    private async Task<IReadOnlyList<Case>> Cases() => await here.Get<CaseQueries>().OfOrder(here.Scope, (await ada.Placed()).Id);

    private Task Look() => ada.Browser.Visit(new Uri(ada.OrderPage + "/support"));
}
