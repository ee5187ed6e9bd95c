using System.Xml.Linq;
using Keytill.Core.Vendors;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Persistence;

/// <summary>
/// Keeps the keys that protect sessions in the database, where every node finds them. The interface is synchronous; the
/// first key is made at the start, so that no request and no body of a write ever has to make one.
/// </summary>
internal sealed class KeyRing(Store store, TimeProvider clock) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        Task.Run(() => store.Read(Scope.Everything, db => db.Set<StoredKey>().Select(key => key.Xml).ToListAsync()))
            .GetAwaiter().GetResult().ConvertAll(XElement.Parse);

    public void StoreElement(XElement element, string friendlyName)
    {
        WriteGuard.ThrowIfInside("make a key");
        Task.Run(() => store.Write("store data protection key", Scope.Everything, async write =>
        {
            if (await write.Db.Set<StoredKey>().AnyAsync(key => key.Name == friendlyName)) return;
            write.Db.Add(new StoredKey { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting), CreatedAt = Instants.Whole(clock.GetUtcNow()) });
        })).GetAwaiter().GetResult();
    }
}

public sealed class StoredKey
{
    public required string Name { get; init; }

    public required string Xml { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
