namespace Keytill.Server.SandboxBank;

/// <summary>What the merchant's server may do with payments, and what becomes of them and their refunds by themselves.</summary>
internal sealed class BankPayments(BankDatabase database, SandboxBankOptions options, TimeProvider clock, Action wake)
{
    public static readonly TimeSpan PageLifetime = TimeSpan.FromHours(24);
    private const int SettledAtOnceMax = 100;

    /// <returns>The payment, and whether this key had asked for it before.</returns>
    public Task<(BankPayment Payment, bool Replayed)> Create(string key, string requestHash, NewPayment asked)
    {
        DateTimeOffset now = Instants.Now(clock);
        string id = BankIds.New("sbp", now);
        string token = BankIds.NewToken();
        return database.Write(sql =>
        {
            string owner = IdempotencyKeys.Claim(sql, options.Account, key, requestHash, id, now);
            if (owner != id)
                return (BankPayment.ById(sql, options.Account, owner)!, true);

            var payment = new BankPayment(
                id, token, options.Account, asked.Reference, asked.OrderNumber, asked.Amount, asked.Currency, asked.Mode, asked.ReturnUrl,
                asked.NoticeUrl, asked.Locale, BankPaymentStatus.Open, null, null, asked.OrderTime - now, asked.OrderTime, asked.OrderTime,
                new BankPayment.Ahead(now + PageLifetime, BankPaymentStatus.Expired));
            payment.Insert(sql);
            return (payment, false);
        });
    }

    /// <summary>The payment as it stands now: what fell due a moment ago has happened, whether or not the clockwork has come round.</summary>
    public Task<BankPayment?> Find(string id) => Current(sql => BankPayment.ById(sql, options.Account, id));

    public Task<BankPayment?> FindByToken(string token) => Current(sql => BankPayment.ByToken(sql, token));

    /// <summary>All payments of the merchant's own id, newest first.</summary>
    public async Task<List<BankPayment>> FindByReference(string reference)
    {
        List<BankPayment> Query(BankSql sql) => BankPayment.ByReference(sql, options.Account, reference);
        List<BankPayment> found = database.Read(Query);
        if (!found.Exists(IsOverdue))
            return found;

        await SettleDue();
        return database.Read(Query);
    }

    /// <summary>Takes the page back. Too late is no error: the answer says how the payment stands.</summary>
    public async Task<BankPayment?> Close(string id)
    {
        await Find(id);
        BankPayment? after = await database.Write(sql =>
            BankPayment.ById(sql, options.Account, id) is not { } payment ? null
            : payment.Status is not BankPaymentStatus.Open ? payment
            : PaymentSteps.Become(sql, payment, BankPaymentStatus.Closed, null, Instants.Now(clock)));
        wake();
        return after;
    }

    /// <summary>Lets everything happen that is due by now.</summary>
    /// <returns>When the next thing is due, wall time.</returns>
    public async Task<DateTimeOffset?> SettleDue()
    {
        DateTimeOffset now = Instants.Now(clock);
        DateTimeOffset? next;
        while ((next = NextDue()) <= now)
        {
            await database.Write(sql =>
            {
                foreach (BankPayment payment in BankPayment.DueBy(sql, now, SettledAtOnceMax))
                    PaymentSteps.Settle(sql, payment, now);
                foreach (BankRefund refund in BankRefund.DueBy(sql, now, SettledAtOnceMax))
                    RefundSteps.Settle(sql, refund, BankPayment.ById(sql, options.Account, refund.Payment)!, now);
            });
            wake();
        }

        return next;
    }

    private DateTimeOffset? NextDue() => database.Read(sql =>
        sql.Single(
            """
            select min(due_at) from (
              select min(due_at) due_at from payments where due_at is not null
              union all select min(due_at) from refunds where due_at is not null)
            """, row => row.InstantOrNull(0)));

    private async Task<BankPayment?> Current(Func<BankSql, BankPayment?> query)
    {
        BankPayment? payment = database.Read(query);
        return await SettleIfOverdue(payment) ? database.Read(query) : payment;
    }

    private async Task<bool> SettleIfOverdue(BankPayment? payment)
    {
        if (payment is null || !IsOverdue(payment))
            return false;

        await SettleDue();
        return true;
    }

    private bool IsOverdue(BankPayment payment) => payment.Due is { } due && due.At <= clock.GetUtcNow();
}
