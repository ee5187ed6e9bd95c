using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;

namespace Keytill.Server.Payments;

/// <summary>
/// The customer wants to pay by this method: begins an attempt or reopens the one there is, and closes what is open by other
/// methods. The attempt's row is committed before the gateway hears of it.
/// </summary>
public sealed class StartPayment(Store store, PaymentGateways gateways, RecordPayment record, OpenPayment open, TimeProvider clock)
{
    /// <summary>How long a switch waits for a gateway to take its page back. Money that it took all the same is dealt with later.</summary>
    private static readonly TimeSpan CloseWait = TimeSpan.FromSeconds(3);

    /// <exception cref="RuleBroken">The order takes no payment now, or the method is not offered for it.</exception>
    public async Task<StartPaymentAnswer> Run(Order shown, string method, CancellationToken cancel)
    {
        if (!gateways.Offered(shown.Due, shown.Buyer.Country, shown.Mode).Contains(method))
            throw new RuleBroken("method_not_offered", "This way to pay is not offered for this order.");
        await CloseOthers(shown, method, cancel);

        string paymentId = Ids.New("pay", clock.GetUtcNow());
        bool isOnline = PaymentMethods.IsOnline(method);
        var scope = new Scope(shown.VendorId, shown.Mode);
        var payment = await store.Write("start payment", scope, async write =>
        {
            var order = await write.LockOrder(shown.Id) ?? throw new InvalidOperationException("The order is gone.");
            string? reference = isOnline ? null : CreditorReference.For(order.Number).Electronic;
            return order.StartPayment(paymentId, method, isOnline, reference, order.TimeAt(write.Now), gateways.Find(method)?.IdempotencyMemory);
        }, cancel);

        if (!isOnline)
            return new StartPaymentAnswer.Instructions();
        return payment.RedirectUrl is { } page
            ? new StartPaymentAnswer.Redirect(new Uri(page))
            : await open.Run(shown, payment, cancel);
    }

    /// <summary>Asks gateways to take open pages back before another method begins, so that a customer who has just paid is not asked again.</summary>
    private async Task CloseOthers(Order shown, string method, CancellationToken cancel)
    {
        foreach (var payment in shown.Payments.Where(p => p.IsOnline && p.CanBeActedOn && p.Method != method))
        {
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            wait.CancelAfter(CloseWait);
            try
            {
                if (await gateways.Get(payment.Method).Close(payment.Id, payment.GatewayReference, wait.Token) is { } report)
                    await record.Record(shown.Id, payment.Method, report);
            }
            catch (Exception e) when (e is GatewayUnreachable || (e is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                // The switch goes on: the attempt is closed on our side, and the gateway is told later.
            }
        }
    }
}

public abstract record StartPaymentAnswer
{
    private StartPaymentAnswer()
    {
    }

    /// <summary>To the gateway's own page.</summary>
    public sealed record Redirect(Uri Page) : StartPaymentAnswer;

    /// <summary>The order page says what to do.</summary>
    public sealed record Instructions : StartPaymentAnswer;

    /// <summary>The gateway does not answer; the attempt is stored and can be pressed again.</summary>
    public sealed record Unreachable : StartPaymentAnswer;

    /// <summary>The gateway will not take it; the order page says why.</summary>
    public sealed record Refused : StartPaymentAnswer;
}
