using Keytill.Core.Checkouts;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Checkouts;

/// <summary>A vendor takes a one-time link back before its time. An order that has come of it stays.</summary>
public sealed class EndLink(Store store)
{
    /// <returns>Null when the vendor has no such link.</returns>
    public Task<OneTimeLink?> Run(Scope owner, string id, CancellationToken cancel, Alongside<OneTimeLink?>? alongside = null) =>
        store.Write("end link", owner, async write =>
        {
            var link = await write.Db.Set<OneTimeLink>().FirstOrDefaultAsync(l => l.Id == id);
            link?.End(write.Now);
            return link;
        }, cancel, alongside);
}
