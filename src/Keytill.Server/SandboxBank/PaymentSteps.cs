namespace Keytill.Server.SandboxBank;

/// <summary>The steps of a payment's life, each inside the caller's transaction: status, books and notice change together or not at all.</summary>
internal static class PaymentSteps
{
    /// <summary>How long the outcome of a processing card takes, by the order's clock.</summary>
    public static readonly TimeSpan ProcessingTime = TimeSpan.FromDays(3);

    /// <summary>How long the notice waits after a charge whose answer was lost.</summary>
    public static readonly TimeSpan LostAnswerNoticeDelay = TimeSpan.FromMinutes(10);

    /// <summary>What the card does to an open payment.</summary>
    public static BankPayment Present(BankSql sql, BankPayment payment, TestCard card, DateTimeOffset now) => card.Conduct switch
    {
        CardConduct.Succeed => Become(sql, payment, BankPaymentStatus.Succeeded, null, now),
        CardConduct.Decline => Become(sql, payment, BankPaymentStatus.Failed, card.FailureCode, now),
        CardConduct.Authenticate => AskToAuthenticate(sql, payment, CardConduct.Succeed),
        CardConduct.AuthenticateThenDecline => AskToAuthenticate(sql, payment, CardConduct.Decline),
        CardConduct.ProcessThenSucceed => Process(sql, payment, new(now + ProcessingTime, BankPaymentStatus.Succeeded), now),
        CardConduct.ProcessThenFail => Process(sql, payment, new(now + ProcessingTime, BankPaymentStatus.Failed, card.FailureCode), now),
        CardConduct.ChargeAndLoseAnswer =>
            Become(sql, payment, BankPaymentStatus.Succeeded, null, now, noticeAt: now + LostAnswerNoticeDelay),
        CardConduct.LoseAnswer => payment,
        CardConduct.SucceedAndRefundSlowly or CardConduct.SucceedAndFailRefund =>
            Become(sql, payment with { RefundConduct = card.Conduct }, BankPaymentStatus.Succeeded, null, now),
        _ => throw new InvalidOperationException($"No conduct {card.Conduct}."),
    };

    /// <summary>What the customer's answer at the 3-D Secure page does.</summary>
    public static BankPayment Authenticate(BankSql sql, BankPayment payment, bool confirmed, DateTimeOffset now) =>
        !confirmed ? Become(sql, payment, BankPaymentStatus.Failed, BankFailures.AuthenticationFailed, now)
        : payment.AfterAuthentication is CardConduct.Succeed ? Become(sql, payment, BankPaymentStatus.Succeeded, null, now)
        : Become(sql, payment, BankPaymentStatus.Failed, BankFailures.CardDeclined, now);

    /// <summary>Back from 3-D Secure to the card form.</summary>
    public static BankPayment TakeAnotherCard(BankSql sql, BankPayment payment) => AskToAuthenticate(sql, payment, null);

    /// <summary>What was due happens, at the instant it was due, however late the bank comes to it.</summary>
    public static BankPayment Settle(BankSql sql, BankPayment payment, DateTimeOffset now) =>
        Become(sql, payment, payment.Due!.Status, payment.Due.FailureCode, payment.Due.At, noticeAt: now);

    /// <param name="at">When it happens, wall time.</param>
    /// <param name="noticeAt">When the merchant is first told, wall time; otherwise at once.</param>
    public static BankPayment Become(
        BankSql sql, BankPayment payment, BankPaymentStatus status, string? failureCode, DateTimeOffset at, DateTimeOffset? noticeAt = null)
    {
        BankPayment after = payment with
        {
            Status = status,
            FailureCode = failureCode,
            AfterAuthentication = null,
            StatusAt = payment.OrderTime(at),
            Due = null,
        };
        after.Update(sql);
        if (status is BankPaymentStatus.Succeeded)
            Charge.Book(sql, after);

        NoticeOutbox.Put(sql, NoticeView.Of(after), after, noticeAt ?? at);
        return after;
    }

    private static BankPayment Process(BankSql sql, BankPayment payment, BankPayment.Ahead outcome, DateTimeOffset now)
    {
        BankPayment after = Become(sql, payment, BankPaymentStatus.Processing, null, now) with { Due = outcome };
        after.Update(sql);
        return after;
    }

    private static BankPayment AskToAuthenticate(BankSql sql, BankPayment payment, CardConduct? then)
    {
        BankPayment after = payment with { AfterAuthentication = then };
        after.Update(sql);
        return after;
    }
}
