using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Keytill.Bench.Floors;

/// <summary>
/// What a sale costs at least on this machine: a process that writes an order's rows in two commits, and does nothing else
/// (<see cref="DatabasePath"/>), or has the whole conversation around them (<see cref="Conversation"/>).
/// </summary>
internal static class FloorServer
{
    public const string Command = "floor";
    public const string DatabasePath = "/floor/database";
    private const int Tasks = 32;

    /// <param name="args">A file with the <see cref="FloorOrder"/>.</param>
    public static async Task Run(string[] args)
    {
        var order = JsonSerializer.Deserialize<FloorOrder>(await File.ReadAllTextAsync(args[0]))!;
        var books = new Books(order.Postgres, order.Folder);
        var rows = await OrderRows.Read(books, order.Number);
        await using var writer = await RowWriter.Open(books, order.Postgres);
        var copies = new Copies(Copies.Floor);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        var conversation = new Conversation(order, rows, writer, copies, () => new Uri(app.Urls.Single()));
        app.Run(async http =>
        {
            if (http.Request.Path == DatabasePath)
                await http.Response.WriteAsJsonAsync(await RowsFor(Seconds(http.Request), rows, writer, copies));
            else
                await conversation.Answer(http);
        });
        await app.StartAsync();
        await ChildProcess.Serve(new Listening(new Uri(app.Urls.Single()), null));
        await app.StopAsync();
    }

    private static TimeSpan Seconds(HttpRequest request) => TimeSpan.FromSeconds(int.Parse(request.Query["seconds"]!, CultureInfo.InvariantCulture));

    private static async Task<DatabaseFloor> RowsFor(TimeSpan time, OrderRows rows, RowWriter writer, Copies copies)
    {
        long start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Tasks).Select(_ => Task.Run(async () =>
        {
            int orders = 0;
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                string copy = copies.Next();
                await writer.Commit(rows.First, copy);
                await writer.Commit(rows.Second, copy);
                orders++;
            }

            return orders;
        })));
        return new DatabaseFloor(counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds, rows.Count);
    }
}

/// <summary>A delivered order as the product sold it: the pages that its buyer saw and the webhooks that its vendor got.</summary>
internal sealed record FloorOrder(
    string? Postgres, string Folder, string Number, string Token, string CheckoutToken, string CheckoutPage, string UnpaidPage, string DeliveredPage, int Looks,
    IReadOnlyList<string> Webhooks, string WebhookSecret, Uri Bank, string BankSecret, Uri Receiver);

internal sealed record DatabaseFloor(double OrdersPerSecond, int RowsPerOrder);

/// <summary>Names for copies of the order, <see cref="OrderRows.CopyChars"/> long.</summary>
/// <param name="series">Copies of one database that are made for different ends have names of different series.</param>
internal sealed class Copies(char series)
{
    public const char Before = 'b';
    public const char Floor = 'f';

    private int count;

    public string Next() => string.Create(CultureInfo.InvariantCulture, $"{series}{Interlocked.Increment(ref count):x7}");
}
