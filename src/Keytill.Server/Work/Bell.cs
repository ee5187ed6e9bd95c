namespace Keytill.Server.Work;

/// <summary>Wakes one waiter. Rung while nobody waits, it wakes the next one at once.</summary>
internal sealed class Bell
{
    private volatile TaskCompletionSource rung = New();

    public void Ring() => rung.TrySetResult();

    /// <summary>Ends when the bell is rung, or after <paramref name="atMost"/> on <paramref name="clock"/>. Never throws.</summary>
    public async Task Wait(TimeSpan atMost, TimeProvider clock, CancellationToken cancel)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(rung.Task, Task.Delay(atMost, clock, enough.Token));
        await enough.CancelAsync();
        if (rung.Task.IsCompleted) rung = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
