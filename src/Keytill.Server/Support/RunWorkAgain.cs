using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Keytill.Server.Work;

namespace Keytill.Server.Support;

/// <summary>Somebody of the staff has looked at what went wrong: a buried item gets all its tries again.</summary>
public sealed class RunWorkAgain(Store store, WorkQueue queue)
{
    /// <exception cref="RuleBroken"><c>work_not_buried</c>: it runs again already, or is done.</exception>
    public Task Run(Scope scope, string itemId, CancellationToken cancel) => store.Write("run work again", scope, async write =>
    {
        if (!await queue.RunAgain(write, itemId))
            throw new RuleBroken("work_not_buried", "This work is not buried any more.");
    }, cancel);
}
