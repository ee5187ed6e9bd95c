namespace Keytill.Server.SandboxBank;

/// <summary>What a merchant asks to be sent back.</summary>
/// <param name="Payment">The bank's id of the payment.</param>
/// <param name="Amount">Minor units.</param>
internal sealed record NewRefund(string Payment, string Reference, long Amount, string Currency);

/// <summary>Money that goes back the way it came.</summary>
internal sealed class BankRefunds(BankDatabase database, SandboxBankOptions options, TimeProvider clock, Action wake)
{
    /// <exception cref="BankRefusal">No such payment, none that was charged, or more than is left of it.</exception>
    public async Task<(BankRefund Refund, BankPayment Payment, bool Replayed)> Create(
        string key, string requestHash, NewRefund asked)
    {
        DateTimeOffset now = Instants.Now(clock);
        string id = BankIds.New("sbr", now);
        var made = await database.Write(sql =>
        {
            BankPayment payment = BankPayment.ById(sql, options.Account, asked.Payment)
                ?? throw new BankRefusal(404, "unknown_payment", "There is no such payment.");
            string owner = IdempotencyKeys.Claim(sql, options.Account, key, requestHash, id, now);
            if (owner != id)
                return (BankRefund.ById(sql, owner)!, payment, true);

            Check(payment, asked, BankRefund.Of(sql, payment.Id));
            return (RefundSteps.Begin(sql, id, payment, asked, options.Account, now), payment, false);
        });
        wake();
        return made;
    }

    /// <summary>All refunds of the merchant's own id with their payments, newest first.</summary>
    public List<(BankRefund Refund, BankPayment Payment)> FindByReference(string reference) => database.Read(sql =>
        BankRefund.ByReference(sql, options.Account, reference)
            .ConvertAll(refund => (refund, BankPayment.ById(sql, options.Account, refund.Payment)!)));

    private static void Check(BankPayment payment, NewRefund asked, List<BankRefund> before)
    {
        if (payment.Status is not BankPaymentStatus.Succeeded)
            throw new BankRefusal(422, "not_charged", "This payment has not been charged.");

        if (asked.Currency != payment.Currency)
            throw new BankRefusal(422, "currency_mismatch", $"This payment was charged in {payment.Currency}.");

        long left = payment.Amount - before.Where(refund => refund.Status is not BankRefundStatus.Failed).Sum(refund => refund.Amount);
        if (asked.Amount > left)
            throw new BankRefusal(422, "amount_exceeds_refundable", $"{left} minor units are left of this payment.");
    }
}
