using System.Collections.Concurrent;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Keytill.Server.Tests.Cost;

/// <summary>
/// What one sale costs, counted at the three doors: one line, one webhook endpoint, paid by card, from the Buy link to the
/// licence in the mail. Whoever makes it dearer changes a figure here, and sees it.
/// </summary>
public sealed class CostOfASaleTests
{
    /// <summary>The write in which finished sendings end, up to 64 together.</summary>
    private const string Ending = "complete work";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_sale_by_card_costs_what_it_did(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind, rehearses: false);
        using var asked = new AskedOfDatabase(kind == DatabaseKind.Sqlite ? here.Database.Folder : new NpgsqlConnectionStringBuilder(here.Database.ConnectionString).Database!);
        // The first takes numbers and makes keys for those that follow.
        await Sale(here, asked);

        var cost = await Sale(here, asked);

        Proof.Say($"A sale on {kind}: {cost}");
        Assert.Equal(["add to cart", "deliver line", "open payment", "place order", "record payment", "start payment", "take notice"], cost.Acts.Where(act => act != Ending).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["GET sandbox/ask", "POST sandbox/open", "POST webhook order.created", "POST webhook order.delivered", "POST webhook payment.succeeded", "POST webhook product.delivered"],
            cost.Calls.Order(StringComparer.Ordinal));
        Assert.Equal(["license", "payment_confirmed"], cost.Mails.Order(StringComparer.Ordinal));
        Assert.Equal(18, cost.Reads);

        // How many of the seven endings (four webhooks, two mails, the notice) share a write is a matter of moments. The notice comes last and
        // alone; every other write of endings takes its items away with one statement, and writes what became of them: on PostgreSQL
        // with one more, on SQLite with one for each.
        int endings = cost.Acts.Count(act => act == Ending);
        Assert.InRange(endings, 2, 7);
        Assert.Equal(7 + endings, cost.Writes);
        long statements = kind == DatabaseKind.Sqlite ? 127 + endings : 84 + (2 * endings);
        Assert.True(statements == cost.Statements, $"{cost}, and not {statements} statements:\n{string.Join('\n', cost.StatementTexts.Select(s => s.ReplaceLineEndings(" ")))}");
    }

    /// <summary>The pages of a browser without script, in their order.</summary>
    private static async Task<Cost> Sale(Installation here, AskedOfDatabase asked)
    {
        var passed = new ConcurrentQueue<string>();
        var meter = here.Get<StoreMeter>();
        asked.Take();
        var before = Count(meter);
        here.Crossings.At = name =>
        {
            passed.Enqueue(name);
            return Task.CompletedTask;
        };
        here.Bank.Mischief.HoldsNotices = true;

        using var ada = new Buyer();
        await ada.Visit(new Uri(here.Url, "/buy/editor"));
        await ada.Press("[name=continue]", [.. Customer.Ada, ("payment_method", "sandbox"), ("accept_terms", "1"), ("accept_privacy", "1")]);
        await ada.Press("[name=pay]", ("payment_method", "sandbox"));
        await ada.Press("[name=pay]", ("card_number", Customer.GoodCard), ("expiry", "12/34"), ("security_code", "123"));
        await Installation.Until(() => IsDone(here), "everything is done but the notice");
        // The bank's own word comes last, so that it is not by chance who records the payment.
        await here.Bank.Bank.ReleaseNotices();
        await Installation.Until(async () => here.Bank.Books.NoticesOwed() == 0 && await IsDone(here), "everything is done");
        // A write is counted a moment after others can see it.
        await Installation.Until(() => Task.FromResult(meter.Writes - before.Writes >= passed.Count(IsBeginOfWrite)), "every write is counted");

        here.Crossings.At = null;
        var after = Count(meter);
        return new Cost(
            after.Writes - before.Writes, after.Commits - before.Commits, after.Reads - before.Reads, after.Statements - before.Statements,
            [.. passed.Where(IsBeginOfWrite).Select(Name)],
            [.. passed.Where(name => name.StartsWith("call:", StringComparison.Ordinal) && name.EndsWith(":before", StringComparison.Ordinal)).Select(Name)],
            [.. passed.Where(name => name.StartsWith("mail:", StringComparison.Ordinal) && name.EndsWith(":before", StringComparison.Ordinal)).Select(Name)],
            asked.Take());
    }

    private static (long Writes, long Commits, long Reads, long Statements) Count(StoreMeter meter) => (meter.Writes, meter.Commits, meter.Reads, meter.Statements);

    private static bool IsBeginOfWrite(string crossing) => crossing.StartsWith("write:", StringComparison.Ordinal) && crossing.EndsWith(":before", StringComparison.Ordinal);

    private static string Name(string crossing) => crossing.Split(':', 2)[1][..^":before".Length];

    /// <summary>Looked at beside the store, whose readings would count.</summary>
    private static async Task<bool> IsDone(Installation here)
    {
        await using System.Data.Common.DbConnection connection =
            here.Database.Kind == DatabaseKind.Sqlite ? new SqliteConnection(here.Database.ConnectionString) : new NpgsqlConnection(here.Database.ConnectionString);
        await connection.OpenAsync();
        await using var left = connection.CreateCommand();
        left.CommandText = "SELECT count(*) FROM work_items";
        return Convert.ToInt64(await left.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture) == 0;
    }

    private sealed record Cost(
        long Writes, long Commits, long Reads, long Statements, IReadOnlyList<string> Acts, IReadOnlyList<string> Calls, IReadOnlyList<string> Mails, IReadOnlyList<string> StatementTexts)
    {
        public override string ToString() =>
            $"{Writes} writes ({string.Join(", ", Acts.GroupBy(a => a).Select(g => g.Count() == 1 ? g.Key : $"{g.Count()} × {g.Key}"))}), {Commits} commits, {Reads} reads, {Statements} statements, "
            + $"{Calls.Count} calls ({string.Join(", ", Calls)}), {Mails.Count} mails ({string.Join(", ", Mails)})";
    }
}
