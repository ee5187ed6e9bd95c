using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Crash;

/// <summary>One customer on one way, through however many lives of the server.</summary>
internal sealed class WayRun(Installation here, string pool, string freshKey) : IDisposable
{
    private const int StridesMax = 100;

    /// <summary>What a customer waits for before he does the next thing: time enough for a repeated notice and for the first look at a payment.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(5);

    /// <summary>Beyond it lie only things that wait for people, such as the order's deadline.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromHours(2);

    private readonly Dictionary<string, (string Name, string Value)[]> remembered = [];
    private DateTimeOffset? began;
    private string? orderId;

    public Installation Here => here;

    public string Pool => pool;

    /// <summary>The one key that is uploaded in this run.</summary>
    public string FreshKey => freshKey;

    public Customer Customer { get; } = new(here);

    public Desk Desk { get; } = new(here);

    /// <summary>The order behind his page, also when that has got another key.</summary>
    public async Task<Order> Placed()
    {
        orderId ??= (await Customer.Placed()).Id;
        return await here.Get<OrderQueries>().ById(here.Scope, orderId, CancellationToken.None) ?? throw new InvalidOperationException("The order is gone.");
    }

    /// <summary>What a form said when it was opened: pressed again, it says the same.</summary>
    public async Task<(string Name, string Value)[]> Remember(string form, Func<Task<(string Name, string Value)[]>> read)
    {
        if (!remembered.TryGetValue(form, out var fields))
            remembered[form] = fields = await read();
        return fields;
    }

    /// <summary>Lets time pass for a while, from one thing that falls due to the next.</summary>
    public Task Settle()
    {
        var end = here.Clock.GetUtcNow() + Soon;
        return StrideUntil(() => end);
    }

    /// <summary>Lets so much time pass since this customer first came here.</summary>
    public Task Wait(TimeSpan time)
    {
        began ??= here.Clock.GetUtcNow();
        return StrideUntil(() => began.Value + time);
    }

    /// <summary>As <see cref="Wait"/>, to the end of it also where nothing is known to fall due: the bank has plans of its own.</summary>
    public async Task Pass(TimeSpan time)
    {
        await Wait(time);
        here.Clock.AdvanceTo(began!.Value + time);
        await Settle();
    }

    /// <summary>Lets time pass until nothing of the near future is left.</summary>
    public Task SettleInTime() => StrideUntil(() => here.Clock.GetUtcNow() + Horizon);

    public void Dispose() => Customer.Dispose();

    private async Task StrideUntil(Func<DateTimeOffset> horizon)
    {
        for (int i = 0; i < StridesMax; i++)
        {
            await DoWhatIsDue();
            if (await NextDue(horizon()) is not { } due)
                return;
            here.Clock.AdvanceTo(due);
        }

        Assert.Fail("There is always something left to do. " + await here.Work());
    }

    /// <summary>
    /// Waits until nothing is due any more, at our side and at the bank's. The clock moves by single seconds only: workers and
    /// bank look again by it.
    /// </summary>
    private Task DoWhatIsDue() => here.UntilInTime(async () =>
    {
        here.Crossings.ThrowIfCrashed("settling");
        return here.Bank.Books.NoticesDue(here.Clock.GetUtcNow()) == 0 && await here.IsIdle();
    }, "everything that is due is done");

    /// <summary>When the next thing falls due here or at the bank, if that is by then.</summary>
    private async Task<DateTimeOffset?> NextDue(DateTimeOffset horizon)
    {
        var ours = await here.Store.Read(Scope.Everything, db => db.Set<WorkItem>().Where(w => w.BuriedAt == null).MinAsync(w => (DateTimeOffset?)w.DueAt));
        var banks = here.Bank.Books.NextNotice();
        var calendars = await here.Store.Read(Scope.Everything, db => db.Set<Order>().MinAsync(o => o.NextDueAt));
        DateTimeOffset? next = ((DateTimeOffset?[])[ours, banks, calendars]).Min();
        return next <= horizon ? next : null;
    }
}
