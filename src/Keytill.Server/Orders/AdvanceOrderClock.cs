using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Payments;
using Keytill.Server.Persistence;
using Keytill.Server.Work;

namespace Keytill.Server.Orders;

/// <summary>
/// Moves a test order's own clock on, step by step: to the earliest thing that falls due, which is then done by the worker's
/// own code, and so on to the target. A jump would make a month of reminders and retries fall due in one instant.
/// </summary>
public sealed class AdvanceOrderClock(Store store, OrderQueries orders, KeepOrders calendar, WorkQueue queue, Worker worker, SandboxGateway bank, TimeProvider clock)
{
    private const int StepsMax = 1_000;
    private static readonly TimeSpan RealTimeMax = TimeSpan.FromSeconds(30);

    /// <param name="by">Positive.</param>
    /// <exception cref="RuleBroken"><c>live_clock</c>; <c>clock_too_far</c> where so much falls due on the way that it must be gone in several parts.</exception>
    public async Task Run(Scope scope, string orderId, TimeSpan by, CancellationToken cancel)
    {
        var order = await orders.ById(scope, orderId, cancel) ?? throw new OrderNotFound(orderId);
        await RunTo(scope, orderId, order.ClockOffset + by, cancel);
    }

    /// <summary>The same, to where the order's clock is this far ahead of the wall's. Who was broken off on the way asks again, and comes to the same place.</summary>
    /// <inheritdoc cref="Run"/>
    public async Task RunTo(Scope scope, string orderId, TimeSpan target, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(RealTimeMax);
        try
        {
            await Walk(scope, orderId, target, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new RuleBroken("clock_too_far", $"What falls due on the way takes longer than {RealTimeMax.TotalSeconds:0} seconds: advance in smaller parts.");
        }
    }

    private async Task Walk(Scope scope, string orderId, TimeSpan target, CancellationToken cancel)
    {
        for (int step = 0; step < StepsMax; step++)
        {
            await worker.RunDue(orderId, cancel);
            var order = await orders.ById(scope, orderId, cancel) ?? throw new OrderNotFound(orderId);
            if (order.NextDueAt <= clock.GetUtcNow())
            {
                await calendar.Keep(scope, orderId, cancel);
                continue;
            }

            if (order.ClockOffset >= target)
                return;
            await Move(scope, orderId, order.ClockOffset, await NextStride(order, target - order.ClockOffset, cancel), cancel);
        }

        throw new RuleBroken("clock_too_far", $"More than {StepsMax} things fall due on the way: advance in smaller parts.");
    }

    /// <summary>To the earliest of what is due in our work, in the calendar and at the bank, but not beyond what is left.</summary>
    private async Task<TimeSpan> NextStride(Order order, TimeSpan left, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        DateTimeOffset?[] dues = [await queue.EarliestDue(order.Id, cancel), order.NextDueAt, await NextAtBank(order, cancel)];
        var ahead = dues.OfType<DateTimeOffset>().Where(due => due > now).Select(due => due - now).Append(left).Min();
        return ahead < left ? ahead : left;
    }

    /// <summary>One stride from where the clock was seen. Where somebody else has moved it meanwhile nothing is moved: look again.</summary>
    private async Task Move(Scope scope, string orderId, TimeSpan from, TimeSpan by, CancellationToken cancel)
    {
        var moved = await store.Write("advance clock", scope, async write =>
        {
            var order = await write.LockOrder(orderId) ?? throw new OrderNotFound(orderId);
            if (order.ClockOffset != from)
                return order;
            order.AdvanceClock(by);
            await queue.BringForward(write, orderId, by);
            return order;
        }, cancel);
        await NextAtBank(moved, cancel);
    }

    /// <summary>Brings the bank to the order's time; what falls due there happens. In wall time, as all that is due is.</summary>
    private async Task<DateTimeOffset?> NextAtBank(Order order, CancellationToken cancel)
    {
        string[] known = [.. order.Payments.Where(p => p.Method == bank.Method && p.GatewayReference is not null).Select(p => p.Id)];
        if (known.Length == 0)
            return null;
        var at = await bank.MoveClock(known, order.TimeAt(clock.GetUtcNow()), cancel);
        return at.NextDueAt is { } due ? order.WallAt(due) : null;
    }
}
