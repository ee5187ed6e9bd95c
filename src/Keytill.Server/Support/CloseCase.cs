using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;

namespace Keytill.Server.Support;

/// <summary>Support is done with a case. The order's page says so; no mail does.</summary>
public sealed class CloseCase(Store store, CaseQueries cases)
{
    /// <param name="by">The person of support who closes it: an id.</param>
    /// <returns>False where it was closed already.</returns>
    /// <exception cref="CaseNotFound">The scope does not see it.</exception>
    public async Task<bool> Run(Scope scope, string caseId, string by, CancellationToken cancel = default)
    {
        string orderId = await cases.OrderOf(scope, caseId, cancel);
        return await store.Write("close case", scope, async write =>
        {
            var order = await write.LockOrder(orderId) ?? throw new OrderNotFound(orderId);
            var now = order.TimeAt(write.Now);
            bool isNew = (await write.CasesOf(order)).Single(c => c.Id == caseId).Close(by, now);
            if (isNew)
                order.NoteCaseClosed(caseId, now);
            return isNew;
        }, cancel);
    }
}
