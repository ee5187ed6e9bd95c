using Keytill.Server.Orders;
using Keytill.Server.Privacy;

namespace Keytill.Server.Work;

/// <summary>Something that runs by the clock. It reads from state what is due: after a month of standstill it catches up, once.</summary>
/// <param name="Name">Imperative, for logs.</param>
/// <param name="Every">The longest pause between two runs; the first comes at the start of the node.</param>
/// <param name="Run">
/// Called outside transactions, on every node; bounded, and safe beside itself. Gives the instant at which it is needed next, where it knows of one.
/// </param>
public sealed record Duty(string Name, TimeSpan Every, Func<IServiceProvider, CancellationToken, Task<DateTimeOffset?>> Run);

/// <summary>What runs by the clock: the one list.</summary>
public static class Schedule
{
    public static IReadOnlyList<Duty> Duties { get; } =
    [
        // Nothing falls due within an hour of an order's creation: what a run does not know of yet, the next one does in time.
        new("keep orders", TimeSpan.FromHours(1), (services, cancel) => services.GetRequiredService<KeepOrders>().Run(cancel)),
        new("forget what is old", TimeSpan.FromDays(1), async (services, cancel) =>
        {
            await services.GetRequiredService<Retention>().Run(cancel);
            return null;
        }),
    ];
}
