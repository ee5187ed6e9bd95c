using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Work;

/// <summary>Ends the event feed where its time is over.</summary>
public sealed class ForgetEvents(Store store)
{
    public static readonly TimeSpan KeepFor = TimeSpan.FromDays(400);

    private const int BatchMax = 500;

    /// <summary>Batches in one run: what is left over is the next day's.</summary>
    private const int BatchesMax = 200;

    public async Task Run(CancellationToken cancel)
    {
        for (int batch = 0; batch < BatchesMax; batch++)
        {
            int gone = await store.Write("forget old events", Scope.Everything, write =>
            {
                var until = write.Now - KeepFor;
                var old = write.Db.Set<EventRow>().Where(row => row.OccurredAt < until).OrderBy(row => row.Position).Take(BatchMax).Select(row => row.Position);
                return write.Db.Set<EventRow>().Where(row => old.Contains(row.Position)).ExecuteDeleteAsync();
            }, cancel);
            if (gone < BatchMax) return;
        }
    }
}
