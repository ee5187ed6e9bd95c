namespace Keytill.Server.Work;

/// <summary>Wakes one waiter. Rung while nobody waits, it wakes the next one at once.</summary>
internal sealed class Bell
{
    private volatile TaskCompletionSource rung = New();
    private bool awaited;

    /// <summary>Whether somebody waits who has not been woken.</summary>
    public bool IsAwaited
    {
        get => Volatile.Read(ref awaited);
        private set => Volatile.Write(ref awaited, value);
    }

    public void Ring() => rung.TrySetResult();

    /// <summary>Ends when the bell is rung, or after <paramref name="atMost"/> on <paramref name="clock"/>. Never throws.</summary>
    public async Task Wait(TimeSpan atMost, TimeProvider clock, CancellationToken cancel)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var time = Task.Delay(atMost, clock, enough.Token);
        // Only now: who sees this may move the clock, and wakes the waiter.
        IsAwaited = true;
        await Task.WhenAny(rung.Task, time);
        IsAwaited = false;
        await enough.CancelAsync();
        if (rung.Task.IsCompleted) rung = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
