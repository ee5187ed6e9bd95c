using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Server.Persistence;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Licenses;

/// <summary>
/// Gets licences of one line by the line's own method. A local method's licence is claimed in the transaction that stores it; before a
/// remote one is asked, the try is committed.
/// </summary>
public abstract class ObtainLicenses(Store store, LicenseMethods methods, ILogger log) : IJob
{
    /// <summary>Licences in one transaction: a line of thousands does not hold the writer for seconds.</summary>
    private const int UnitsPerWrite = 100;

    public abstract string Kind { get; }

    public TimeSpan? RetryAfter(int attempts) => attempts < 100 ? LifecyclePolicy.DeliveryRetryAfter(attempts) : null;

    public async Task<JobResult> Run(WorkItem item, CancellationToken cancel)
    {
        string lineId = LineOf(item.Payload);
        string method = await store.Read(item.Scope, db => db.Set<OrderLine>().Where(l => l.Id == lineId).Select(l => l.LicenseMethod).FirstAsync(cancel), cancel);
        if (methods.Local(method) is { } local)
        {
            await local.Prepare(item.VendorId, item.Mode, cancel);
            return await store.Write(Act, item.Scope, write => Claim(item, local, write), cancel);
        }

        if (methods.Remote(method) is { } remote)
            return await Ask(item, remote, cancel);
        return await store.Write(Act, item.Scope, write => Take(item, null, new LicenseAnswer.NeedsPerson("method_unknown"), write), cancel);
    }

    /// <summary>What the whole of it is called as an act on the store.</summary>
    protected abstract string Act { get; }

    /// <summary>The line that an item's payload is about.</summary>
    protected abstract string LineOf(string payload);

    /// <summary>Begins the next try.</summary>
    /// <returns>What to ask for, and how often it was tried, this try included; null where there is nothing to do.</returns>
    protected abstract (UnitRequest Request, int Attempt)? Begin(Order order, string payload);

    protected abstract void Give(Order order, UnitRequest request, string key, DateTimeOffset now);

    /// <param name="tryAgainAt">Order time.</param>
    protected abstract void Delay(Order order, string payload, string reason, DateTimeOffset tryAgainAt, DateTimeOffset now);

    protected abstract void Fail(Order order, string payload, string reason, DateTimeOffset now);

    /// <returns>Since when it has been tried, order time, and how often; null where nobody waits any more.</returns>
    protected abstract (DateTimeOffset? Since, int Attempts)? TriedSince(Order order, string payload);

    /// <summary>After an answer was stored: there is more to ask for at once.</summary>
    protected abstract bool GoesOn(Order order, string payload);

    private async Task<JobResult> Claim(WorkItem item, ILocalLicenseMethod method, WriteContext write)
    {
        var order = await Lock(item, write);
        for (int i = 0; i < UnitsPerWrite; i++)
        {
            if (Begin(order, item.Payload) is not { } next)
                break;
            var answer = await method.Claim(LicenseRequest.Of(order, next.Request, next.Attempt, write.Now), write);
            if (Apply(order, item.Payload, next.Request, answer, write.Now) is { } again)
                return again;
        }

        return await CompleteOrGoOn(item, order, write);
    }

    private async Task<JobResult> Ask(WorkItem item, IRemoteLicenseMethod method, CancellationToken cancel)
    {
        JobResult result;
        do
        {
            var begun = await store.Write("begin delivery", item.Scope, write => BeginToAsk(item, write), cancel);
            if (begun is not { } asked)
                return new JobResult.Done();
            var answer = await AskOnce(method, asked.Call, cancel);
            result = await store.Write("take licence", item.Scope, write => Take(item, asked.Request, answer, write), cancel);
        }
        while (result is JobResult.Again { After.Ticks: 0 });
        return result;
    }

    /// <summary>Commits the try before the call; null, with the item taken away, where there is nothing to ask for.</summary>
    private async Task<(UnitRequest Request, LicenseRequest Call)?> BeginToAsk(WorkItem item, WriteContext write)
    {
        var order = await Lock(item, write);
        if (Begin(order, item.Payload) is { } next)
            return (next.Request, LicenseRequest.Of(order, next.Request, next.Attempt, write.Now));
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

    private async Task<JobResult> Take(WorkItem item, UnitRequest? request, LicenseAnswer answer, WriteContext write)
    {
        var order = await Lock(item, write);
        return Apply(order, item.Payload, request, answer, write.Now) ?? await CompleteOrGoOn(item, order, write);
    }

    /// <summary>What the answer does to the order; a result where somebody has to wait, and the item with him.</summary>
    private JobResult? Apply(Order order, string payload, UnitRequest? request, LicenseAnswer answer, DateTimeOffset wall)
    {
        var now = order.TimeAt(wall);
        switch (answer)
        {
            case LicenseAnswer.Given given:
                Give(order, request!.Value, given.Key, now);
                return null;
            case LicenseAnswer.Later later:
                return PutOff(order, payload, later, now);
            case LicenseAnswer.NeedsPerson person:
                Fail(order, payload, person.Reason, now);
                return null;
            default:
                throw new InvalidOperationException("An answer without a case.");
        }
    }

    /// <summary>Tried again later, for as long as anything is tried.</summary>
    private JobResult? PutOff(Order order, string payload, LicenseAnswer.Later later, DateTimeOffset now)
    {
        if (TriedSince(order, payload) is not { } tried)
            return null;
        if (tried.Since + LifecyclePolicy.DeliveryTriedFor < now)
        {
            Fail(order, payload, later.Reason, now);
            return null;
        }

        var after = later.After ?? LifecyclePolicy.DeliveryRetryAfter(tried.Attempts);
        Delay(order, payload, later.Reason, now + after, now);
        return new JobResult.Again(after, later.Reason);
    }

    private async Task<JobResult> CompleteOrGoOn(WorkItem item, Order order, WriteContext write)
    {
        if (GoesOn(order, item.Payload))
            return new JobResult.Again(TimeSpan.Zero, "more units");
        await write.Complete(item);
        return new JobResult.Done();
    }

    private static async Task<Order> Lock(WorkItem item, WriteContext write) =>
        await write.LockOrder(item.OrderId!) ?? throw new InvalidOperationException("The order is gone.");
}
