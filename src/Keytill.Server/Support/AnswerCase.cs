using Keytill.Core;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;

namespace Keytill.Server.Support;

/// <summary>Support answers a customer: by mail in the order's language, and on the order's page.</summary>
public sealed class AnswerCase(Store store, CaseQueries cases, TimeProvider clock)
{
    /// <param name="press">The key of the press, as <see cref="CaseWords.KeyOf"/> gives it: pressed again, nothing more is written.</param>
    /// <param name="text">As it was typed; the customer reads it.</param>
    /// <param name="by">The person of support who answers: an id.</param>
    /// <exception cref="CaseNotFound">The scope does not see it.</exception>
    /// <exception cref="RuleBroken">As <see cref="FreeText.Require"/>; <c>personal_data_erased</c>.</exception>
    public async Task Run(Scope scope, string caseId, string press, string text, string by, CancellationToken cancel = default)
    {
        var words = new CaseWords(CaseWords.NewId(clock.GetUtcNow()), press, text);
        string orderId = await cases.OrderOf(scope, caseId, cancel);
        await store.Write("answer case", scope, async write =>
        {
            var order = await write.LockOrder(orderId) ?? throw new OrderNotFound(orderId);
            var all = await write.CasesOf(order);
            if (all.WrittenBy(press) is not null)
                return;
            var now = order.TimeAt(write.Now);
            order.HearFromSupport(caseId, words.MessageId, now);
            all.Single(c => c.Id == caseId).Answer(words, by, now);
        }, cancel);
    }
}
