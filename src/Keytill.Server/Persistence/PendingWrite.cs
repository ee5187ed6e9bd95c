using Keytill.Core.Vendors;

namespace Keytill.Server.Persistence;

/// <summary>A body on its way through the door.</summary>
internal abstract class PendingWrite(string act, Scope scope)
{
    private const int Queued = 0;
    private const int Begun = 1;
    private const int Withdrawn = 2;
    private readonly TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int state;

    public string Act { get; } = act;

    public Scope Scope { get; } = scope;

    /// <summary>Ends when the body was committed, refused or withdrawn.</summary>
    public Task Settled => settled.Task;

    /// <summary>What the committed run has to hand out. Set before <see cref="Settled"/> ends.</summary>
    public WriteContext? Committed { get; private set; }

    /// <summary>False when the caller has gone before the body's turn came.</summary>
    public bool TryBegin() => Interlocked.CompareExchange(ref state, Begun, Queued) != Withdrawn;

    /// <summary>A body that has begun is finished, whoever still waits for it.</summary>
    public void Withdraw(CancellationToken cancel)
    {
        if (Interlocked.CompareExchange(ref state, Withdrawn, Queued) == Queued) settled.TrySetCanceled(cancel);
    }

    public void Succeed(WriteContext committed)
    {
        Committed = committed;
        settled.TrySetResult();
    }

    public void Fail(Exception failure) => settled.TrySetException(failure);

    public abstract Task RunBody(WriteContext write);
}

internal sealed class PendingWrite<T>(string act, Scope scope, Func<WriteContext, Task<T>> body) : PendingWrite(act, scope)
{
    /// <summary>What the last run of the body returned.</summary>
    public T Result { get; private set; } = default!;

    public override async Task RunBody(WriteContext write) => Result = await body(write);
}
