using System.Diagnostics;

namespace Keytill.Bench;

/// <summary>Buyers in closed loops: warmed up, measured for a while, then let go. Only sales that end inside the measured time count.</summary>
internal static class Window
{
    private const int FailuresMax = 20;

    /// <param name="atStart">When the measured time begins.</param>
    /// <param name="atEnd">When it ends; the buyers still finish what they have begun.</param>
    public static async Task<WindowResult> Run(Uri shop, int buyers, BenchOptions options, Func<Task> atStart, Func<IReadOnlyList<Sale>, Task> atEnd)
    {
        using var stop = new CancellationTokenSource();
        var loops = Enumerable.Range(0, buyers).Select(id => new Loop(shop, id)).ToArray();
        var running = loops.Select(loop => Task.Run(() => loop.Run(stop.Token))).ToArray();
        await Task.Delay(options.Warmup, TimeProvider.System);
        await atStart();
        long start = Stopwatch.GetTimestamp();
        await Task.Delay(options.Measured, TimeProvider.System);
        long end = Stopwatch.GetTimestamp();
        Sale[] counted = [.. loops.SelectMany(loop => loop.Sales()).Where(sale => sale.EndedAt >= start && sale.EndedAt <= end)];
        await stop.CancelAsync();
        await atEnd(counted);
        await Task.WhenAll(running);
        string[] failures = [.. loops.SelectMany(loop => loop.Failures).Take(FailuresMax)];
        return new WindowResult(counted, Stopwatch.GetElapsedTime(start, end), failures, loops.Select(loop => loop.Last).OfType<Sale>().FirstOrDefault());
    }

    private sealed class Loop(Uri shop, int id)
    {
        private readonly List<Sale> sales = [];

        public List<string> Failures { get; } = [];

        /// <summary>The latest one, with its pages.</summary>
        public Sale? Last { get; private set; }

        public IReadOnlyList<Sale> Sales()
        {
            lock (sales)
                return [.. sales];
        }

        public async Task Run(CancellationToken stop)
        {
            using var buyer = new Buyer(shop, id);
            while (!stop.IsCancellationRequested && Failures.Count < FailuresMax)
            {
                try
                {
                    var sale = await buyer.Buy();
                    Last?.ForgetPages();
                    Last = sale;
                    lock (sales)
                        sales.Add(sale);
                }
                catch (Exception e) when (e is BuyerStuck or HttpRequestException or OperationCanceledException)
                {
                    Failures.Add(e.Message);
                }
            }
        }
    }
}

/// <param name="Sample">One whole sale with its pages; null where none succeeded.</param>
internal sealed record WindowResult(IReadOnlyList<Sale> Counted, TimeSpan Measured, IReadOnlyList<string> Failures, Sale? Sample)
{
    public double PerSecond => Counted.Count / Measured.TotalSeconds;
}
