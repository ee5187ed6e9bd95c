using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Keytill.Server.Work;

namespace Keytill.Server.Refunds;

/// <summary>A day after it came, an online method's unapplied money starts its way back, unless finance has used it meanwhile.</summary>
public sealed class ReturnUnapplied(Store store, TimeProvider clock) : IJob
{
    public const string WorkKind = "return_unapplied";

    public string Kind => WorkKind;

    public TimeSpan? RetryAfter(int attempts) => attempts < 20 ? TimeSpan.FromMinutes(10) : null;

    public async Task<JobResult> Run(WorkItem item, CancellationToken cancel)
    {
        string refundId = Ids.New("ref", clock.GetUtcNow());
        await store.Write("return unapplied money", item.Scope, async write =>
        {
            await write.Complete(item);
            var order = await write.LockOrder(item.OrderId!) ?? throw new InvalidOperationException("The order is gone.");
            order.ReturnUnapplied(refundId, item.Payload, order.TimeAt(write.Now));
        }, cancel);
        return new JobResult.Done();
    }
}
