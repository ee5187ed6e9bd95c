using Keytill.Server.Hosting;

namespace Keytill.Server.Work;

/// <summary>Runs the duties of <see cref="Schedule"/>, each at its own pace, from the moment the server listens.</summary>
internal sealed class Calendar(IReadOnlyList<Duty> duties, IServiceProvider services, TimeProvider clock, ILogger<Calendar> log) : IHostedLifecycleService, IDisposable
{
    /// <summary>However much falls due, a node looks no more often.</summary>
    private static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        running = Task.WhenAll(duties.Select(duty => Task.Run(() => Keep(duty), CancellationToken.None)));
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await stop.CancelAsync();
        await running.WaitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => stop.Dispose();

    private TimeSpan Pause(Duty duty, DateTimeOffset? next)
    {
        var until = next - clock.GetUtcNow() ?? duty.Every;
        return until > duty.Every ? duty.Every : until < PauseMin ? PauseMin : until;
    }

    private async Task Keep(Duty duty)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var next = await duty.Run(services, stop.Token);
                await Task.Delay(Pause(duty, next), clock, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Crashed)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "The duty {Name} failed and runs again at its next time.", duty.Name);
                await Task.WhenAny(Task.Delay(duty.Every, clock, stop.Token));
            }
        }
    }
}
