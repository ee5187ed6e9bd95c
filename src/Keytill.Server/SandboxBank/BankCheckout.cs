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

        bool acted = await Act(token, (sql, payment, now) => form.Card is { } card
            ? PaymentSteps.Present(sql, payment, card, now)
            : PaymentSteps.Become(sql, payment, BankPaymentStatus.Failed, BankFailures.IncorrectNumber, now));
        return form.Card?.Conduct switch
        {
            // Not only the first time: a browser sends a form again by itself when a connection that it kept turns out dead.
            CardConduct.ChargeAndLoseAnswer or CardConduct.LoseAnswer => CheckoutStep.LoseAnswer,
            CardConduct.Authenticate or CardConduct.AuthenticateThenDecline when acted => CheckoutStep.Show,
            _ => CheckoutStep.Return,
        };
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

    /// <returns>False when the payment was not open any more: nothing has changed.</returns>
    private async Task<bool> Act(string token, Func<BankSql, BankPayment, DateTimeOffset, BankPayment> step)
    {
        await payments.FindByToken(token);
        bool acted = await database.Write(sql =>
        {
            if (BankPayment.ByToken(sql, token) is not { Status: BankPaymentStatus.Open } payment)
                return false;

            step(sql, payment, Instants.Now(clock));
            return true;
        });
        wake();
        return acted;
    }
}
