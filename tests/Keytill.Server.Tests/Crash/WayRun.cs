using Keytill.Core.Vendors;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Crash;

/// <summary>One customer on one way, through however many lives of the server.</summary>
internal sealed class WayRun(Installation here, string pool, string freshKey) : IDisposable
{
    private const int StridesMax = 100;
    private const int LooksPerSecond = 20;

    /// <summary>Beyond it lie only things that wait for people, such as the order's deadline.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromHours(2);

    public Installation Here => here;

    public string Pool => pool;

    /// <summary>The one key that is uploaded in this run.</summary>
    public string FreshKey => freshKey;

    public Customer Customer { get; } = new(here);

    /// <summary>
    /// Lets everything happen that is due, at our side and at the bank's. The clock moves by single seconds only: workers and
    /// bank look again by it.
    /// </summary>
    public Task Settle()
    {
        int looks = 0;
        return Installation.Until(async () =>
        {
            here.Crossings.ThrowIfCrashed("settling");
            if (!await IsAnythingDue() && here.Bank.Books.NoticesOwed() == 0)
                return true;
            if (++looks % LooksPerSecond == 0)
                here.Clock.Advance(TimeSpan.FromSeconds(1));
            return false;
        }, "everything that is due is done", Look);
    }

    /// <summary>Lets time pass as it would, from one thing that falls due to the next, until nothing of the near future is left.</summary>
    public async Task SettleInTime()
    {
        for (int i = 0; i < StridesMax; i++)
        {
            await Settle();
            if (await NextDue() is not { } due)
                return;
            here.Clock.AdvanceTo(due);
        }

        Assert.Fail("There is always something left to do.");
    }

    public void Dispose() => Customer.Dispose();

    private Task<DateTimeOffset?> NextDue()
    {
        var horizon = here.Clock.GetUtcNow() + Horizon;
        return here.Store.Read(Scope.Everything, db => db.Set<WorkItem>().Where(w => w.BuriedAt == null && w.DueAt <= horizon).MinAsync(w => (DateTimeOffset?)w.DueAt));
    }

    private async Task<string> Look()
    {
        var items = await here.Store.Read(Scope.Everything, db => db.Set<WorkItem>().ToListAsync());
        return $"At {here.Clock.GetUtcNow():O} the bank owes {here.Bank.Books.NoticesOwed()}, and there is "
            + string.Join(", ", items.Select(w => $"{w.Kind} due {w.DueAt:O} try {w.Attempts} lease {w.Lease} error {w.LastError}"));
    }

    private Task<bool> IsAnythingDue()
    {
        var now = here.Clock.GetUtcNow();
        return here.Store.Read(Scope.Everything, db => db.Set<WorkItem>().AnyAsync(w => w.BuriedAt == null && (w.Lease != null || w.DueAt <= now)));
    }
}
