using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;

namespace Keytill.Server.Orders;

/// <summary>The acts of people and calendar on one order that are a single verb each.</summary>
/// <remarks>Each throws <see cref="OrderNotFound"/>, and the verb's own <see cref="RuleBroken"/>.</remarks>
public sealed class OrderActs(Store store, TimeProvider clock)
{
    public Task Cancel(Scope scope, string orderId, string reason, bool returnMoney, CancellationToken cancel = default) =>
        Run("cancel order", scope, orderId, (order, now) => order.Cancel(reason, returnMoney, now), cancel);

    public Task<bool> Expire(Scope scope, string orderId, CancellationToken cancel = default) =>
        Run("expire order", scope, orderId, (order, now) => order.Expire(now), cancel);

    public Task Reopen(Scope scope, string orderId, string reason, CancellationToken cancel = default) =>
        Run("reopen order", scope, orderId, (order, now) => order.Reopen(reason, now), cancel);

    public Task StopReminders(Scope scope, string orderId, CancellationToken cancel = default) =>
        Run("stop reminders", scope, orderId, (order, now) => order.StopReminders(now), cancel);

    /// <summary>False where no payment is awaited that a customer could have made himself.</summary>
    public Task<bool> SayPaid(Scope scope, string orderId, CancellationToken cancel = default) =>
        Run("say paid", scope, orderId, (order, now) => order.SayPaid(now), cancel);

    /// <summary>Money has arrived at the bank under this order's reference.</summary>
    /// <param name="reference">The bank's own id of the booking: the same one again changes nothing.</param>
    public Task ReceiveBankMoney(
        Scope scope, string orderId, Money amount, string reference, DateTimeOffset? valueAt, CancellationToken cancel = default, Alongside<Order>? alongside = null)
    {
        string receiptId = Ids.New("rcp", clock.GetUtcNow());
        return Run("receive bank money", scope, orderId, (order, now) =>
        {
            order.ReceiveBankMoney(receiptId, amount, reference, valueAt ?? now, now);
            return order;
        }, cancel, alongside);
    }

    public Task ResumeDelivery(Scope scope, string orderId, string lineId, CancellationToken cancel = default) =>
        Run("resume delivery", scope, orderId, (order, now) => order.ResumeDelivery(lineId, now), cancel);

    /// <param name="replacementId">The id that the other licence will have: again under it changes nothing.</param>
    public Task ReplaceLicense(Scope scope, string orderId, string licenseId, string replacementId, CancellationToken cancel = default) =>
        Run("ask replacement", scope, orderId, (order, now) => order.ReplaceLicense(licenseId, replacementId, now), cancel);

    /// <param name="until">Order time.</param>
    public Task Extend(Scope scope, string orderId, DateTimeOffset until, string reason, CancellationToken cancel = default) =>
        Run("extend order", scope, orderId, (order, now) => order.Extend(until, reason, now), cancel);

    public Task CorrectEmail(Scope scope, string orderId, string email, CancellationToken cancel = default)
    {
        string token = Ids.NewToken();
        return Run("correct email", scope, orderId, (order, now) => order.CorrectEmail(email, token, now), cancel);
    }

    public Task AddNote(Scope scope, string orderId, string text, CancellationToken cancel = default) =>
        Run("add note", scope, orderId, (order, now) => order.AddNote(text, now), cancel);

    public Task ApplyUnapplied(Scope scope, string orderId, string receiptId, CancellationToken cancel = default) =>
        Run("apply money", scope, orderId, (order, now) => order.ApplyUnapplied(receiptId, now), cancel);

    /// <param name="refundId">Fixed by who asks: again under it changes nothing.</param>
    public Task ReturnByHand(Scope scope, string orderId, string refundId, string receiptId, string by, CancellationToken cancel = default) =>
        Run("return money by hand", scope, orderId, (order, now) => order.ReturnByHand(refundId, receiptId, by, now), cancel);

    public Task WriteOff(Scope scope, string orderId, string by, CancellationToken cancel = default) =>
        Run("write off", scope, orderId, (order, now) => order.WriteOff(by, now), cancel);

    private Task Run(string act, Scope scope, string orderId, Action<Order, DateTimeOffset> verb, CancellationToken cancel) =>
        Run(act, scope, orderId, (order, now) =>
        {
            verb(order, now);
            return true;
        }, cancel);

    private Task<T> Run<T>(string act, Scope scope, string orderId, Func<Order, DateTimeOffset, T> verb, CancellationToken cancel, Alongside<T>? alongside = null) =>
        store.Write(act, scope, async write =>
        {
            var order = await write.LockOrder(orderId) ?? throw new OrderNotFound(orderId);
            return verb(order, order.TimeAt(write.Now));
        }, cancel, alongside);
}
