using Keytill.Core.Orders;
using Keytill.Core.Payments;

namespace Keytill.Core.Documents;

/// <summary>
/// What a customer is asked to transfer now. Read off the order at each look, never stored: after a part payment it asks for the
/// rest. It is no invoice and carries no number but the order's.
/// </summary>
/// <param name="Transfer">The payment that waits for the money.</param>
/// <param name="DueAt">In order time.</param>
public sealed record PaymentRequest(Payment Transfer, Money Amount, DateTimeOffset DueAt)
{
    /// <summary>What stands on the transfer and tells whose money it is; null on an attempt that is older than such references.</summary>
    public CreditorReference? Reference => CreditorReference.TryParse(Transfer.CustomerReference, out var reference) ? reference : null;

    /// <returns>Null where no transfer is awaited: the order is paid or ended, another order took its place, or another method was chosen.</returns>
    public static PaymentRequest? Of(Order order)
    {
        bool isAwaited = order.Status == OrderStatus.NotPaid && !order.IsProcessing && !order.IsReplaced && order.Due.IsPositive;
        return isAwaited && order.CurrentPayment is { Method: PaymentMethods.BankTransfer, CanBeActedOn: true } transfer
            ? new PaymentRequest(transfer, order.Due, DueOf(order, transfer))
            : null;
    }

    /// <summary>When a transfer is due: never later than the order's own end.</summary>
    public static DateTimeOffset DueOf(Order order, Payment transfer)
    {
        var due = transfer.CreatedAt + LifecyclePolicy.BankTransferDue;
        return due < order.ExpiresAt ? due : order.ExpiresAt;
    }
}
