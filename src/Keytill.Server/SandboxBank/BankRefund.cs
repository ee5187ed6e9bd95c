namespace Keytill.Server.SandboxBank;

public enum BankRefundStatus
{
    Pending,
    Succeeded,
    Failed,
}

/// <param name="Payment">The bank's id of the payment whose money goes back.</param>
/// <param name="Reference">The merchant's own id of the refund.</param>
/// <param name="CreatedAt">Order time.</param>
public sealed record BankRefund(
    string Id, string Payment, string Reference, long Amount, string Currency, BankRefundStatus Status, DateTimeOffset CreatedAt)
{
    private const string Columns = "id, payment_id, reference, amount, currency, status, created_at";

    internal static List<BankRefund> Of(BankSql sql, string paymentId) =>
        sql.List($"select {Columns} from refunds where payment_id = @payment order by rowid", Read, ("@payment", paymentId));

    internal static BankRefund? ById(BankSql sql, string id) => sql.Single($"select {Columns} from refunds where id = @id", Read, ("@id", id));

    /// <summary>Newest first.</summary>
    internal static List<BankRefund> ByReference(BankSql sql, string account, string reference) => sql.List(
        $"select {Columns} from refunds where account = @account and reference = @reference order by rowid desc",
        Read, ("@account", account), ("@reference", reference));

    internal void Insert(BankSql sql, string account) => sql.Execute(
        """
        insert into refunds (id, payment_id, account, reference, amount, currency, status, created_at)
        values (@id, @payment, @account, @reference, @amount, @currency, @status, @at)
        """,
        ("@id", Id), ("@payment", Payment), ("@account", account), ("@reference", Reference), ("@amount", Amount), ("@currency", Currency),
        ("@status", Status.ToString()), ("@at", Instants.Ms(CreatedAt)));

    private static BankRefund Read(BankRow row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Whole(3), row.Text(4), Enum.Parse<BankRefundStatus>(row.Text(5)), row.Instant(6));
}
