using Keytill.Core.Orders;
using Keytill.Core.Support;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Support;

/// <summary>Who has the word in a case, and what each may say.</summary>
public sealed class CaseTests
{
    // Noon is a Sunday: two working days later is a Tuesday.
    private static readonly DateTimeOffset Promised = Noon.AddDays(2);

    private int written;

    [Fact]
    public void A_new_case_waits_for_support_until_the_day_that_was_promised()
    {
        var order = AnUnpaidOrder();
        var opened = Case.Open("case_1", order, CaseTopic.IPaid, Says("Hello,\r\n\r\n\r\nI paid.\u202e "), 2, Noon);
        Assert.Equal((order.Id, order.VendorId, order.Mode, CaseStatus.Open, Noon, Noon, Promised), (opened.OrderId, opened.VendorId, opened.Mode, opened.Status, opened.OpenedAt, opened.Since, opened.AnswerBy));
        var message = Assert.Single(opened.Messages);
        Assert.Equal((true, "Hello,\n\nI paid.", 0), (message.IsCustomers, message.Text, message.Position));
    }

    // A dot: it stays. Each state meets each verb.
    [Theory]
    [InlineData(CaseStatus.Open, "ask", CaseStatus.Open)]
    [InlineData(CaseStatus.Open, "answer", CaseStatus.Answered)]
    [InlineData(CaseStatus.Open, "close", CaseStatus.Closed)]
    [InlineData(CaseStatus.Answered, "ask", CaseStatus.Open)]
    [InlineData(CaseStatus.Answered, "answer", CaseStatus.Answered)]
    [InlineData(CaseStatus.Answered, "close", CaseStatus.Closed)]
    [InlineData(CaseStatus.Closed, "ask", CaseStatus.Open)]
    [InlineData(CaseStatus.Closed, "answer", CaseStatus.Answered)]
    [InlineData(CaseStatus.Closed, "close", CaseStatus.Closed)]
    public void Each_verb_moves_a_case_on_and_says_who_has_the_word(CaseStatus before, string verb, CaseStatus after)
    {
        var known = In(before);
        var (since, by, messages) = (known.Since, known.AnswerBy, known.Messages.Count);
        var later = Noon.AddDays(7);
        bool moved = verb != "close" || known.Close("anna", later);
        if (verb == "ask")
            known.Ask(Says("More."), 2, later);
        if (verb == "answer")
            known.Answer(Says("This is how."), "anna", later);

        Assert.Equal((after, verb == "close" ? messages : messages + 1), (known.Status, known.Messages.Count));
        Assert.Equal(before != CaseStatus.Closed || verb != "close", moved);
        bool stays = before == after && verb != "answer";
        Assert.Equal(stays ? since : later, known.Since);
        Assert.Equal(stays ? by : after == CaseStatus.Open ? CasePolicy.AnswerBy(later, 2) : null, known.AnswerBy);
        Assert.Equal(verb == "answer" ? "anna" : null, verb == "close" ? null : known.Messages[^1].StaffId);
    }

    [Theory]
    [InlineData("", "text_missing")]
    [InlineData(" \n ", "text_missing")]
    [InlineData("charged 4242 4242\n4242 4242", "card_number")]
    public void Words_that_cannot_be_kept_are_refused_from_either_side_and_change_nothing(string text, string code)
    {
        var known = In(CaseStatus.Answered);
        Assert.Equal(code, Assert.Throws<RuleBroken>(() => known.Ask(Says(text), 2, Noon)).Code);
        Assert.Equal(code, Assert.Throws<RuleBroken>(() => known.Answer(Says(text), "anna", Noon)).Code);
        Assert.Equal((CaseStatus.Answered, 2), (known.Status, known.Messages.Count));
    }

    [Fact]
    public void A_message_has_at_most_two_thousand_characters()
    {
        var known = In(CaseStatus.Open);
        known.Ask(Says(new string('x', CasePolicy.MessageCharsMax)), 2, Noon);
        Assert.Equal("text_too_long", Assert.Throws<RuleBroken>(() => known.Ask(Says(new string('x', CasePolicy.MessageCharsMax + 1)), 2, Noon)).Code);
    }

    [Fact]
    public void Ten_messages_an_hour_and_a_hundred_in_all_are_taken_about_one_order()
    {
        var (one, other) = (In(CaseStatus.Open), In(CaseStatus.Answered));
        for (int i = 2; i < CasePolicy.Questions.Times; i++)
            one.Ask(Says("More."), 2, Noon.AddMinutes(i));
        Refuses("too_many_questions_now", Noon.AddMinutes(30));
        Refuses("too_many_questions_now", Noon.AddMinutes(59));
        CasePolicy.RequireRoom([one, other], Noon.AddMinutes(60));

        for (int i = CasePolicy.Questions.Times; i < CasePolicy.QuestionsPerOrderMax; i++)
            one.Ask(Says("More."), 2, Noon.AddHours(i));
        Refuses("too_many_questions", Noon.AddDays(365));

        void Refuses(string code, DateTimeOffset at) => Assert.Equal(code, Assert.Throws<RuleBroken>(() => CasePolicy.RequireRoom([one, other], at)).Code);
    }

    [Fact]
    public void A_press_is_known_by_its_forms_key_and_without_one_by_what_it_says()
    {
        string key = Ids.NewToken();
        Assert.Equal(key, CaseWords.KeyOf(key, "a"));
        Assert.Equal(CaseWords.KeyOf(null, "a"), CaseWords.KeyOf("'; DROP", "a"));
        Assert.NotEqual(CaseWords.KeyOf(null, "a"), CaseWords.KeyOf(null, "b"));
    }

    [Fact]
    public void The_order_knows_that_something_was_said_and_tells_what_follows_from_it()
    {
        var order = AnUnpaidOrder();
        order.AskSupport("case_1", "msg_1", Noon);
        order.HearFromSupport("case_1", "msg_2", Noon);
        order.NoteCaseClosed("case_1", Noon);
        Assert.Equal([new SupportAsked(Noon, "msg_1"), new SupportAnswered(Noon, "msg_2")], order.Raised);
        Assert.Equal(["support_asked", "support_answered", "case_closed"], order.Timeline.Skip(order.Timeline.Count - 3).Select(t => t.Kind));
    }

    [Fact]
    public void Nobody_writes_about_an_order_whose_buyer_is_forgotten()
    {
        var order = AnUnpaidOrder();
        order.Cancel("asked", returnMoney: false, Noon);
        Assert.True(order.KeepUp(reminds: true, Noon + LifecyclePolicy.KeepUnpaidFor));
        Assert.Equal("personal_data_erased", Assert.Throws<RuleBroken>(() => order.AskSupport("case_1", "msg_1", Noon)).Code);
        Assert.Equal("personal_data_erased", Assert.Throws<RuleBroken>(() => order.HearFromSupport("case_1", "msg_1", Noon)).Code);
    }

    private CaseWords Says(string text) => new($"msg_{++written}", $"press {written}", text);

    private Case In(CaseStatus status)
    {
        var known = Case.Open("case_1", AnUnpaidOrder(), CaseTopic.Other, Says("How?"), 2, Noon);
        if (status == CaseStatus.Answered)
            known.Answer(Says("Like this."), "bert", Noon);
        if (status == CaseStatus.Closed)
            known.Close("bert", Noon);
        return known;
    }
}
