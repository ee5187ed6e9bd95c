namespace Keytill.Server.SandboxBank;

public enum BankPaymentStatus
{
    /// <summary>The customer can act on the bank's page.</summary>
    Open,

    /// <summary>The customer has acted; the outcome comes days later.</summary>
    Processing,
    Succeeded,
    Failed,

    /// <summary>The page stood unpaid for its whole time.</summary>
    Expired,

    /// <summary>Closed at the merchant's wish.</summary>
    Closed,
}

/// <summary>What a merchant asks to be paid.</summary>
/// <param name="OrderTime">The order's own instant; the payment's deadlines run by that clock.</param>
internal sealed record NewPayment(
    string Reference, string OrderNumber, long Amount, string Currency, string Mode, string ReturnUrl, string NoticeUrl, string Locale,
    DateTimeOffset OrderTime);

/// <param name="AfterAuthentication">What follows the customer's confirmation at 3-D Secure; null unless that page is open.</param>
/// <param name="ClockOffset">Order time minus the bank's wall time.</param>
/// <param name="CreatedAt">Order time.</param>
/// <param name="StatusAt">Order time.</param>
/// <param name="Due">What becomes of the payment by itself, and when.</param>
/// <param name="RefundConduct">The card that was charged, where its refunds take another way than at once.</param>
internal sealed record BankPayment(
    string Id, string Token, string Account, string Reference, string OrderNumber, long Amount, string Currency, string Mode,
    string ReturnUrl, string NoticeUrl, string Locale, BankPaymentStatus Status, string? FailureCode, CardConduct? AfterAuthentication,
    TimeSpan ClockOffset, DateTimeOffset CreatedAt, DateTimeOffset StatusAt, BankPayment.Ahead? Due,
    CardConduct? RefundConduct = null)
{
    private const string Columns =
        "id, token, account, reference, order_number, amount, currency, mode, return_url, notice_url, locale, status, failure_code, "
        + "after_authentication, clock_offset_ms, created_at, status_at, due_at, due_status, due_failure_code, refund_conduct";

    /// <param name="At">Wall time.</param>
    internal sealed record Ahead(DateTimeOffset At, BankPaymentStatus Status, string? FailureCode = null);

    public DateTimeOffset OrderTime(DateTimeOffset wall) => wall + ClockOffset;

    public static BankPayment? ById(BankSql sql, string account, string id) =>
        sql.Single($"select {Columns} from payments where id = @id and account = @account", Read, ("@id", id), ("@account", account));

    public static BankPayment? ByToken(BankSql sql, string token) =>
        sql.Single($"select {Columns} from payments where token = @token", Read, ("@token", token));

    /// <summary>Newest first.</summary>
    public static List<BankPayment> ByReference(BankSql sql, string account, string reference) =>
        sql.List(
            $"select {Columns} from payments where account = @account and reference = @reference order by rowid desc",
            Read, ("@account", account), ("@reference", reference));

    /// <summary>Those whose money came, newest first.</summary>
    public static List<BankPayment> Charged(BankSql sql, string account, int max) => sql.List(
        $"select {Columns} from payments where account = @account and status = @status order by rowid desc limit @max",
        Read, ("@account", account), ("@status", nameof(BankPaymentStatus.Succeeded)), ("@max", max));

    public static List<BankPayment> DueBy(BankSql sql, DateTimeOffset wall, int max) =>
        sql.List(
            $"select {Columns} from payments where due_at <= @wall order by due_at limit @max", Read, ("@wall", Instants.Ms(wall)), ("@max", max));

    public void Insert(BankSql sql) => sql.Execute(
        $"""
        insert into payments ({Columns}) values (@id, @token, @account, @reference, @order_number, @amount, @currency, @mode, @return_url,
          @notice_url, @locale, @status, null, null, @offset, @created_at, @created_at, @due_at, @due_status, null, null)
        """,
        ("@id", Id), ("@token", Token), ("@account", Account), ("@reference", Reference), ("@order_number", OrderNumber), ("@amount", Amount),
        ("@currency", Currency), ("@mode", Mode), ("@return_url", ReturnUrl), ("@notice_url", NoticeUrl), ("@locale", Locale),
        ("@status", Status.ToString()), ("@offset", (long)ClockOffset.TotalMilliseconds), ("@created_at", Instants.Ms(CreatedAt)),
        ("@due_at", Instants.Ms(Due?.At)), ("@due_status", Due?.Status.ToString()));

    /// <summary>Stores what changes in a payment's life; everything else is fixed when it is made.</summary>
    public void Update(BankSql sql) => sql.Execute(
        """
        update payments set status = @status, failure_code = @failure, after_authentication = @after, clock_offset_ms = @offset,
          status_at = @status_at, due_at = @due_at, due_status = @due_status, due_failure_code = @due_failure,
          refund_conduct = @refund_conduct
        where id = @id
        """,
        ("@status", Status.ToString()), ("@failure", FailureCode), ("@after", AfterAuthentication?.ToString()),
        ("@offset", (long)ClockOffset.TotalMilliseconds), ("@status_at", Instants.Ms(StatusAt)), ("@due_at", Instants.Ms(Due?.At)),
        ("@due_status", Due?.Status.ToString()), ("@due_failure", Due?.FailureCode), ("@refund_conduct", RefundConduct?.ToString()), ("@id", Id));

    private static BankPayment Read(BankRow row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Whole(5), row.Text(6), row.Text(7), row.Text(8), row.Text(9),
        row.Text(10), Enum.Parse<BankPaymentStatus>(row.Text(11)), row.TextOrNull(12),
        row.TextOrNull(13) is { } conduct ? Enum.Parse<CardConduct>(conduct) : null, TimeSpan.FromMilliseconds(row.Whole(14)),
        row.Instant(15), row.Instant(16),
        row.InstantOrNull(17) is { } due ? new Ahead(due, Enum.Parse<BankPaymentStatus>(row.Text(18)), row.TextOrNull(19)) : null,
        row.TextOrNull(20) is { } refunds ? Enum.Parse<CardConduct>(refunds) : null);
}
