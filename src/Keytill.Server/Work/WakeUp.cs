using System.Globalization;
using Keytill.Server.Persistence;

namespace Keytill.Server.Work;

/// <summary>
/// Hints between nodes of which orders have changed and that work waits. Only hints: whoever misses one finds out by
/// looking, a second later. At most one per node in <see cref="Pause"/>, after commits, never inside a transaction.
/// </summary>
internal sealed class WakeUp(Dialect dialect, OrderSignals signals, Lanes lanes, ILogger<WakeUp> log) : BackgroundService
{
    /// <summary>Real time.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromSeconds(1);

    /// <summary>Orders named in one hint; those beyond it are found by looking.</summary>
    private const int OrdersMax = 150;

    private readonly string node = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N");
    private readonly Dictionary<string, long> changed = new(StringComparer.Ordinal);
    private readonly Bell bell = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!dialect.HasOtherNodes) return;
        signals.OnLocalChange = Note;
        await Task.WhenAll(Keep(() => dialect.Listen(Hear, stoppingToken), stoppingToken), Keep(() => Tell(stoppingToken), stoppingToken));
    }

    private async Task Keep(Func<Task> act, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await act();
            }
            catch (Exception e)
            {
                if (stop.IsCancellationRequested) return;
                log.LogDebug(e, "Hints between nodes are interrupted.");
                await Task.WhenAny(Task.Delay(ReconnectAfter, TimeProvider.System, stop));
            }
        }
    }

    private void Note(string orderId, long version)
    {
        lock (changed)
        {
            if (changed.Count < OrdersMax) changed[orderId] = version;
        }

        bell.Ring();
    }

    private async Task Tell(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await bell.Wait(TimeSpan.FromMinutes(1), TimeProvider.System, stop);
            string text;
            lock (changed)
            {
                if (changed.Count == 0) continue;
                text = node + string.Concat(changed.Select(c => string.Create(CultureInfo.InvariantCulture, $" {c.Key}:{c.Value}")));
                changed.Clear();
            }

            await dialect.Hint(text, stop);
            await Task.Delay(Pause, TimeProvider.System, stop);
        }
    }

    private void Hear(string text)
    {
        string[] words = text.Split(' ');
        if (words[0] == node) return;
        // Whoever changed an order may have left work that no place was free for.
        lanes.Ring();
        foreach (string word in words.Skip(1))
        {
            int colon = word.LastIndexOf(':');
            if (colon > 0 && long.TryParse(word.AsSpan(colon + 1), CultureInfo.InvariantCulture, out long version)) signals.Heard(word[..colon], version);
        }
    }
}
