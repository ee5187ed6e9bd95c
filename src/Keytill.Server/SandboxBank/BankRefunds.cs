namespace Keytill.Server.SandboxBank;

/// <summary>What a merchant asks to be sent back.</summary>
/// <param name="Payment">The bank's id of the payment.</param>
/// <param name="Reference">Null where the merchant's people ask on the bank's own pages: their server does not know of it.</param>
/// <param name="Amount">Minor units; null for all that is left of the charge.</param>
/// <param name="Currency">Null for the charge's own.</param>
internal sealed record NewRefund(string Payment, string? Reference, long? Amount, string? Currency);

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

            long amount = Check(payment, asked, LeftOf(payment, BankRefund.Of(sql, payment.Id)));
            return (RefundSteps.Begin(sql, id, payment, asked.Reference, amount, now), payment, false);
        });
        wake();
        return made;
    }

    /// <summary>All refunds of the merchant's own id with their payments, newest first.</summary>
    public List<(BankRefund Refund, BankPayment Payment)> FindByReference(string reference) => database.Read(sql =>
        BankRefund.ByReference(sql, options.Account, reference)
            .ConvertAll(refund => (refund, BankPayment.ById(sql, options.Account, refund.Payment)!)));

    /// <summary>All that has gone back of a payment or is to, whoever asked for it, the first made first.</summary>
    public List<BankRefund> Of(BankPayment payment) => database.Read(sql => BankRefund.Of(sql, payment.Id));

    /// <summary>What was charged last, with what has gone back of it, newest first.</summary>
    public List<(BankPayment Payment, List<BankRefund> Refunds)> Charged(int max) => database.Read(sql =>
        BankPayment.Charged(sql, options.Account, max).ConvertAll(payment => (payment, BankRefund.Of(sql, payment.Id))));

    /// <summary>What can still be sent back, minor units.</summary>
    public static long LeftOf(BankPayment payment, List<BankRefund> before) => payment.Status is BankPaymentStatus.Succeeded
        ? payment.Amount - before.Where(refund => refund.Status is not BankRefundStatus.Failed).Sum(refund => refund.Amount)
        : 0;

    /// <returns>The amount to send.</returns>
    private static long Check(BankPayment payment, NewRefund asked, long left)
    {
        if (payment.Status is not BankPaymentStatus.Succeeded)
            throw new BankRefusal(422, "not_charged", "This payment has not been charged.");

        if (asked.Currency is not null && asked.Currency != payment.Currency)
            throw new BankRefusal(422, "currency_mismatch", $"This payment was charged in {payment.Currency}.");

        long amount = asked.Amount ?? left;
        if (amount < 1 || amount > left)
            throw new BankRefusal(422, "amount_exceeds_refundable", $"{left} minor units are left of this payment.");
        return amount;
    }
}
