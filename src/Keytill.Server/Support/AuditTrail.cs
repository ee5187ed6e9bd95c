using Keytill.Core.Orders;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Support;

/// <summary>What staff did. Read here alone; written by every save of theirs.</summary>
public sealed class AuditTrail(Store store)
{
    public const int ListMax = 200;

    public Task<IReadOnlyList<AuditedAct>> Latest(Scope scope, CancellationToken cancel) => store.Read(scope, async db =>
    {
        var entries = await db.Set<AuditEntry>().Where(a => a.Mode == scope.Mode).OrderByDescending(a => a.At).Take(ListMax).ToListAsync(cancel);
        string[] orderIds = [.. entries.Select(e => e.OrderId).OfType<string>().Distinct()];
        var numbers = await db.Set<Order>().Where(o => orderIds.Contains(o.Id)).Select(o => new { o.Id, o.Number }).ToDictionaryAsync(o => o.Id, o => o.Number, cancel);
        var names = await db.Set<StaffMember>().Select(s => new { s.Id, s.Name }).ToDictionaryAsync(s => s.Id, s => s.Name, cancel);
        return (IReadOnlyList<AuditedAct>)entries.ConvertAll(e => new AuditedAct(
            e, names.GetValueOrDefault(e.StaffId) ?? e.StaffId, e.OrderId is null ? null : numbers.GetValueOrDefault(e.OrderId)));
    }, cancel);
}

public sealed record AuditedAct(AuditEntry Entry, string Staff, string? OrderNumber);
