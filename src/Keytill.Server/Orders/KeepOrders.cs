using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;
using Keytill.Server.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Orders;

/// <summary>
/// The calendar of orders: finds by <see cref="Order.NextDueAt"/> those that something is due for, and has
/// each do it. Safe on several nodes at once: whoever has the order's lock second finds it done.
/// </summary>
public sealed partial class KeepOrders(Store store, TimeProvider clock, ILogger<KeepOrders> log)
{
    private const int PageMax = 100;

    /// <summary>Pages in one run: what is left over is the next run's.</summary>
    private const int PagesMax = 100;

    /// <returns>When something is due next, as far as is known now.</returns>
    public async Task<DateTimeOffset?> Run(CancellationToken cancel)
    {
        string after = "";
        for (int page = 0; page < PagesMax; page++)
        {
            var due = await Due(after, cancel);
            foreach (var (id, scope) in due)
                await KeepOrLog(id, scope, cancel);
            if (due.Count < PageMax)
                break;
            after = due[^1].Id;
        }

        return await store.Read(Scope.Everything, db => db.Set<Order>().MinAsync(o => o.NextDueAt, cancel), cancel);
    }

    /// <summary>Does what is due for one order, if anything is.</summary>
    public Task Keep(Scope scope, string orderId, CancellationToken cancel) =>
        store.Write("keep order", scope, async write =>
        {
            if (await write.LockOrder(orderId) is not { } order)
                return;
            bool reminds = await write.Db.Set<Vendor>().Where(v => v.Id == order.VendorId).Select(v => v.SendsReminders).SingleAsync();
            // What was due by an older rule than today's is looked for no more.
            if (!order.KeepUp(reminds, order.TimeAt(write.Now)))
                order.ScheduleNext();
            else if (order.IsErased)
                await ForgetBuyer.Everywhere(write, order);
        }, cancel);

    /// <summary>One order that cannot be kept must not keep the others waiting.</summary>
    private async Task KeepOrLog(string id, Scope scope, CancellationToken cancel)
    {
        try
        {
            await Keep(scope, id, cancel);
        }
        catch (Exception e) when (e is not (OperationCanceledException or Crashed))
        {
            LogNotKept(e, id);
        }
    }

    private async Task<IReadOnlyList<(string Id, Scope Scope)>> Due(string after, CancellationToken cancel)
    {
        var now = Instants.Whole(clock.GetUtcNow());
        var due = await store.Read(Scope.Everything, db => db.Set<Order>()
            .Where(o => o.NextDueAt <= now && string.Compare(o.Id, after) > 0)
            .OrderBy(o => o.Id)
            .Take(PageMax)
            .Select(o => new { o.Id, o.VendorId, o.Mode })
            .ToListAsync(cancel), cancel);
        return [.. due.Select(o => (o.Id, new Scope(o.VendorId, o.Mode)))];
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What is due for order {OrderId} could not be done; it is tried again with the calendar's next run.")]
    private partial void LogNotKept(Exception exception, string orderId);
}
