using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Work;

/// <summary>Ends the event feed where its time is over.</summary>
public sealed class ForgetEvents(Store store, TimeProvider clock)
{
    public static readonly TimeSpan KeepFor = TimeSpan.FromDays(400);

    private const int BatchMax = 500;

    /// <summary>Batches in one run: what is left over is the next day's.</summary>
    private const int BatchesMax = 200;

    public async Task Run(CancellationToken cancel)
    {
        for (int batch = 0; batch < BatchesMax && await IsAnythingOld(cancel); batch++)
        {
            await store.Write("forget old events", Scope.Everything, write =>
            {
                var until = write.Now - KeepFor;
                var old = Oldest(write.Db).Where(row => row.OccurredAt < until).Select(row => row.Position);
                return write.Db.Set<EventRow>().Where(row => old.Contains(row.Position)).ExecuteDeleteAsync();
            }, cancel);
        }
    }

    /// <summary>Asks first: on most days there is nothing to write.</summary>
    private Task<bool> IsAnythingOld(CancellationToken cancel)
    {
        var until = Instants.Whole(clock.GetUtcNow()) - KeepFor;
        return store.Read(Scope.Everything, db => Oldest(db).AnyAsync(row => row.OccurredAt < until, cancel), cancel);
    }

    /// <summary>By position, which is nearly the order of time: the log is never searched as a whole.</summary>
    private static IQueryable<EventRow> Oldest(KeytillDb db) => db.Set<EventRow>().OrderBy(row => row.Position).Take(BatchMax);
}
