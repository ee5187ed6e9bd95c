using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Keytill.Core.Orders;
using Keytill.Core.Tests.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Emails;
using Keytill.Server.Orders;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Keytill.Server.Tests.Tidy;
using Keytill.Server.Webhooks;
using Keytill.Server.Work;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Keytill.Server.Tests.Persistence;

/// <summary>A backup as the operator is told to take it, and as he is told to restore it: the commands are read off his guide.</summary>
public sealed partial class BackupTests
{
    private const int People = 3;
    private static readonly string Guide = File.ReadAllText(Path.Combine(Repository.Root, "docs/operations.md"));

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_backup_taken_while_people_buy_has_everything_from_before_it_and_sells_on(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind, rehearses: false);
        var sold = new ConcurrentQueue<(Customer Customer, Order Order)>();
        using var enough = new CancellationTokenSource();
        var people = Enumerable.Range(0, People).Select(_ => Task.Run(() => Shop(here, sold, enough.Token))).ToArray();
        await Installation.Until(() => Task.FromResult(sold.Count >= 2 * People), "some have bought");
        var before = sold.ToArray();
        string file = FileFor(here.Database);
        await Take(here.Database, file);
        int during = sold.Count;
        await Installation.Until(() => Task.FromResult(sold.Count >= during + People), "more have bought");
        await enough.CancelAsync();
        await Task.WhenAll(people);

        // Sold by another start, with numbers that the backup knows nothing of.
        await here.Restart();
        await Shop(here, sold, enough.Token);
        var numbers = sold.Select(s => s.Order.Number).ToHashSet();
        await here.StopServer();
        await Restore(here.Database, file);
        await here.StartServer();
        // Who was on his way to the bank is asked for within the hour: what is asked first may be for a page.
        for (int looks = 0; looks < 3; looks++)
            await here.CatchUp();

        foreach (var (customer, order) in before)
        {
            await customer.Browser.Visit(customer.OrderPage!);
            Assert.Equal(HttpStatusCode.OK, customer.Browser.Status);
            var known = await customer.Placed();
            Assert.Equal((order.Id, OrderStatus.Paid, OrderDelivery.Delivered), (known.Id, known.Status, known.Delivery));
            Assert.Subset(known.Lines[0].Licenses.Select(l => l.Key).ToHashSet(), order.Lines[0].Licenses.Select(l => l.Key).ToHashSet());
        }

        await EverythingHolds(here);
        await Shop(here, sold, enough.Token);
        var next = sold.Last();
        await here.CatchUp();
        Assert.Equal(OrderDelivery.Delivered, (await next.Customer.Placed()).Delivery);
        Assert.DoesNotContain(next.Order.Number, numbers);
        foreach (var (customer, _) in sold)
            customer.Dispose();
    }

    /// <summary>Where the backup's program may write: PostgreSQL's runs as its own user, in its own folder.</summary>
    private static string FileFor(TestDatabase database) => database.Kind == DatabaseKind.Sqlite
        ? Path.Combine(database.Folder, "backup")
        : Path.Combine(At(database).Host!, "backup-" + At(database).Database);

    private static NpgsqlConnectionStringBuilder At(TestDatabase database) => new(database.ConnectionString);

    /// <summary>Buys once at the least.</summary>
    private static async Task Shop(Installation here, ConcurrentQueue<(Customer, Order)> sold, CancellationToken enough)
    {
        do
        {
            var customer = await Customer.WhoOrdered(here);
            await customer.PayByCard(Customer.GoodCard);
            var order = await customer.Placed();
            Assert.Equal(OrderStatus.Paid, order.Status);
            sold.Enqueue((customer, order));
        }
        while (!enough.IsCancellationRequested);
    }

    private static async Task Take(TestDatabase database, string file)
    {
        if (database.Kind == DatabaseKind.Postgres)
            await RunPostgres("pg_dump", database, file);
        else
            await Execute(new SqliteConnection(database.ConnectionString + ";Pooling=False"), Said("sqlite3 .* \"(.+)\"").Replace("/backup/keytill.db", file, StringComparison.Ordinal));
    }

    private static async Task Restore(TestDatabase database, string file)
    {
        string jump = Said("(UPDATE number_series .+);");
        if (database.Kind == DatabaseKind.Postgres)
        {
            await RunPostgres("pg_restore", database, file);
            await Execute(new NpgsqlConnection(database.ConnectionString), jump);
            return;
        }

        string kept = new SqliteConnectionStringBuilder(database.ConnectionString).DataSource;
        File.Move(file, kept, overwrite: true);
        File.Delete(kept + "-wal");
        File.Delete(kept + "-shm");
        await Execute(new SqliteConnection(database.ConnectionString + ";Pooling=False"), jump);
    }

    private static async Task Execute(System.Data.Common.DbConnection connection, string sql)
    {
        await using (connection)
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>As the guide writes it, with this test's database and file.</summary>
    private static Task RunPostgres(string program, TestDatabase database, string file)
    {
        var to = At(database);
        string arguments = Said($"{program} (.+)").Replace("/backup/keytill.dump", file, StringComparison.Ordinal)
            .Replace("\"host=… dbname=keytill\"", $"host={to.Host} user={to.Username} dbname={to.Database}", StringComparison.Ordinal);
        return Task.Run(() => PostgresBinaries.Find().RunToEnd(program, [.. Words().Matches(arguments).Select(m => m.Value)]));
    }

    private static string Said(string pattern)
    {
        var found = Regex.Match(Guide, @"^    " + pattern, RegexOptions.Multiline);
        Assert.True(found.Success, $"The guide does not say {pattern}.");
        return found.Groups[1].Value;
    }

    /// <summary>Of all that the restored database knows: money as the bank has it, one licence each, every event and mail gone out.</summary>
    private static async Task EverythingHolds(Installation here)
    {
        var charges = here.Bank.Books.Charges().ToDictionary(c => c.Reference);
        var ids = await here.Store.Read(here.Scope, db => db.Set<Order>().Select(o => o.Id).ToListAsync());
        foreach (string id in ids)
        {
            var order = (await here.Get<OrderQueries>().ById(here.Scope, id, CancellationToken.None))!;
            SaleLaws.Hold(order);
            Assert.Equal(order.Payments.Any(p => charges.ContainsKey(p.Id)), order.Status == OrderStatus.Paid);
            Assert.Equal(order.Status == OrderStatus.Paid ? 1 : 0, order.Lines[0].Licenses.Count);
        }

        var buried = await here.Store.Read(Scope.Everything, db => db.Set<WorkItem>().Where(w => w.BuriedAt != null).ToListAsync());
        Assert.Empty(buried.Select(w => $"{w.Kind} {w.Payload}: {w.LastError}"));
        var heard = here.VendorServer.Heard.Select(e => (e.Id, e.Body.GetRawText())).ToHashSet();
        Assert.All(await here.Store.Read(here.Scope, db => db.Set<EventRow>().ToListAsync()), e => Assert.Contains((e.Id, e.Body), heard));
        var arrived = here.Mailbox.Accepted.Select(m => m.MessageId.Split('@')[0]).ToHashSet();
        Assert.All(await here.Store.Read(here.Scope, db => db.Set<MailRow>().ToListAsync()), m => Assert.True(m.DroppedReason is not null || arrived.Contains(m.Id), $"{m.Kind} did not leave"));
        Assert.Empty(await here.Get<WorkQueue>().Buried(Mode.Test, max: 10));
    }

    [GeneratedRegex(@"--dbname=host=.+ dbname=\S+|\S+")]
    private static partial Regex Words();
}
