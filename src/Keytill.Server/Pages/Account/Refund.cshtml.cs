using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Refunds;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Refunds;
using Microsoft.AspNetCore.Mvc;

namespace Keytill.Server.Pages.Account;

/// <summary>Where a customer asks for his money back, follows what becomes of it, and takes the request back while nobody has decided.</summary>
public sealed class RefundPage(OrderQueries orders, ShopFronts shopFronts, AskRefund ask, DecideRefund decide, TimeProvider clock)
    : PageOfOrder(orders, shopFronts)
{
    public const string LineField = "line";
    public const string ReasonField = "reason";

    /// <summary>The id of the request that is taken back.</summary>
    public const string WithdrawButton = "withdraw";

    public RefundStory Story { get; private set; } = null!;

    /// <summary>What was typed and ticked, where the page comes back with a problem.</summary>
    public string Reason { get; private set; } = "";

    public IReadOnlyList<string> Chosen { get; private set; } = [];

    /// <summary>By field, in the order of the page.</summary>
    public IReadOnlyList<(string Field, string Sentence)> Problems { get; private set; } = [];

    public int WithinDays => Front.Vendor.RefundWithinDays;

    public override string Title => Texts["refund.title"];

    public async Task<IActionResult> OnGet() => await Load() && Tell() ? Page() : NotFound();

    public async Task<IActionResult> OnPost()
    {
        if (!await Load() || !Tell())
            return NotFound();
        var form = await Request.ReadPostedForm();
        var scope = new Scope(Order.VendorId, Order.Mode);
        try
        {
            if (form.First(WithdrawButton) is { } requestId)
                await Withdraw(scope, requestId);
            else if (Read(form))
                await Ask(scope);
            else
                return Page();
        }
        catch (RuleBroken)
        {
            // Somebody was faster, or the time ran out: the page says how it stands.
        }

        return new SeeOther(OrderLinks.RefundPath(Order));
    }

    public string? ProblemOf(string field) => Problems.Where(p => p.Field == field).Select(p => p.Sentence).FirstOrDefault();

    /// <returns>Always true.</returns>
    private bool Tell()
    {
        Story = new RefundStory(Order, Front.Vendor.RefundWithinDays, Order.TimeAt(clock.GetUtcNow()), Texts, Front.TimeZone);
        if (Story.Askable.Count == 1)
            Chosen = [Story.Askable[0].Line.Id];
        return true;
    }

    /// <summary>Only what a customer has asked for himself can he take back.</summary>
    private Task Withdraw(Scope scope, string requestId) =>
        Order.Refunds.Any(r => r.Id == requestId && r.Origin == RefundOrigin.Customer)
            ? decide.Withdraw(scope, Order.Id, requestId, HttpContext.RequestAborted)
            : Task.CompletedTask;

    private Task Ask(Scope scope) => ask.Run(
        scope, Order.Id,
        new RefundAsk(Ids.New("ref", clock.GetUtcNow()), Reason, RefundOrigin.Customer, Lines: Chosen, NotAfter: Story.AskBy), HttpContext.RequestAborted);

    private bool Read(IFormCollection form)
    {
        Reason = PlainText.Clean(form.First(ReasonField));
        Chosen = [.. Story.Askable.Select(a => a.Line.Id).Where(id => form[LineField].Contains(id))];
        var problems = new List<(string, string)>();
        if (Chosen.Count == 0)
            problems.Add((LineField, Texts["refund.problem.lines"]));
        if (FreeText.Check(Reason, RefundPolicy.ReasonCharsMax) is { } problem)
            problems.Add((ReasonField, SentenceOf(problem)));
        Problems = problems;
        return problems.Count == 0 && Story.CanAsk;
    }

    private string SentenceOf(FreeTextProblem problem) => problem switch
    {
        FreeTextProblem.Missing => Texts["refund.problem.reason"],
        FreeTextProblem.TooLong => Texts.Get("refund.problem.reason_long", ("max", Texts.Formats.Number(RefundPolicy.ReasonCharsMax))),
        FreeTextProblem.CardNumber => Texts["problem.card_number"],
        _ => throw new InvalidOperationException("A problem without a sentence."),
    };
}
