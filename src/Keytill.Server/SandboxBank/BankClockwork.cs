using System.Threading.Channels;

namespace Keytill.Server.SandboxBank;

/// <summary>The one loop in the background: what falls due happens, and what is owed to the merchant is said.</summary>
internal sealed class BankClockwork(BankPayments payments, NoticeSender sender, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan LookAtLeastEvery = TimeSpan.FromMinutes(1);

    /// <summary>What the tables can tell apart.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource stop = new();
    private Task? loop;

    public void Start() => loop ??= Task.Run(Run);

    public async Task Stop()
    {
        await stop.CancelAsync();
        if (loop is not null)
            await loop;
    }

    /// <summary>Comes round at once. From any thread, any number of times.</summary>
    public void Wake() => bell.Writer.TryWrite(true);

    private async Task Run()
    {
        while (!stop.IsCancellationRequested)
        {
            DateTimeOffset? next = null;
            try
            {
                DateTimeOffset? nextPayment = await payments.SettleDue();
                DateTimeOffset? nextNotice = sender.SendDue(stop.Token);
                next = nextPayment is null || nextNotice < nextPayment ? nextNotice : nextPayment;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                log.LogError(error, "Sandbox Bank's clockwork stumbled and goes on");
            }

            await WaitUntil(next);
        }
    }

    private async Task WaitUntil(DateTimeOffset? next)
    {
        TimeSpan wait = next is { } due && due - clock.GetUtcNow() < LookAtLeastEvery ? due - clock.GetUtcNow() : LookAtLeastEvery;
        if (wait <= TimeSpan.Zero)
            return;

        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        Task rung = bell.Reader.WaitToReadAsync(over.Token).AsTask();
        Task elapsed = Task.Delay(wait > Tick ? wait : Tick, clock, over.Token);
        // A clock that was moved between the look at it and the timer would leave the timer late.
        if (!(next <= clock.GetUtcNow()))
            await Task.WhenAny(rung, elapsed);

        await over.CancelAsync();
        bell.Reader.TryRead(out _);
    }
}
