namespace Keytill.Server.SandboxBank;

public enum BankRefundStatus
{
    Pending,
    Succeeded,
    Failed,
}

/// <param name="Payment">The bank's id of the payment whose money goes back.</param>
/// <param name="Reference">The merchant's own id of the refund; null where its people made it on the bank's own pages.</param>
/// <param name="CreatedAt">Order time.</param>
/// <param name="StatusAt">Order time.</param>
/// <param name="Due">What becomes of the refund by itself, and when.</param>
public sealed record BankRefund(
    string Id, string Payment, string? Reference, long Amount, string Currency, BankRefundStatus Status, DateTimeOffset CreatedAt,
    DateTimeOffset StatusAt, BankRefund.Ahead? Due = null, string? FailureReason = null)
{
    private const string Columns = "id, payment_id, reference, amount, currency, status, created_at, status_at, due_at, due_status, failure_reason";

    /// <param name="At">Wall time.</param>
    public sealed record Ahead(DateTimeOffset At, BankRefundStatus Status);

    internal static List<BankRefund> Of(BankSql sql, string paymentId) =>
        sql.List($"select {Columns} from refunds where payment_id = @payment order by rowid", Read, ("@payment", paymentId));

    internal static BankRefund? ById(BankSql sql, string id) => sql.Single($"select {Columns} from refunds where id = @id", Read, ("@id", id));

    /// <summary>Newest first.</summary>
    internal static List<BankRefund> ByReference(BankSql sql, string account, string reference) => sql.List(
        $"select {Columns} from refunds where account = @account and reference = @reference order by rowid desc",
        Read, ("@account", account), ("@reference", reference));

    internal static List<BankRefund> DueBy(BankSql sql, DateTimeOffset wall, int max) => sql.List(
        $"select {Columns} from refunds where due_at <= @wall order by due_at limit @max", Read, ("@wall", Instants.Ms(wall)), ("@max", max));

    internal void Insert(BankSql sql, string account) => sql.Execute(
        """
        insert into refunds (id, payment_id, account, reference, amount, currency, status, created_at, status_at, due_at, due_status)
        values (@id, @payment, @account, @reference, @amount, @currency, @status, @at, @at, @due_at, @due_status)
        """,
        ("@id", Id), ("@payment", Payment), ("@account", account), ("@reference", Reference), ("@amount", Amount), ("@currency", Currency),
        ("@status", Status.ToString()), ("@at", Instants.Ms(CreatedAt)), ("@due_at", Instants.Ms(Due?.At)), ("@due_status", Due?.Status.ToString()));

    internal void Update(BankSql sql) => sql.Execute(
        """
        update refunds set status = @status, status_at = @status_at, due_at = @due_at, due_status = @due_status, failure_reason = @reason
        where id = @id
        """,
        ("@status", Status.ToString()), ("@status_at", Instants.Ms(StatusAt)), ("@due_at", Instants.Ms(Due?.At)),
        ("@due_status", Due?.Status.ToString()), ("@reason", FailureReason), ("@id", Id));

    private static BankRefund Read(BankRow row) => new(
        row.Text(0), row.Text(1), row.TextOrNull(2), row.Whole(3), row.Text(4), Enum.Parse<BankRefundStatus>(row.Text(5)), row.Instant(6), row.Instant(7),
        row.InstantOrNull(8) is { } due ? new Ahead(due, Enum.Parse<BankRefundStatus>(row.Text(9))) : null, row.TextOrNull(10));
}
