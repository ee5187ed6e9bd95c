using Keytill.Core;
using Keytill.Core.Support;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.Routing;

namespace Keytill.Server.Tests.Access;

/// <summary>
/// Every route of the real server, as everybody there is: nobody, customers, keys, staff. Each answer is what the table allows, and holds
/// nothing of anybody else's.
/// </summary>
public sealed class EveryRouteTests
{
    private static readonly Visitor[] Strangers =
        [Visitor.Nobody, Visitor.OtherCustomer, Visitor.OtherVendor, Visitor.OtherMode, Visitor.RevokedKey, Visitor.BlockedStaff];

    /// <summary>All that is of one vendor in one mode, and all of the staff's. Parts of an order raise its version.</summary>
    private static readonly string[] Kept =
        ["orders", "products", "coupons", "webhook_endpoints", "webhook_deliveries", "email_templates", "one_time_links", "api_keys", "license_pools", "cases", "staff", "audit", "mails", "events"];

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Everybody_gets_what_the_table_allows_and_reads_nothing_of_anybody_else(DatabaseKind kind)
    {
        await using var here = await Installation.Start(kind);
        using var walk = await RouteWalk.Prepare(here);
        var wrong = new List<string>();
        var read = new HashSet<(Visitor, string)>();

        string[] before = await Everything(here, walk);
        foreach (var visitor in Strangers)
            await Walk(walk, visitor, walk.Ours, wrong, read);
        Assert.Equal(before, await Everything(here, walk));

        foreach (var visitor in Enum.GetValues<Visitor>().Except(Strangers))
            await Walk(walk, visitor, walk.Ours, wrong, read);
        foreach (var visitor in RouteRow.Staff)
            await Walk(walk, visitor, walk.Live, wrong, read);

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        // A word that nobody ever finds would prove nothing.
        (Visitor, string)[] found =
        [
            (Visitor.Customer, walk.Ours.CustomersWord), (Visitor.Vendor, walk.Ours.CustomersWord), (Visitor.Vendor, walk.Ours.VendorsWord), (Visitor.ReadingKey, walk.Ours.VendorsWord),
            (Visitor.OtherVendor, walk.Theirs.VendorsWord), (Visitor.OtherMode, walk.Live.VendorsWord), (Visitor.ReadOnly, walk.Ours.StaffsWord), (Visitor.ReadOnly, walk.Live.StaffsWord),
        ];
        Assert.All(found, f => Assert.Contains(f, read));
    }

    [Fact]
    public async Task Every_route_has_a_row_and_every_row_is_a_route()
    {
        await using var here = await Installation.Start(DatabaseKind.Sqlite, rehearses: false);
        var routes =
            from route in here.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            from method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"]
            select $"{method} /{route.RoutePattern.RawText?.TrimStart('/')}";
        // A page's button posts to the page's own address, by a route of its own.
        Assert.Equal(routes.Distinct().Order(StringComparer.Ordinal), RouteTable.All.Select(r => r.Route).Order(StringComparer.Ordinal));
    }

    private static async Task Walk(RouteWalk walk, Visitor visitor, Household target, List<string> wrong, HashSet<(Visitor, string)> read)
    {
        foreach (var row in RouteTable.All.Where(r => target == walk.Ours || r.Door == Door.Session))
        {
            Judge(walk, visitor, row, target, [row.Expected(visitor)], await walk.Ask(visitor, row, target), wrong, read);
            // The same form with nothing in it does nothing, and shows no more to whoever may not press it.
            if (row is { Door: Door.Session, Method: "POST" })
                Judge(walk, visitor, row, target, row.MayEnter(visitor) ? [200, 303, 400, 405] : [row.Expected(visitor), 400], await walk.Ask(visitor, row, target, isBare: true), wrong, read);
        }
    }

    private static void Judge(
        RouteWalk walk, Visitor visitor, RouteRow row, Household target, int[] expected, RouteAnswer answer, List<string> wrong, HashSet<(Visitor, string)> read)
    {
        string where = $"{visitor} at {row.Route} of {target.Known["mode"]}";
        if (!expected.Contains(answer.Status))
            wrong.Add($"{where}: {answer.Status} and not {string.Join(" or ", expected)}");
        if (answer.Status == 302 && answer.Location?.Contains("/console/sign-in", StringComparison.Ordinal) != true)
            wrong.Add($"{where}: led to {answer.Location}");
        var may = walk.MayRead(visitor, row, target);
        foreach (string word in walk.AllWords.Where(w => answer.Said.Contains(w, StringComparison.OrdinalIgnoreCase)))
        {
            read.Add((visitor, word));
            if (!may.Contains(word))
                wrong.Add($"{where}: reads {word}");
        }
    }

    /// <summary>The rows that nobody of the strangers may change: ours in our mode, and those that are nobody's.</summary>
    private static async Task<string[]> Everything(Installation here, RouteWalk walk)
    {
        var rows = new List<string>();
        foreach (string table in Kept)
            rows.AddRange((await Tables.Read(here.Database, $"SELECT * FROM {table}", row => Enumerable.Range(0, row.FieldCount).ToDictionary(row.GetName, i => row.GetValue(i).ToString())))
                .Where(r => r.GetValueOrDefault("vendor_id", walk.Ours.Owner.VendorId) == walk.Ours.Owner.VendorId && r.GetValueOrDefault("mode", "test") == "test")
                .Select(r => table + " " + string.Join('|', r.Values)));
        Assert.True(rows.Count > Kept.Length, "Too little to judge by.");
        return [.. rows.Order(StringComparer.Ordinal)];
    }
}
