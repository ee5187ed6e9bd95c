using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Licenses;

/// <summary>
/// Delivers one line of a paid order, unit by unit. Lines know nothing of each other: one that fails holds nobody back.
/// A local method's licence is claimed in the transaction that stores it; before a remote one is asked, the try is committed.
/// </summary>
public sealed class DeliverLine(Store store, LicenseMethods methods, TimeProvider clock, ILogger<DeliverLine> log) : IJob
{
    public const string WorkKind = "deliver_line";

    /// <summary>Units in one transaction: a line of thousands does not hold the writer for seconds.</summary>
    private const int UnitsPerWrite = 100;

    public string Kind => WorkKind;

    public TimeSpan? RetryAfter(int attempts) => attempts < 100 ? LifecyclePolicy.DeliveryRetryAfter(attempts) : null;

    public async Task<JobResult> Run(WorkItem item, CancellationToken cancel)
    {
        string method = await store.Read(item.Scope, db => LineMethod(db, item.Payload), cancel);
        if (methods.Local(method) is { } local)
        {
            await local.Prepare(item.VendorId, item.Mode, cancel);
            return await store.Write("deliver line", item.Scope, write => Claim(item, local, write), cancel);
        }

        if (methods.Remote(method) is { } remote)
            return await Ask(item, remote, cancel);
        return await store.Write("deliver line", item.Scope, write => Take(item, 0, new LicenseAnswer.NeedsPerson("method_unknown"), write), cancel);
    }

    private static Task<string> LineMethod(KeytillDb db, string lineId) =>
        db.Set<OrderLine>().Where(l => l.Id == lineId).Select(l => l.LicenseMethod).FirstAsync();

    private async Task<JobResult> Claim(WorkItem item, ILocalLicenseMethod method, WriteContext write)
    {
        var order = await Lock(item, write);
        for (int i = 0; i < UnitsPerWrite; i++)
        {
            if (order.BeginDelivery(item.Payload) is not { } unit)
                break;
            var answer = await method.Claim(Request(order, item.Payload, unit, write.Now), write);
            if (Apply(order, item.Payload, unit, answer, write.Now) is { } again)
                return again;
        }

        return await CompleteOrGoOn(item, order, write);
    }

    private async Task<JobResult> Ask(WorkItem item, IRemoteLicenseMethod method, CancellationToken cancel)
    {
        JobResult result;
        do
        {
            var request = await store.Write("begin delivery", item.Scope, write => Begin(item, write), cancel);
            if (request is null)
                return new JobResult.Done();
            var answer = await AskOnce(method, request, cancel);
            result = await store.Write("take licence", item.Scope, write => Take(item, request.Unit, answer, write), cancel);
        }
        while (result is JobResult.Again { After.Ticks: 0 });
        return result;
    }

    /// <summary>Commits the try before the call; null, with the item taken away, where there is nothing to ask for.</summary>
    private static async Task<LicenseRequest?> Begin(WorkItem item, WriteContext write)
    {
        var order = await Lock(item, write);
        if (order.BeginDelivery(item.Payload) is { } unit)
            return Request(order, item.Payload, unit, write.Now);
        await write.Complete(item);
        return null;
    }

    private async Task<LicenseAnswer> AskOnce(IRemoteLicenseMethod method, LicenseRequest request, CancellationToken cancel)
    {
        try
        {
            return await method.Ask(request, cancel);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            log.LogInformation(e, "Licence method {Method} did not answer for {Request}", method.Name, request.RequestId);
            return new LicenseAnswer.Later(null, "temporary_error");
        }
    }

    private async Task<JobResult> Take(WorkItem item, int unit, LicenseAnswer answer, WriteContext write)
    {
        var order = await Lock(item, write);
        return Apply(order, item.Payload, unit, answer, write.Now) ?? await CompleteOrGoOn(item, order, write);
    }

    /// <summary>What the answer does to the line; a result where the line waits and the item with it.</summary>
    private JobResult? Apply(Order order, string lineId, int unit, LicenseAnswer answer, DateTimeOffset wall)
    {
        var now = order.TimeAt(wall);
        switch (answer)
        {
            case LicenseAnswer.Given given:
                order.Issue(Ids.New("lic", clock.GetUtcNow()), lineId, unit, given.Key, now);
                return null;
            case LicenseAnswer.Later later:
                if (order.PaidAt + LifecyclePolicy.DeliveryTriedFor < now)
                {
                    order.FailDelivery(lineId, later.Reason, now);
                    return null;
                }

                var after = later.After ?? LifecyclePolicy.DeliveryRetryAfter(order.Line(lineId).Attempts);
                order.DelayDelivery(lineId, later.Reason, now + after, now);
                return new JobResult.Again(after, later.Reason);
            case LicenseAnswer.NeedsPerson person:
                order.FailDelivery(lineId, person.Reason, now);
                return null;
            default:
                throw new InvalidOperationException("An answer without a case.");
        }
    }

    private static async Task<JobResult> CompleteOrGoOn(WorkItem item, Order order, WriteContext write)
    {
        var line = order.Line(item.Payload);
        if (line.Status == LineStatus.InProgress && line.NextUnit is not null)
            return new JobResult.Again(TimeSpan.Zero, "more units");
        await write.Complete(item);
        return new JobResult.Done();
    }

    private static async Task<Order> Lock(WorkItem item, WriteContext write) =>
        await write.LockOrder(item.OrderId!) ?? throw new InvalidOperationException("The order is gone.");

    private static LicenseRequest Request(Order order, string lineId, int unit, DateTimeOffset wall)
    {
        var line = order.Line(lineId);
        var holder = order.Buyer.LicensedTo;
        return new LicenseRequest(
            line.RequestId(unit), order.Id, order.Number, line.Id, line.ProductId, line.Name, unit, line.Quantity, holder.Name, holder.Email,
            order.VendorId, order.Mode, line.LicenseSettings, order.TimeAt(wall), line.Attempts);
    }
}
