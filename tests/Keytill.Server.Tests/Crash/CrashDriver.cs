using Keytill.Core.Emails;
using Keytill.Core.Orders;
using Keytill.Server.Emails;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Crash;

/// <summary>
/// Walks ways through a sale and kills the server at chosen crossings: from that instant on its doors refuse and its open
/// transaction is rolled back, a new server starts on the same data, and whoever was in the middle of something tries again.
/// </summary>
internal sealed class CrashDriver(Installation here, string pool)
{
    /// <summary>A dead server's work is anybody's when its leases have ended.</summary>
    private static readonly TimeSpan AfterTheLease = TimeSpan.FromSeconds(61);

    /// <summary>What one server can have handed over without having noted it: the lines of its way that send at the same time.</summary>
    private const int InFlightMax = 4;

    private int runs;

    public static async Task<CrashDriver> Start(DatabaseKind kind, Action<WebApplicationBuilder>? change = null)
    {
        var here = await Installation.Start(kind, rehearses: false, change);
        return new CrashDriver(here, await Way.Stock(here));
    }

    public Installation Here => here;

    /// <summary>Walks the way undisturbed.</summary>
    /// <returns>Its crossings in the order of passing, each with how often it had been passed before.</returns>
    public async Task<IReadOnlyList<string>> Record(Way way)
    {
        var seen = new List<string>();
        var guard = new Lock();
        here.Crossings.At = name =>
        {
            lock (guard)
                seen.Add($"{name} #{seen.Count(s => s.StartsWith(name + " #", StringComparison.Ordinal))}");
            return Task.CompletedTask;
        };
        await Walk(way, null);
        here.Crossings.At = null;
        return seen;
    }

    /// <summary>Walks the way with a crash at <paramref name="crossing"/>, and one more at the n-th crossing of the recovery.</summary>
    /// <returns>How many crashes there were.</returns>
    public async Task<int> Walk(Way way, string? crossing, int? againAfter = null)
    {
        using var run = new WayRun(here, pool, $"KEY-{++runs:D6}");
        int crashes = 0;
        if (crossing is not null)
            CrashAt(crossing);
        foreach (var step in way.Steps.Append(r => r.SettleInTime()))
        {
            for (int tries = 0; ; tries++)
            {
                bool isDone = await Try(step, run);
                if (!here.Crossings.HasCrashed && isDone)
                    break;
                Assert.True(here.Crossings.HasCrashed, "A step failed without a crash.");
                Assert.True(tries < 4, $"{way.Name} does not get on after a crash at {crossing}.");
                crashes++;
                await here.Crash();
                here.Clock.Advance(AfterTheLease);
                if (againAfter is { } n && crashes == 1)
                    CrashAfter(n);
            }
        }

        here.Crossings.At = null;
        await Judge(way, run, crossing, crashes);
        return crashes;
    }

    private async Task<bool> Try(Func<WayRun, Task> step, WayRun run)
    {
        try
        {
            await step(run);
            return true;
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException || here.Crossings.HasCrashed)
        {
            // What an error looks like from outside depends on where the server died.
            if (!here.Crossings.HasCrashed)
                throw;
            return false;
        }
    }

    private void CrashAt(string crossing)
    {
        var crossings = here.Crossings;
        string name = crossing[..crossing.LastIndexOf(" #", StringComparison.Ordinal)];
        int left = int.Parse(crossing[(crossing.LastIndexOf('#') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        crossings.At = passed =>
        {
            if (passed == name && Interlocked.Decrement(ref left) < 0)
                crossings.Crash();
            return Task.CompletedTask;
        };
    }

    private void CrashAfter(int passes)
    {
        var crossings = here.Crossings;
        crossings.At = _ =>
        {
            if (Interlocked.Decrement(ref passes) < 0)
                crossings.Crash();
            return Task.CompletedTask;
        };
    }

    private async Task Judge(Way way, WayRun run, string? crossing, int crashes)
    {
        string where = $"{way.Name}, {here.Database.Kind}, crashed at {crossing ?? "nothing"}";
        var order = await run.Customer.Placed();

        var events = here.VendorServer.Events(order.Id);
        Assert.True(way.Events.Order().SequenceEqual(events.Select(e => e.Type).Order()), $"{where}: the vendor took {string.Join(' ', events.Select(e => e.Type))}");
        Assert.Equal(Enumerable.Range(1, way.Events.Length).Select(i => (long)i), events.Select(e => e.Sequence));
        int repeatedEvents = here.VendorServer.Heard.Count(e => e.OrderId == order.Id) - events.Count;
        Assert.True(repeatedEvents <= crashes * InFlightMax, $"{where}: {repeatedEvents} webhooks came again");

        await JudgeMails(way, order, crashes, where);
        Assert.Equal(way.Charges, here.Bank.Books.Charges().Count(c => c.OrderNumber == order.Number));
        foreach (var line in order.Lines)
            Assert.Equal(line.UnitsDue, line.Licenses.Count);
        Assert.Equal(order.Total, order.Receipts.Aggregate(Core.Money.Zero(order.Currency), (sum, r) => sum + r.Received));
    }

    private async Task JudgeMails(Way way, Order order, int crashes, string where)
    {
        // The vendor hears of a low pool once for each time that it falls low, which depends on where the server died.
        var rows = await here.Store.Read(here.Scope, db => db.Set<MailRow>().Where(m => m.OrderId == order.Id && m.Kind != EmailKind.PoolLow).ToListAsync());
        var arrived = here.Mailbox.Accepted.Where(m => rows.Any(r => m.MessageId.StartsWith(r.Id, StringComparison.Ordinal))).ToList();
        var kinds = arrived.DistinctBy(m => m.MessageId)
            .Select(m => EmailKinds.NameOf(rows.Single(r => m.MessageId.StartsWith(r.Id, StringComparison.Ordinal)).Kind)).Order(StringComparer.Ordinal);
        Assert.True(way.Mails.SequenceEqual(kinds), $"{where}: mails {string.Join(' ', kinds)}");
        Assert.True(arrived.Count - arrived.DistinctBy(m => m.MessageId).Count() <= crashes * InFlightMax, $"{where}: mails came again");
        Assert.All(rows, r => Assert.True(r.SentAt is not null || r.DroppedReason is not null, $"{where}: {r.Kind} still waits"));
    }
}
