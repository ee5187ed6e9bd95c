using System.Text.Json;

namespace Keytill.Server.SandboxBank;

/// <param name="Id">The same in every attempt.</param>
/// <param name="Body">Stored and sent as the same bytes.</param>
/// <param name="Attempts">How many have failed.</param>
internal sealed record Notice(string Id, string PaymentId, string Url, string Body, int Attempts);

/// <summary>Notices that the merchant has yet to accept. Each is written with what it speaks of, or not at all.</summary>
internal static class NoticeOutbox
{
    private const int ErrorCharsMax = 300;

    /// <param name="due">Wall time.</param>
    public static void Put(BankSql sql, NoticeView notice, BankPayment payment, DateTimeOffset due) => sql.Execute(
        """
        insert into notices (id, payment_id, type, url, body, created_at, due_at)
        values (@id, @payment, @type, @url, @body, @created_at, @due_at)
        """,
        ("@id", BankIds.New("sbn", notice.CreatedAt)), ("@payment", payment.Id), ("@type", notice.Type), ("@url", payment.NoticeUrl),
        ("@body", Body(notice)), ("@created_at", Instants.Ms(notice.CreatedAt)),
        ("@due_at", Instants.Ms(due)));

    public static string Body(NoticeView notice) => JsonSerializer.Serialize(notice, BankJson.Options);

    public static List<Notice> DueBy(BankSql sql, DateTimeOffset wall, int max) => sql.List(
        "select id, payment_id, url, body, attempts from notices where due_at <= @wall order by due_at, rowid limit @max",
        Read, ("@wall", Instants.Ms(wall)), ("@max", max));

    /// <summary>When the first notice after <paramref name="wall"/> is due.</summary>
    public static DateTimeOffset? NextDue(BankSql sql, DateTimeOffset wall) =>
        sql.Single("select min(due_at) from notices where due_at > @wall", ReadInstant, ("@wall", Instants.Ms(wall)));

    public static DateTimeOffset? NextDueOf(BankSql sql, string paymentId, DateTimeOffset wall) => sql.Single(
        "select min(due_at) from notices where payment_id = @payment and due_at > @wall", ReadInstant,
        ("@payment", paymentId), ("@wall", Instants.Ms(wall)));

    public static void BringForward(BankSql sql, string paymentId, TimeSpan by) => sql.Execute(
        "update notices set due_at = due_at - @by where payment_id = @payment and due_at is not null",
        ("@by", (long)by.TotalMilliseconds), ("@payment", paymentId));

    public static void Delivered(BankSql sql, string id, DateTimeOffset wall) => sql.Execute(
        "update notices set due_at = null, delivered_at = @wall, attempts = attempts + 1, last_error = null where id = @id",
        ("@wall", Instants.Ms(wall)), ("@id", id));

    public static void Failed(BankSql sql, string id, string error, DateTimeOffset next) => sql.Execute(
        "update notices set due_at = @next, attempts = attempts + 1, last_error = @error where id = @id and due_at is not null",
        ("@next", Instants.Ms(next)), ("@error", error.Length > ErrorCharsMax ? error[..ErrorCharsMax] : error), ("@id", id));

    public static void Delay(BankSql sql, string id, TimeSpan by) => sql.Execute(
        "update notices set due_at = due_at + @by where id = @id and due_at is not null", ("@by", (long)by.TotalMilliseconds), ("@id", id));

    private static Notice Read(BankRow row) => new(row.Text(0), row.Text(1), row.Text(2), row.Text(3), (int)row.Whole(4));

    private static DateTimeOffset? ReadInstant(BankRow row) => row.InstantOrNull(0);
}
