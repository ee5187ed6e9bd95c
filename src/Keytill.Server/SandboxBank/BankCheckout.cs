namespace Keytill.Server.SandboxBank;

internal enum CheckoutStep
{
    /// <summary>The customer's page shows what is to be done, or that nothing can be done any more.</summary>
    Show,

    /// <summary>Done: back to the shop.</summary>
    Return,

    /// <summary>Whatever was done, the customer's browser shall not hear of it.</summary>
    LoseAnswer,
}

/// <summary>What the customer does on the bank's pages. Each press acts on an open payment or on none: a second one changes nothing.</summary>
internal sealed class BankCheckout(BankDatabase database, BankPayments payments, TimeProvider clock, Action wake)
{
    public async Task<CheckoutStep> Pay(string token, CardForm form)
    {
        if (!form.IsComplete)
            throw new ArgumentException("The form has problems.", nameof(form));

        (BankPayment _, bool acted) = await Act(token, (sql, payment, now) => form.Card is { } card
            ? PaymentSteps.Present(sql, payment, card, now)
            : PaymentSteps.Become(sql, payment, BankPaymentStatus.Failed, BankFailures.IncorrectNumber, now));
        return acted && form.Card?.Conduct is CardConduct.ChargeAndLoseAnswer or CardConduct.LoseAnswer ? CheckoutStep.LoseAnswer
            : acted && form.Card?.Conduct is CardConduct.Authenticate or CardConduct.AuthenticateThenDecline ? CheckoutStep.Show
            : CheckoutStep.Return;
    }

    public async Task<CheckoutStep> Authenticate(string token, bool confirmed)
    {
        await Act(token, (sql, payment, now) =>
            payment.AfterAuthentication is null ? payment : PaymentSteps.Authenticate(sql, payment, confirmed, now));
        return CheckoutStep.Return;
    }

    public async Task<CheckoutStep> TakeAnotherCard(string token)
    {
        await Act(token, (sql, payment, _) => PaymentSteps.TakeAnotherCard(sql, payment));
        return CheckoutStep.Show;
    }

    private async Task<(BankPayment After, bool Acted)> Act(string token, Func<BankSql, BankPayment, DateTimeOffset, BankPayment> step)
    {
        await payments.FindByToken(token);
        var done = await database.Write(sql =>
        {
            BankPayment payment = BankPayment.ByToken(sql, token)!;
            return payment.Status is BankPaymentStatus.Open ? (step(sql, payment, Instants.Now(clock)), true) : (payment, false);
        });
        wake();
        return done;
    }
}
