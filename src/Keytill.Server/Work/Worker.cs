using Keytill.Server.Hosting;
using Keytill.Server.Persistence;

namespace Keytill.Server.Work;

/// <summary>
/// Does this node's share of the work: what was born here, and what is overdue anywhere. Begins when the server listens,
/// because jobs may call it, and ends before it stops listening.
/// </summary>
public sealed class Worker : IHostedLifecycleService, IDisposable
{
    /// <summary>The net under all signals.</summary>
    public static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(1);

    /// <summary>How long the end waits for what runs. Real time.</summary>
    public static readonly TimeSpan StopTimeMax = TimeSpan.FromSeconds(10);

    private const int ClaimMax = 64;

    /// <summary>How long one look at an order waits for items that somebody else holds. Real time, above one lease of a stuck try.</summary>
    private static readonly TimeSpan OthersTimeMax = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>Real time, on the busiest machine.</summary>
    private static readonly TimeSpan IdleTimeMax = TimeSpan.FromMinutes(5);

    private readonly WorkQueue queue;
    private readonly Lanes lanes;
    private readonly JobRunner runner;
    private readonly TimeProvider clock;
    private readonly ILogger<Worker> log;
    private readonly CancellationTokenSource stopClaiming = new();
    private readonly CancellationTokenSource stopJobs = new();
    private Task claiming = Task.CompletedTask;
    private int inFlight;

    internal Worker(WorkQueue queue, Lanes lanes, JobRunner runner, TimeProvider clock, ILogger<Worker> log) =>
        (this.queue, this.lanes, this.runner, this.clock, this.log) = (queue, lanes, runner, clock, log);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Before the server listens: nobody can hold anything yet.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => queue.FreeWhatTheDeadHeld();

    /// <summary>After the server has begun to listen.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        lanes.Open(Begin);
        using (ExecutionContext.SuppressFlow()) claiming = Task.Run(Claim, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Before the server stops listening.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await stopClaiming.CancelAsync();
        var left = lanes.Close();
        await claiming;
        await TryGiveBack(left, atOnce: true);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(StopTimeMax);
        if (!await BecomesIdle(patience.Token))
        {
            await stopJobs.CancelAsync();
            await BecomesIdle(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Does everything of this order that is due, here and now, and waits for what others of its items are held: what an
    /// order's clock does at each of its steps.
    /// </summary>
    /// <returns>How many items were run here.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up: what he had not done is left to the worker.</exception>
    public async Task<int> RunDue(string orderId, CancellationToken cancel = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(OthersTimeMax);
        for (int run = 0; ;)
        {
            // What was called off is due again at once: whoever has given up must not take it up for ever.
            cancel.ThrowIfCancellationRequested();
            var due = await queue.ClaimOfOrder(orderId, ClaimMax);
            foreach (var item in due) await runner.Run(item, () => { }, cancel);
            run += due.Count;
            if (due.Count > 0) continue;
            if (await queue.CountUnsettled(orderId, cancel) == 0 || patience.IsCancellationRequested) return run;
            // Born due just now, it is held by this node's lanes.
            await Task.Delay(LookEvery, TimeProvider.System, cancel);
        }
    }

    /// <summary>
    /// Ends when nothing runs on this node and nothing is due or held: all that follows from what was done is done too. For tests, whose clock
    /// stands: it may have moved on while a look was under way, and nobody looks again by it.
    /// </summary>
    /// <exception cref="TimeoutException">Something is due or held for longer than <see cref="IdleTimeMax"/>.</exception>
    internal async Task WhenIdle(CancellationToken cancel = default)
    {
        using var patience = new CancellationTokenSource(IdleTimeMax);
        while (true)
        {
            if (Volatile.Read(ref inFlight) == 0 && lanes.Bell.IsAwaited)
            {
                if (!await queue.IsAnythingDueOrHeld()) return;
                lanes.Ring();
            }

            if (patience.IsCancellationRequested) throw new TimeoutException("Work does not come to its end.");
            await Task.Delay(LookEvery / 4, TimeProvider.System, cancel);
        }
    }

    public void Dispose()
    {
        stopClaiming.Dispose();
        stopJobs.Dispose();
    }

    private async Task Claim()
    {
        while (!stopClaiming.IsCancellationRequested)
        {
            bool more = false;
            try
            {
                more = await ClaimSome();
            }
            catch (Crashed)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "Work could not be claimed.");
            }

            if (!more) await lanes.Bell.Wait(PollEvery, clock, stopClaiming.Token);
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> ClaimSome()
    {
        var room = lanes.Look();
        int max = Math.Min(ClaimMax, room.Free);
        if (max == 0) return false;
        var claimed = await queue.Claim(max, room);
        WorkItem[] surplus = [.. claimed.Where(item => !lanes.TryTake(item))];
        await queue.GiveBack(surplus, atOnce: stopClaiming.IsCancellationRequested);
        return claimed.Count == max;
    }

    /// <summary>Begins an item in a flow of its own; its lane hears when the job has ended.</summary>
    private void Begin(WorkItem item)
    {
        Interlocked.Increment(ref inFlight);
        using var own = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _ = Task.Run(() => RunInLane(item));
    }

    private async Task RunInLane(WorkItem item)
    {
        try
        {
            if (item.DueAt - clock.GetUtcNow() < WorkQueue.LeaseTime / 2)
            {
                // It waited too long for its turn: a try could outlive its lease.
                lanes.Leave(item.Lane);
                await TryGiveBack([item], atOnce: true);
                return;
            }

            await runner.Run(item, () => lanes.Leave(item.Lane), stopJobs.Token);
        }
        finally
        {
            Interlocked.Decrement(ref inFlight);
        }
    }

    private async Task TryGiveBack(IReadOnlyList<WorkItem> items, bool atOnce)
    {
        try
        {
            await queue.GiveBack(items, atOnce);
        }
        catch (Exception e)
        {
            log.LogDebug("{Count} items keep their lease until it ends: {Why}", items.Count, e.Message);
        }
    }

    private async Task<bool> BecomesIdle(CancellationToken patience)
    {
        while (Volatile.Read(ref inFlight) > 0)
        {
            if (patience.IsCancellationRequested) return false;
            await Task.Delay(LookEvery, TimeProvider.System);
        }

        return true;
    }
}
