using Keytill.Core.Refunds;

namespace Keytill.Server.Pages.Shared;

/// <summary>The rules of refunds as customers read them: on the order's refund page, and for everybody under <c>/help/refunds</c>.</summary>
/// <param name="WithinDays">The vendor's own; 0: by writing to support alone.</param>
public sealed record RefundRules(Texts Texts, int WithinDays)
{
    public IEnumerable<(string Question, string Answer)> All()
    {
        yield return (Texts["refund.rules.who"], WithinDays > 0
            ? Texts.Get("refund.rules.who.text", ("days", Texts.Formats.Number(WithinDays)))
            : Texts["refund.rules.who.support"]);
        yield return (Texts["refund.rules.decides"], Texts.Get("refund.rules.decides.text", ("days", Texts.Formats.Number(RefundPolicy.AnswerWithinBankDays))));
        foreach (string topic in (string[])["money", "license", "waiting", "rights"])
            yield return (Texts["refund.rules." + topic], Texts["refund.rules." + topic + ".text"]);
    }
}
