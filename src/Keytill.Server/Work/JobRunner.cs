using System.Security.Cryptography;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;

namespace Keytill.Server.Work;

/// <summary>Runs one item once and sees to what becomes of it.</summary>
internal sealed class JobRunner(IEnumerable<IJob> jobs, Completer completer, TimeProvider clock, ILogger<JobRunner> log)
{
    /// <summary>A try is cancelled well before its lease ends, so that nobody else begins while it still runs. Real time.</summary>
    public static readonly TimeSpan TryTimeMax = TimeSpan.FromSeconds(45);

    /// <summary>The longest wait that another side may ask for.</summary>
    private static readonly TimeSpan NotBeforeMax = TimeSpan.FromDays(1);

    /// <summary>Jitter in thousandths of the delay, so that what failed together does not come back together.</summary>
    private const int JitterPerMilleMax = 100;

    private readonly Dictionary<string, IJob> jobsByKind = jobs.ToDictionary(job => job.Kind, StringComparer.Ordinal);

    /// <summary>Never throws: a failed try is an ending like others.</summary>
    /// <param name="left">Called when the job itself has ended and only its ending is to be written.</param>
    public async Task Run(WorkItem item, Action left, CancellationToken stop)
    {
        Ending? ending;
        try
        {
            ending = await Try(item, stop);
        }
        finally
        {
            left();
        }

        if (ending is not null) await completer.Write(ending);
    }

    /// <returns>Null when nothing is left to be written, or nobody may write any more.</returns>
    private async Task<Ending?> Try(WorkItem item, CancellationToken stop)
    {
        if (!jobsByKind.TryGetValue(item.Kind, out var job)) return new Ending.Bury(item, $"There is no job of the kind {item.Kind}.", null);
        if (item.Attempts > 1 && job.RetryAfter(item.Attempts - 1) is null)
            return new Ending.Bury(item, $"It was begun {item.Attempts - 1} times and never ended: the process may have died of it.", null);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(stop);
        time.CancelAfter(TryTimeMax);
        try
        {
            return EndingOf(item, job, await job.Run(item, time.Token));
        }
        catch (LostLease)
        {
            // Somebody else does it, or has done it.
            return null;
        }
        catch (Crashed)
        {
            return null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new Ending.Later(item, TimeSpan.Zero, "It was called off.", Counts: false, null);
        }
        catch (Exception e)
        {
            log.LogWarning(e, "Try {Attempt} of {Kind} {Id} failed.", item.Attempts, item.Kind, item.Id);
            return EndingOf(item, job, new JobResult.Failed($"{e.GetType().Name}: {e.Message}"));
        }
    }

    private Ending? EndingOf(WorkItem item, IJob job, JobResult result)
    {
        switch (result)
        {
            case JobResult.Done:
                return null;
            case JobResult.Finished:
                return new Ending.Remove(item, null);
            case JobResult.Sent sent:
                return new Ending.Remove(item, sent.Outcome);
            case JobResult.Again again:
                return new Ending.Later(item, again.After, again.Reason, Counts: false, null);
            case JobResult.Bury bury:
                return Buried(item, bury.Reason, bury.Outcome);
            case JobResult.Failed failed when job.RetryAfter(item.Attempts) is { } delay:
                return new Ending.Later(item, Later(delay, failed.NotBefore), failed.Reason, Counts: true, failed.Outcome);
            case JobResult.Failed failed:
                return Buried(item, failed.Reason, failed.Outcome);
            default:
                throw new InvalidOperationException($"{result.GetType().Name} is no result of a job.");
        }
    }

    private Ending.Bury Buried(WorkItem item, string reason, ISending? outcome)
    {
        log.LogError("{Kind} {Id} is buried at {Time} after {Attempts} tries: {Reason}", item.Kind, item.Id, clock.GetUtcNow(), item.Attempts, reason);
        return new Ending.Bury(item, reason, outcome);
    }

    private static TimeSpan Later(TimeSpan delay, TimeSpan? notBefore)
    {
        if (notBefore is { } asked && asked > delay) delay = asked < NotBeforeMax ? asked : NotBeforeMax;
        return delay + (delay * RandomNumberGenerator.GetInt32(JitterPerMilleMax + 1) / 1_000);
    }
}
