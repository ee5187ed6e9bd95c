namespace Keytill.Server.Work;

/// <summary>Runs the work items of one kind. May run the same item again after a crash.</summary>
public interface IJob
{
    string Kind { get; }

    /// <summary>When the next try is due after this many failed ones, or null: bury it. Jitter is the queue's.</summary>
    TimeSpan? RetryAfter(int attempts);

    /// <summary>Called outside transactions. An exception is a failed try.</summary>
    Task<JobResult> Run(WorkItem item, CancellationToken cancel);
}

public abstract record JobResult
{
    private JobResult()
    {
    }

    /// <summary>The job's own write has completed the item (<see cref="Persistence.WriteContext.Complete"/>).</summary>
    public sealed record Done : JobResult;

    /// <summary>Nothing was, or is, to be done: the queue takes the item away.</summary>
    public sealed record Finished : JobResult;

    /// <summary>A finished sending: the completer writes its outcome and takes the item away, up to 64 in one write.</summary>
    public sealed record Sent(ISending Outcome) : JobResult;

    /// <summary>Not yet: again after this time (order time where the item hangs on an order); not counted as a failure.</summary>
    public sealed record Again(TimeSpan After, string Reason) : JobResult;

    /// <summary>Failed: by <see cref="RetryAfter"/>, or as the other side asked.</summary>
    /// <param name="NotBefore">The other side's Retry-After, if any.</param>
    /// <param name="Outcome">What to record about the failed try, if anything.</param>
    public sealed record Failed(string Reason, TimeSpan? NotBefore = null, ISending? Outcome = null) : JobResult;

    /// <summary>No further try makes sense: a person must look.</summary>
    public sealed record Bury(string Reason, ISending? Outcome = null) : JobResult;
}

/// <summary>The record of one try to send a mail or a webhook, written in the transaction that completes or moves its item.</summary>
public interface ISending
{
    /// <summary>Runs inside the write that completes the item, together with up to 63 others; may run again.</summary>
    Task Record(Persistence.WriteContext write);
}
