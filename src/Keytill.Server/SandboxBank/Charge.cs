namespace Keytill.Server.SandboxBank;

/// <summary>Money that has moved, as the books have it.</summary>
/// <param name="ChargedAt">Order time.</param>
public sealed record Charge(
    string Id, string Payment, string Reference, string OrderNumber, long Amount, string Currency, string Mode, string Account,
    DateTimeOffset ChargedAt, IReadOnlyList<BankRefund> Refunds)
{
    /// <summary>The unique payment_id is the last word: a payment is charged once.</summary>
    internal static void Book(BankSql sql, BankPayment payment) => sql.Execute(
        "insert into charges (id, payment_id, amount, currency, charged_at) values (@id, @payment, @amount, @currency, @at)",
        ("@id", BankIds.New("sbc", payment.StatusAt)), ("@payment", payment.Id), ("@amount", payment.Amount),
        ("@currency", payment.Currency), ("@at", Instants.Ms(payment.StatusAt)));
}
