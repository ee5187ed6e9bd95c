namespace Keytill.Server.Work;

/// <summary>Something that runs by the clock. It reads from state what is due: after a month of standstill it catches up, once.</summary>
/// <param name="Name">Imperative, for logs.</param>
/// <param name="Every">The pause between two runs; the first comes at the start of the node.</param>
/// <param name="Run">Called outside transactions, on every node; bounded, and safe beside itself.</param>
public sealed record Duty(string Name, TimeSpan Every, Func<IServiceProvider, CancellationToken, Task> Run);

/// <summary>What runs by the clock: the one list.</summary>
public static class Schedule
{
    public static IReadOnlyList<Duty> Duties { get; } =
    [
        new("forget old events", TimeSpan.FromDays(1), (services, cancel) => services.GetRequiredService<ForgetEvents>().Run(cancel)),
    ];
}
