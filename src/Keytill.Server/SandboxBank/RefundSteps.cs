namespace Keytill.Server.SandboxBank;

/// <summary>The steps of a refund's life, each inside the caller's transaction, as <see cref="PaymentSteps"/>.</summary>
internal static class RefundSteps
{
    /// <summary>How long a slow refund takes, by the order's clock.</summary>
    public static readonly TimeSpan SlowTime = TimeSpan.FromDays(3);

    /// <summary>How long after it was done a refund comes back, by the order's clock.</summary>
    public static readonly TimeSpan FailsAfter = TimeSpan.FromDays(5);

    private const string SentBack = "sent_back_by_the_bank";

    /// <summary>As the charged card has it.</summary>
    public static BankRefund Begin(BankSql sql, string id, BankPayment payment, string? reference, long amount, DateTimeOffset now)
    {
        var (status, due) = payment.RefundConduct switch
        {
            CardConduct.SucceedAndRefundSlowly => (BankRefundStatus.Pending, new BankRefund.Ahead(now + SlowTime, BankRefundStatus.Succeeded)),
            CardConduct.SucceedAndFailRefund => (BankRefundStatus.Succeeded, new BankRefund.Ahead(now + FailsAfter, BankRefundStatus.Failed)),
            _ => (BankRefundStatus.Succeeded, null),
        };
        DateTimeOffset at = payment.OrderTime(now);
        var refund = new BankRefund(id, payment.Id, reference, amount, payment.Currency, status, at, at, due);
        refund.Insert(sql, payment.Account);
        NoticeOutbox.Put(sql, NoticeView.Of(refund, payment), payment, now);
        return refund;
    }

    /// <summary>What was due happens, at the instant it was due, however late the bank comes to it.</summary>
    public static void Settle(BankSql sql, BankRefund refund, BankPayment payment, DateTimeOffset now)
    {
        BankRefund after = refund with
        {
            Status = refund.Due!.Status,
            StatusAt = payment.OrderTime(refund.Due.At),
            Due = null,
            FailureReason = refund.Due.Status is BankRefundStatus.Failed ? SentBack : null,
        };
        after.Update(sql);
        NoticeOutbox.Put(sql, NoticeView.Of(after, payment), payment, now);
    }
}
