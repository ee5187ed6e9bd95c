namespace Keytill.Server.SandboxBank;

/// <summary>The merchant's test clocks: an order's payments live by the order's own time.</summary>
internal sealed class OrderClocks(BankDatabase database, SandboxBankOptions options, TimeProvider clock, Action wake)
{
    /// <summary>
    /// Moves the clock of these payments forward to <paramref name="orderTime"/>, never back, and lets everything happen on the way,
    /// in the order of its due instants, each at its own.
    /// </summary>
    /// <returns>The payments as they stand, and when something of them is next due, in order time.</returns>
    public async Task<(List<BankPayment> Payments, DateTimeOffset? NextDueAt)> Move(IReadOnlyList<string> references, DateTimeOffset orderTime)
    {
        DateTimeOffset now = Instants.Now(clock);
        var moved = await database.Write(sql =>
        {
            List<BankPayment> payments = [.. references.Distinct().SelectMany(it => BankPayment.ByReference(sql, options.Account, it))];
            // One clock for one order: what fell due earlier in order time happens first, across its payments.
            foreach (BankPayment due in payments.Where(it => DueInOrderTime(it) <= orderTime).OrderBy(DueInOrderTime).ToList())
                payments[payments.IndexOf(due)] = PaymentSteps.Settle(sql, due, now);
            foreach (var (refund, payment) in RefundsAhead(sql, payments).Where(it => it.DueAt <= orderTime).OrderBy(it => it.DueAt).Select(it => (it.Refund, it.Payment)))
                RefundSteps.Settle(sql, refund, payment, now);

            List<BankPayment> after = payments.ConvertAll(payment => Forward(sql, payment, orderTime - now));
            return (after, NextDueAt(sql, after, now));
        });
        wake();
        return moved;
    }

    private static DateTimeOffset? DueInOrderTime(BankPayment payment) => payment.Due is { } due ? payment.OrderTime(due.At) : null;

    private static BankPayment Forward(BankSql sql, BankPayment payment, TimeSpan offset)
    {
        TimeSpan by = offset - payment.ClockOffset;
        if (by <= TimeSpan.Zero)
            return payment;

        BankPayment after = payment with
        {
            ClockOffset = offset,
            Due = payment.Due is { } due ? due with { At = due.At - by } : null,
        };
        after.Update(sql);
        foreach (BankRefund refund in BankRefund.Of(sql, payment.Id).Where(it => it.Due is not null))
            (refund with { Due = refund.Due! with { At = refund.Due.At - by } }).Update(sql);
        NoticeOutbox.BringForward(sql, payment.Id, by);
        return after;
    }

    private static DateTimeOffset? NextDueAt(BankSql sql, List<BankPayment> payments, DateTimeOffset now) => payments
        .SelectMany(payment => new[] { payment.Due?.At, NoticeOutbox.NextDueOf(sql, payment.Id, now) }
            .Select(wall => wall is { } at ? payment.OrderTime(at) : (DateTimeOffset?)null))
        .Concat(RefundsAhead(sql, payments).Select(it => (DateTimeOffset?)it.DueAt))
        .Min();

    /// <summary>With the order time at which each becomes something else.</summary>
    private static List<(BankRefund Refund, BankPayment Payment, DateTimeOffset DueAt)> RefundsAhead(BankSql sql, List<BankPayment> payments) =>
    [
        .. from payment in payments
           from refund in BankRefund.Of(sql, payment.Id)
           where refund.Due is not null
           select (refund, payment, payment.OrderTime(refund.Due!.At)),
    ];
}
