using Keytill.Server.Hosting;
using Keytill.Server.Licenses;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Keytill.Server.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Keytill.Server.Tests.Races;

/// <summary>
/// An installation on which races are run, one after another. Its worker stands still: what follows from an order is done when
/// a race says so, and by nobody beside it. Bodies run once, as in production.
/// </summary>
internal sealed class Track : IAsyncDisposable
{
    /// <summary>The request header that says on whose behalf a page is asked for.</summary>
    public const string SideHeader = "Race-Side";

    /// <summary>Where a pool sells a key: the point of a race for one, below the lock of the buyer's own order.</summary>
    public const string ClaimKey = "claim key";

    /// <summary>Each side of the largest race holds a connection of its own.</summary>
    private const string ManyConnections = ";Maximum Pool Size=60";

    private static readonly TimeSpan ArrivalMax = TimeSpan.FromSeconds(10);
    private readonly DatabaseKind kind;
    private readonly SeededDraw draw;
    private StartingLine? line;

    private Track(DatabaseKind kind) => (this.kind, draw) = (kind, new SeededDraw(Proof.Seed + (int)kind));

    public Installation Here { get; private set; } = null!;

    public DatabaseKind Kind => kind;

    /// <summary>One writer at a time: bodies run in the order in which they were queued.</summary>
    public bool HasOneWriter => kind == DatabaseKind.Sqlite;

    public static async Task<Track> Open(DatabaseKind kind)
    {
        var track = new Track(kind);
        track.Here = await Installation.Start(kind, rehearses: false, track.Prepare);
        await track.Here.Get<Worker>().StoppingAsync(CancellationToken.None);
        track.Here.Bank.Mischief.HoldsNotices = true;
        track.Here.Crossings.At = track.Pass;
        track.Here.Crossings.AtBody = act => track.HasOneWriter ? Task.CompletedTask : track.Arrive(act);
        return track;
    }

    /// <summary>From 0 to one below <paramref name="bound"/>.</summary>
    public int Draw(int bound) => draw.Below(bound);

    /// <summary>
    /// Holds every side just before the first statement of its body, lets all go together in an order that is drawn, and waits
    /// until each has ended.
    /// </summary>
    public async Task<Heat> Run(params IReadOnlyList<Side> sides)
    {
        var start = line = new StartingLine(sides);
        var running = sides.Select(side => Task.Run(() => Run(side))).ToList();
        await Task.WhenAny([start.AllThere, Task.Delay(ArrivalMax, TimeProvider.System), .. running]);
        bool allThere = start.AllThere.IsCompletedSuccessfully;

        Side[] order = [.. sides.OrderBy(_ => draw.Below(int.MaxValue))];
        if (HasOneWriter)
            await WhileTheWriterIsHeld(() => LetQueue(start, order));
        else
            LetGo(start, order);
        var failures = await Task.WhenAll(running);
        line = null;
        string? first = HasOneWriter ? order.First(side => failures.All(f => f.Side != side || f.Failure is null)).Name : start.First;
        return new Heat(allThere, first, failures.Where(f => f.Failure is not null).ToDictionary(f => f.Side.Name, f => f.Failure!));
    }

    public ValueTask DisposeAsync() => Here.DisposeAsync();

    private static void LetGo(StartingLine start, Side[] order)
    {
        foreach (var side in order)
            start.LetGo(side);
    }

    /// <summary>Each stands in the writer's queue before the next one is let go: otherwise the order would be the threads'.</summary>
    private async Task LetQueue(StartingLine start, Side[] order)
    {
        foreach (var side in order)
        {
            int before = Here.Store.WritesWaiting;
            start.LetGo(side);
            // Who never arrived has ended, or is waited for in vain: that run does not count.
            if (start.IsThere(side))
                await Installation.Until(() => Task.FromResult(Here.Store.WritesWaiting > before), $"{side.Name} waits for the writer");
        }
    }

    private static async Task<(Side Side, Exception? Failure)> Run(Side side)
    {
        StartingLine.Runner = side.Name;
        try
        {
            await side.Go();
            return (side, null);
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            // Refused, as one of two may be: the race judges by it.
            return (side, e);
        }
    }

    /// <summary>All sides queue behind a body that holds the one writer, so that they share the next group, in this order.</summary>
    private async Task WhileTheWriterIsHeld(Func<Task> queueAll)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var holding = Here.Store.Write("hold the writer", Here.Scope, async _ =>
        {
            entered.SetResult();
            await open.Task;
        });
        await entered.Task;
        await queueAll();
        open.SetResult();
        await holding;
    }

    private Task Arrive(string act) => line?.Arrive(act) ?? Task.CompletedTask;

    private Task Pass(string crossing)
    {
        switch (crossing.Split(':'))
        {
            case ["write", var act, "before"] when HasOneWriter:
                return Arrive(act);
            case ["write", var act, "after"]:
                line?.Committed(act);
                break;
        }

        return Task.CompletedTask;
    }

    private void Prepare(WebApplicationBuilder builder)
    {
        if (builder.Configuration["Database"] is { Length: > 0 } database)
            builder.Configuration["Database"] = database + ManyConnections;
        builder.Services.AddSingleton<IStartupFilter, SideOfRequest>();
        builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(KeyPoolMethod)));
        builder.Services.AddSingleton<KeyPoolMethod>();
        builder.Services.AddSingleton<ILocalLicenseMethod>(services => new PoolAtTheLine(services.GetRequiredService<KeyPoolMethod>(), () => Arrive(ClaimKey)));
    }

    /// <summary>The product's own pool, each claim held at the line.</summary>
    private sealed class PoolAtTheLine(KeyPoolMethod pool, Func<Task> arrive) : ILocalLicenseMethod
    {
        public string Name => pool.Name;

        public void Check(string settings) => pool.Check(settings);

        public Task Prepare(string vendorId, Core.Vendors.Mode mode, CancellationToken cancel) => pool.Prepare(vendorId, mode, cancel);

        public async Task<LicenseAnswer> Claim(LicenseRequest request, WriteContext write)
        {
            await arrive();
            return await pool.Claim(request, write);
        }
    }

    private sealed class SideOfRequest : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, go) =>
            {
                StartingLine.Runner = http.Request.Headers[SideHeader].FirstOrDefault();
                return go(http);
            });
            next(app);
        };
    }
}
