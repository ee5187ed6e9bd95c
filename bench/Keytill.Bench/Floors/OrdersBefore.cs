using System.Diagnostics;

namespace Keytill.Bench.Floors;

/// <summary>A shop that has sold for years: all rows of one delivered order, written again under fresh ids and addresses, as often as wanted.</summary>
internal static class OrdersBefore
{
    private const int Tasks = 32;

    /// <param name="number">Of an order that was delivered, with its mails and webhooks gone out.</param>
    public static async Task<BeforeFigures> Make(Books books, string? postgres, string number, int count)
    {
        long start = Stopwatch.GetTimestamp();
        var rows = await OrderRows.Read(books, number);
        var all = rows.First.Concat(rows.Second).ToArray();
        await using (var writer = await RowWriter.Open(books, postgres))
        {
            var copies = new Copies(Copies.Before);
            int left = count;
            await Task.WhenAll(Enumerable.Range(0, Tasks).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                    await writer.Commit(all, copies.Next());
            })));
        }

        // As it would be by now on a server that has run as long.
        await books.Analyze();
        return new BeforeFigures(count, rows.Count, await books.Bytes(), Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}

/// <param name="Bytes">Of the whole database on the disk.</param>
/// <param name="Seconds">That it took to write them.</param>
internal sealed record BeforeFigures(int Orders, int RowsPerOrder, long Bytes, double Seconds);
