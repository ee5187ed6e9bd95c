using System.Data.Common;
using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;
using Keytill.Server.Persistence.Moving;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Persistence;

/// <summary>An installation moves from one database to the other with all that it has, and goes on selling there.</summary>
public sealed class MovingTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Everything_moves_to_the_other_database_and_work_goes_on_there(DatabaseKind from)
    {
        await using var here = await Installation.StartSelling(from);
        using var ada = await Customer.WhoOrdered(here);
        await ada.PayByCard(Customer.GoodCard);
        await here.Settle((await ada.Placed()).Id);
        using var bob = await Customer.WhoOrdered(here, method: "bank_transfer");
        var waits = await bob.Placed();
        await here.Settle(waits.Id);
        string[] feed = await Feed(here.Get<EventFeed>(), here.Scope);
        await here.StopServer();

        string file = Path.Combine(here.Database.Folder, "moved.ndjson");
        await using var there = await TestDatabase.Create(from == DatabaseKind.Sqlite ? DatabaseKind.Postgres : DatabaseKind.Sqlite);
        Assert.Contains("rows are in", await Run(0, ["export", file, .. here.Database.ServerArguments]), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Contains("rows were read", await Run(0, ["import", file, .. there.ServerArguments]), StringComparison.Ordinal);
        Assert.Contains("is not empty", await Run(1, ["import", file, .. there.ServerArguments]), StringComparison.Ordinal);
        Assert.Contains("exists", await Run(1, ["export", file, .. here.Database.ServerArguments]), StringComparison.Ordinal);

        // Written out once more on the other side it is the same file, but for leases that a start has given back.
        string again = file + ".again";
        await Run(0, ["export", again, .. there.ServerArguments]);
        Assert.Equal(await Sorted(file), await Sorted(again));

        await using var host = await StoreHost.Start(there);
        Assert.Equal(feed, await Feed(host.Get<EventFeed>(), here.Scope));
        await host.Store.Write("money", here.Scope, async write =>
        {
            var order = await write.LockOrder(waits.Id);
            order!.ReceiveBankMoney("rcp_moved", order.Due, "bank-moved", write.Now, write.Now);
        });
        var paid = await host.Get<OrderQueries>().ById(here.Scope, waits.Id, default);
        Assert.Equal((OrderStatus.Paid, waits.EventSequence + 1), (paid!.Status, paid.EventSequence));
    }

    [Fact]
    public async Task A_file_of_another_hand_or_build_is_refused_and_nothing_is_kept_of_it()
    {
        await using var there = await TestDatabase.Create(DatabaseKind.Sqlite);
        string file = Path.Combine(there.Folder, "strange");
        foreach (var (text, says) in new[] { ("", "not written by"), ("{\"a\":1}", "not written by"), ("{\"Keytill\":1,\"Scripts\":[\"0001_other\"]}", "another build") })
        {
            await File.WriteAllTextAsync(file, text);
            Assert.Contains(says, await Run(1, ["import", file, .. there.ServerArguments]), StringComparison.Ordinal);
        }

        Assert.Contains("find", await Run(1, ["import", file + ".none", .. there.ServerArguments]), StringComparison.Ordinal);
    }

    private static async Task<string> Run(int exitCode, string[] args)
    {
        var output = new StringWriter();
        Assert.Equal(exitCode, await Commands.Run([.. args, "--no-demo"], TextReader.Null, output));
        return output.ToString();
    }

    /// <summary>Which of two rows with one key comes first, each database decides by its own collation.</summary>
    private static async Task<string[]> Sorted(string file) => [.. (await File.ReadAllLinesAsync(file)).Order(StringComparer.Ordinal)];

    private static async Task<string[]> Feed(EventFeed feed, Scope scope) =>
        [.. (await feed.Page(scope, null, 100))!.Select(e => e.Id)];
}
