using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;

namespace Keytill.Server.Payments;

/// <summary>Opens the gateway's page for an attempt that is stored. Repeating it asks with the same key and gives the same page.</summary>
public sealed class OpenPayment(Store store, PaymentGateways gateways, OrderLinks links, TimeProvider clock)
{
    public async Task<StartPaymentAnswer> Run(Order order, Payment payment, CancellationToken cancel)
    {
        var gateway = gateways.Get(payment.Method);
        var request = new OpenRequest(
            payment.Id, payment.IdempotencyKey, payment.Amount, order.Number, order.Mode, order.Locale,
            links.Return(order, payment.Id), links.Notices(payment.Method), order.TimeAt(clock.GetUtcNow()));
        switch (await gateway.Open(request, cancel))
        {
            case OpenAnswer.Opened opened:
                await Write(order, (o, now) => o.PaymentOpened(payment.Id, opened.GatewayReference, opened.RedirectUrl.AbsoluteUri, now));
                return new StartPaymentAnswer.Redirect(opened.RedirectUrl);
            case OpenAnswer.Refused refused:
                await Write(order, (o, now) => o.PaymentRefused(payment.Id, refused.Code, now));
                return new StartPaymentAnswer.Refused();
            case OpenAnswer.NoAnswer:
                return new StartPaymentAnswer.Unreachable();
            default:
                throw new InvalidOperationException("An answer without a case.");
        }
    }

    private Task Write(Order shown, Action<Order, DateTimeOffset> verb) =>
        store.Write("open payment", new Scope(shown.VendorId, shown.Mode), async write =>
        {
            if (await write.LockOrder(shown.Id) is { } order)
                verb(order, order.TimeAt(write.Now));
        });
}
