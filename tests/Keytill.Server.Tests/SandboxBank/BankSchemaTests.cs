using Keytill.Server.SandboxBank;
using Keytill.Server.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Keytill.Server.Tests.SandboxBank;

/// <summary>The bank's books outlive the program that began them.</summary>
public sealed class BankSchemaTests : IDisposable
{
    private static readonly DateTimeOffset Then = DateTimeOffset.UnixEpoch.AddYears(50);
    private readonly string folder = TempFolder.Create();

    public void Dispose() => TempFolder.Remove(folder);

    [Fact]
    public async Task Books_of_the_first_build_keep_their_refunds_and_take_one_that_staff_makes()
    {
        string file = Path.Combine(folder, "bank.db");
        BeginAsTheFirstBuild(file);

        await using (var database = new BankDatabase(file))
            await database.Write(sql => new BankRefund("re_2", "pay_1", null, 5_00, "EUR", BankRefundStatus.Succeeded, Then, Then).Insert(sql, "keytill"));

        // Whoever opens them next finds nothing to bring up.
        await using var again = new BankDatabase(file);
        Assert.Equal(3, again.Read(sql => sql.Single("pragma user_version", row => row.Whole(0))));
        Assert.Equal(
            [
                new BankRefund("re_1", "pay_1", "ref_1", 9_00, "EUR", BankRefundStatus.Succeeded, Then, Then),
                new BankRefund("re_2", "pay_1", null, 5_00, "EUR", BankRefundStatus.Succeeded, Then, Then),
            ],
            again.Read(sql => BankRefund.Of(sql, "pay_1")));
        Assert.Equal("re_1", Assert.Single(again.Read(sql => BankRefund.ByReference(sql, "keytill", "ref_1"))).Id);
    }

    private static void BeginAsTheFirstBuild(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var sql = new BankSql(connection);
        using var script = new StreamReader(typeof(BankDatabase).Assembly.GetManifestResourceStream("Keytill.Server.SandboxBank.Schema.0001_bank.sql")!);
        sql.Execute(script.ReadToEnd());
        sql.Execute("pragma user_version = 1");
        sql.Execute(
            """
            insert into payments (id, token, account, reference, order_number, amount, currency, mode, return_url, notice_url, locale, status, clock_offset_ms, created_at, status_at)
            values ('pay_1', 't', 'keytill', 'att_1', 'T1', 2900, 'EUR', 'test', 'r', 'n', 'en', 'Succeeded', 0, @then, @then)
            """,
            ("@then", Then.ToUnixTimeMilliseconds()));
        sql.Execute(
            """
            insert into refunds (id, payment_id, account, reference, amount, currency, status, created_at)
            values ('re_1', 'pay_1', 'keytill', 'ref_1', 900, 'EUR', 'Succeeded', @then)
            """,
            ("@then", Then.ToUnixTimeMilliseconds()));
    }
}
