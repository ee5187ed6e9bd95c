using Keytill.Core;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Support;
using Microsoft.AspNetCore.Mvc;

namespace Keytill.Server.Pages.Account;

/// <summary>Where a customer writes to support about his order, and reads its answers.</summary>
public sealed class SupportPage(OrderQueries orders, ShopFronts shopFronts, CaseQueries cases, AskSupport ask, SupportOptions options, TimeProvider clock)
    : PageOfOrder(orders, shopFronts)
{
    public const string TopicField = "topic";
    public const string MessageField = "message";

    /// <summary>The key of the press: see <see cref="CaseWords.KeyOf"/>.</summary>
    public const string PressField = "press";

    /// <summary>The id of the case that more is written in.</summary>
    public const string ReplyButton = "reply";

    public SupportStory Story { get; private set; } = null!;

    /// <summary>A fresh key for each form, and for each view of it; with a problem the one that was sent.</summary>
    public string Press { get; private set; } = Ids.NewToken();

    public string? Topic { get; private set; }

    /// <summary>What was typed, where the page comes back with a problem.</summary>
    public string Message { get; private set; } = "";

    /// <summary>The case in which it was typed; null: as a new question.</summary>
    public string? ReplyTo { get; private set; }

    /// <summary>By field, in the order of the page.</summary>
    public IReadOnlyList<(string Field, string Sentence)> Problems { get; private set; } = [];

    /// <summary>By when a question that is asked now is answered.</summary>
    public string AnswerBy => Texts.Formats.Date(CasePolicy.AnswerBy(Now, options.AnswerWithinDays), Front.TimeZone);

    public string SellerEmail => Front.Seller.Email;

    public override string Title => Texts["support.title"];

    private DateTimeOffset Now => Order.TimeAt(clock.GetUtcNow());

    private Scope Scope => new(Order.VendorId, Order.Mode);

    public async Task<IActionResult> OnGet()
    {
        if (!await Load())
            return NotFound();
        Topic = PublicName.Find<CaseTopic>(Request.Query[TopicField].FirstOrDefault()) is { } known ? PublicName.Of(known) : null;
        return await Shown();
    }

    public async Task<IActionResult> OnPost()
    {
        if (!await Load())
            return NotFound();
        var form = await Request.ReadPostedForm();
        Message = PlainText.CleanLines(form.First(MessageField));
        ReplyTo = form.First(ReplyButton);
        var topic = PublicName.Find<CaseTopic>(form.First(TopicField));
        Topic = topic is { } chosen ? PublicName.Of(chosen) : null;
        Press = CaseWords.KeyOf(form.First(PressField), $"{ReplyTo} {Topic} {Message}");
        Problems = [.. ProblemsOf(topic)];
        if (Problems.Count > 0)
            return await Shown();
        try
        {
            await Write(topic);
            return new SeeOther(OrderLinks.SupportPath(Order));
        }
        catch (CaseNotFound)
        {
            return NotFound();
        }
        catch (RuleBroken rule) when (SentenceOf(rule) is { } sentence)
        {
            Problems = [(MessageField, sentence)];
            return await Shown();
        }
    }

    public string? ProblemOf(string field, string? replyTo) =>
        replyTo == ReplyTo ? Problems.Where(p => p.Field == field).Select(p => p.Sentence).FirstOrDefault() : null;

    /// <summary>What stands in the text area of a form of this page.</summary>
    public string TypedIn(string? replyTo) => replyTo == ReplyTo ? Message : "";

    private Task Write(CaseTopic? topic) => ReplyTo is { } caseId
        ? ask.Reply(Scope, Order.Id, caseId, Press, Message, HttpContext.RequestAborted)
        : ask.Open(Scope, Order.Id, topic!.Value, Press, Message, HttpContext.RequestAborted);

    private IEnumerable<(string Field, string Sentence)> ProblemsOf(CaseTopic? topic)
    {
        if (ReplyTo is null && topic is null)
            yield return (TopicField, Texts["support.problem.topic"]);
        if (FreeText.Check(Message, CasePolicy.MessageCharsMax) is { } problem)
            yield return (MessageField, SentenceOf(problem));
    }

    private string SentenceOf(FreeTextProblem problem) => problem switch
    {
        FreeTextProblem.Missing => Texts["support.problem.missing"],
        FreeTextProblem.TooLong => Texts.Get(
            "support.problem.too_long", ("max", Texts.Formats.Number(CasePolicy.MessageCharsMax)), ("count", Texts.Formats.Number(Message.Length))),
        FreeTextProblem.CardNumber => Texts["problem.card_number"],
        _ => throw new InvalidOperationException("A problem without a sentence."),
    };

    /// <summary>Of a rule that the customer may run into; null for any other.</summary>
    private string? SentenceOf(RuleBroken rule) => rule.Code switch
    {
        "too_many_questions_now" => Texts.Get("support.problem." + rule.Code, ("max", Texts.Formats.Number(CasePolicy.Questions.Times))),
        "too_many_questions" => Texts.Get("support.problem." + rule.Code, ("max", Texts.Formats.Number(CasePolicy.QuestionsPerOrderMax))),
        "personal_data_erased" => Texts.Get("support.erased", ("email", SellerEmail)),
        _ => null,
    };

    private async Task<IActionResult> Shown()
    {
        Story = new SupportStory(await cases.OfOrder(Scope, Order.Id, HttpContext.RequestAborted), Now, Texts, Front.TimeZone);
        return Page();
    }
}
