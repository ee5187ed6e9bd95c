using System.Diagnostics;
using System.Globalization;
using Keytill.Core.Catalog;
using Keytill.Core.Webhooks;
using Keytill.Server.Hosting;
using Keytill.Server.Outgoing;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Keytill.Server.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Keytill.Bench;

/// <summary>The product as it is, in a process of its own, with a shop of one product and one endpoint. Its meters can be read over HTTP.</summary>
internal static class MeasuredServer
{
    public const string Command = "serve";
    public const string Product = "editor";
    public const string FiguresPath = "/bench/figures";
    public const string HookSetting = "Bench:Hook";

    /// <param name="args">The server's own, and the address of the webhook endpoint.</param>
    public static async Task Run(string[] args)
    {
        var complaints = new Complaints();
        await using var app = KeytillServer.Build(args, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(complaints);
            builder.Services.PostConfigure<OutgoingOptions>(options => options.AllowLoopback());
        });
        app.MapGet(FiguresPath, (StoreMeter meter) => ServerFigures.Of(meter, complaints.Count));
        await app.StartAsync();

        var store = app.Services.GetRequiredService<Store>();
        var shop = await TestShop.Open(store);
        await shop.Sell(store, Product, PriceList.Of(("EUR", 1900), ("USD", 2100)));
        var endpoint = await app.Services.GetRequiredService<RegisterEndpoint>()
            .Run(shop.Owner.VendorId!, shop.Owner.Mode, app.Configuration[HookSetting], null, CancellationToken.None);
        await ChildProcess.Serve(new Listening(new Uri(app.Urls.Single()), endpoint.LiveSecrets(TimeProvider.System.GetUtcNow())[0].Reveal()));
        await app.StopAsync();
    }
}

/// <summary>What the server has used and done since its start.</summary>
/// <param name="DiskBytes">Handed to the disk by this process; 0 where the system does not tell.</param>
/// <param name="Complaints">Log entries at warning and above.</param>
internal sealed record ServerFigures(long Writes, long Commits, long Reads, long Statements, double CpuMs, long DiskBytes, int Complaints, IReadOnlyDictionary<string, long> WritesByAct)
{
    private const string InputOutput = "/proc/self/io";
    private const string WriteBytes = "write_bytes:";

    public static ServerFigures Of(StoreMeter meter, int complaints) => new(
        meter.Writes, meter.Commits, meter.Reads, meter.Statements, Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds, WrittenBytes(), complaints, meter.WritesByAct);

    private static long WrittenBytes() =>
        File.Exists(InputOutput) && File.ReadLines(InputOutput).FirstOrDefault(line => line.StartsWith(WriteBytes, StringComparison.Ordinal)) is { } line
            ? long.Parse(line[WriteBytes.Length..], CultureInfo.InvariantCulture)
            : 0;
}

/// <summary>Counts what the server complains of, and shows the first ones: a run with complaints is not a valid one.</summary>
internal sealed class Complaints : ILoggerProvider, ILogger
{
    private const int ShownMax = 20;
    private int count;

    public int Count => Volatile.Read(ref count);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel) && Interlocked.Increment(ref count) <= ShownMax)
            Console.Error.WriteLine($"{logLevel}: {formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}
