using System.Threading.Channels;

namespace Keytill.Server.SandboxBank;

/// <summary>The one loop in the background: what falls due happens, and what is owed to the merchant is said.</summary>
internal sealed class BankClockwork(BankPayments payments, NoticeSender sender, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan LookAtLeastEvery = TimeSpan.FromMinutes(1);

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
        TimeSpan wait = next is { } at && at - clock.GetUtcNow() < LookAtLeastEvery ? at - clock.GetUtcNow() : LookAtLeastEvery;
        if (wait < TimeSpan.FromMilliseconds(1))
            wait = TimeSpan.FromMilliseconds(1);

        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        Task rung = bell.Reader.WaitToReadAsync(over.Token).AsTask();
        await Task.WhenAny(rung, Task.Delay(wait, clock, over.Token));
        await over.CancelAsync();
        bell.Reader.TryRead(out _);
    }
}
