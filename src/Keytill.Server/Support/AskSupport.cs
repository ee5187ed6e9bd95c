using Keytill.Core;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;

namespace Keytill.Server.Support;

/// <summary>A customer writes to support about his order: something new, or more in a case that there is.</summary>
public sealed class AskSupport(Store store, SupportOptions options, TimeProvider clock)
{
    /// <param name="press">The key of the press, as <see cref="CaseWords.KeyOf"/> gives it: pressed again, nothing more is written.</param>
    /// <param name="text">As it was typed.</param>
    /// <returns>The new case's id.</returns>
    /// <exception cref="OrderNotFound">The scope does not see it.</exception>
    /// <exception cref="RuleBroken">As <see cref="FreeText.Require"/> and <see cref="CasePolicy.RequireRoom"/>; <c>personal_data_erased</c>.</exception>
    public Task<string> Open(Scope scope, string orderId, CaseTopic topic, string press, string text, CancellationToken cancel = default) =>
        Run(scope, orderId, caseId: null, topic, press, text, cancel);

    /// <summary>Opens the case again where it was answered or closed.</summary>
    /// <inheritdoc cref="Open"/>
    /// <exception cref="CaseNotFound">The order has no such case.</exception>
    public Task<string> Reply(Scope scope, string orderId, string caseId, string press, string text, CancellationToken cancel = default) =>
        Run(scope, orderId, caseId, CaseTopic.Other, press, text, cancel);

    /// <param name="caseId">Null: a new one.</param>
    private Task<string> Run(Scope scope, string orderId, string? caseId, CaseTopic topic, string press, string text, CancellationToken cancel)
    {
        var called = clock.GetUtcNow();
        string newId = Ids.New(Case.IdPrefix, called);
        var words = new CaseWords(CaseWords.NewId(called), press, text);
        return store.Write("ask support", scope, async write =>
        {
            var order = await write.LockOrder(orderId) ?? throw new OrderNotFound(orderId);
            var cases = await write.CasesOf(order);
            if (cases.WrittenBy(press) is { } before)
                return before.Id;
            var now = order.TimeAt(write.Now);
            CasePolicy.RequireRoom(cases, now);
            order.AskSupport(caseId ?? newId, words.MessageId, now);
            if (caseId is null)
                write.Db.Add(Case.Open(newId, order, topic, words, options.AnswerWithinDays, now));
            else
                (cases.Find(c => c.Id == caseId) ?? throw new CaseNotFound(caseId)).Ask(words, options.AnswerWithinDays, now);
            return caseId ?? newId;
        }, cancel);
    }
}
