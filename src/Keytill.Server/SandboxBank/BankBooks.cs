namespace Keytill.Server.SandboxBank;

/// <summary>The bank's books, as their reader sees them: what truly moved, whatever was told to whom.</summary>
public sealed class BankBooks
{
    public const int PageMax = 1_000;

    private readonly BankDatabase database;

    internal BankBooks(BankDatabase database) => this.database = database;

    /// <summary>Charges in the order of booking.</summary>
    /// <param name="after">The id of the last charge already seen.</param>
    /// <param name="limit">1 to <see cref="PageMax"/>.</param>
    public IReadOnlyList<Charge> Charges(string? after = null, int limit = PageMax) => database.Read(sql =>
    {
        List<Charge> charges = sql.List(
            """
            select c.id, c.payment_id, p.reference, p.order_number, c.amount, c.currency, p.mode, p.account, c.charged_at
            from charges c join payments p on p.id = c.payment_id
            where c.rowid > coalesce((select rowid from charges where id = @after), 0) order by c.rowid limit @limit
            """,
            row => new Charge(
                row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Whole(4), row.Text(5), row.Text(6), row.Text(7), row.Instant(8), []),
            ("@after", after), ("@limit", limit));
        return charges.ConvertAll(charge => charge with { Refunds = BankRefund.Of(sql, charge.Payment) });
    });

    /// <summary>How many notices the merchant has yet to accept, whenever they are due.</summary>
    public int NoticesOwed() => database.Read(sql => (int)sql.Single("select count(*) from notices where due_at is not null", row => row.Whole(0)));

    /// <summary>How many of them are due by <paramref name="by"/>, wall time.</summary>
    public int NoticesDue(DateTimeOffset by) => database.Read(sql =>
        (int)sql.Single("select count(*) from notices where due_at <= @by", row => row.Whole(0), ("@by", Instants.Ms(by))));

    /// <summary>When the first of them falls due, wall time. Null: nothing is owed.</summary>
    public DateTimeOffset? NextNotice() => database.Read(sql => sql.Single("select min(due_at) from notices", row => row.InstantOrNull(0)));

    /// <summary>The merchant's own ids of all that it has asked this order's customer to pay, charged or not, in the order of asking.</summary>
    public IReadOnlyList<string> Asked(string orderNumber) => database.Read(sql =>
        sql.List("select reference from payments where order_number = @order order by rowid", row => row.Text(0), ("@order", orderNumber)));
}
