using System.Diagnostics;
using System.Globalization;
using Keytill.Server.Emails;
using Keytill.Server.Hosting;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Keytill.Server.Tests.Crash;

/// <summary>
/// Walks ways through a sale and kills the server at chosen crossings: from that instant on its doors refuse and its open
/// transaction is rolled back, a new server starts on the same data, and whoever was in the middle of something tries again.
/// </summary>
internal sealed class CrashDriver
{
    private const int CrashesPerWalkMax = 4;

    /// <summary>Where other nodes may be, a dead one's work is anybody's when its leases have ended.</summary>
    private static readonly TimeSpan AfterTheLease = TimeSpan.FromSeconds(61);

    /// <summary>Where none can be, the next start takes it up. Later by more than a second, so that instants tell the lives apart.</summary>
    private static readonly TimeSpan BetweenLives = TimeSpan.FromSeconds(2);

    /// <summary>Real time, on the busiest machine: whoever waits in vain is to be told at what.</summary>
    private static readonly TimeSpan StepTimeMax = TimeSpan.FromMinutes(10);

    private readonly Lives lives = new();
    private readonly MailsByLife mails = new();
    private Installation here = null!;
    private Judge judge = null!;
    private string pool = "";
    private Action<Crossings>? plan;
    private int runs;

    private CrashDriver()
    {
    }

    public Installation Here => here;

    /// <summary>Webhooks and mails that came again, each excused by a crash.</summary>
    public int Repetitions => judge.Repetitions;

    /// <summary>Real time that ends and new starts took.</summary>
    public TimeSpan Restarting { get; private set; }

    public static async Task<CrashDriver> Start(DatabaseKind kind)
    {
        var driver = new CrashDriver();
        driver.here = await Installation.Start(kind, rehearses: false, driver.Equip);
        driver.pool = await Way.Stock(driver.here);
        driver.judge = new Judge(driver.here, driver.lives, driver.mails, driver.pool);
        return driver;
    }

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
    /// <returns>How many crashes there were: fewer where a crossing was not reached.</returns>
    public async Task<int> Walk(Way way, string? crossing, int? againAfter = null)
    {
        using var run = new WayRun(here, pool, $"KEY-{++runs:D6}");
        int crashes = 0;
        if (crossing is not null)
            CrashAt(here.Crossings, crossing);
        foreach (var step in way.Steps.Append(r => r.SettleInTime()))
        {
            while (true)
            {
                bool isDone = await Try(step, run);
                if (!here.Crossings.HasCrashed && isDone)
                    break;
                Assert.True(here.Crossings.HasCrashed, "A step failed without a crash.");
                Assert.True(crashes < CrashesPerWalkMax, $"{way.Name} does not get on after a crash at {crossing}.");
                if (againAfter is { } n && crashes == 0)
                    plan = next => CrashAfter(next, n);
                crashes += await Die();
            }
        }

        here.Crossings.At = null;
        await judge.Hear(way, run, $"{way.Name}, {here.Database.Kind}, {crashes} crashes, first at {crossing ?? "nothing"}, then {againAfter}");
        return crashes;
    }

    /// <summary>What every life of the server gets: doors that may be told to shut, and a mail server that knows whose mail it is.</summary>
    private void Equip(WebApplicationBuilder builder)
    {
        var crossings = new Crossings();
        plan?.Invoke(crossings);
        plan = null;
        builder.Services.AddSingleton(crossings);
        builder.Services.AddSingleton<IMailTransport>(mails.DoorOf(lives.Ended));
    }

    /// <returns>How many deaths it took: a server may die again as it starts.</returns>
    private async Task<int> Die()
    {
        for (int deaths = 1; ; deaths++)
        {
            lives.End(here.Clock.GetUtcNow(), await judge.Unnoted());
            here.Clock.Advance(here.Database.Kind == DatabaseKind.Sqlite ? BetweenLives : AfterTheLease);
            long began = Stopwatch.GetTimestamp();
            try
            {
                await here.Crash();
                return deaths;
            }
            catch (Crashed) when (deaths < CrashesPerWalkMax)
            {
                // It was told to.
            }
            finally
            {
                Restarting += Stopwatch.GetElapsedTime(began);
            }
        }
    }

    private async Task<bool> Try(Func<WayRun, Task> step, WayRun run)
    {
        try
        {
            await step(run).WaitAsync(StepTimeMax);
            return true;
        }
        catch (Exception) when (here.Crossings.HasCrashed)
        {
            // What an error looks like from outside depends on where the server died.
            return false;
        }
    }

    private static void CrashAt(Crossings crossings, string crossing)
    {
        int number = crossing.LastIndexOf(" #", StringComparison.Ordinal);
        string name = crossing[..number];
        int left = int.Parse(crossing[(number + 2)..], CultureInfo.InvariantCulture);
        crossings.At = passed =>
        {
            if (passed == name && Interlocked.Decrement(ref left) < 0)
                crossings.Crash();
            return Task.CompletedTask;
        };
    }

    private static void CrashAfter(Crossings crossings, int passes) => crossings.At = _ =>
    {
        if (Interlocked.Decrement(ref passes) < 0)
            crossings.Crash();
        return Task.CompletedTask;
    };
}
