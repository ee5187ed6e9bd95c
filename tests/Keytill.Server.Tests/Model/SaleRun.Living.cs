using Keytill.Core;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Vendors;
using Keytill.Server.Emails;
using Keytill.Server.Licenses;
using Keytill.Server.Orders;
using Keytill.Server.Refunds;
using Keytill.Server.SandboxBank;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Model;

internal sealed partial class SaleRun
{
    private static readonly TimeSpan[] Strides =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1),
        TimeSpan.FromDays(2), TimeSpan.FromDays(4), TimeSpan.FromDays(14), TimeSpan.FromDays(30), TimeSpan.FromDays(91),
    ];

    /// <summary>However slow the machine.</summary>
    private const int ClockPressesMax = 20;

    /// <summary>Above everything that an order waits for by itself: an outcome after three days, and a return a day after it.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromDays(5);

    private async Task EndOrReopen(Act act, int how)
    {
        var acts = here.Get<OrderActs>();
        switch (act)
        {
            case Act.Cancel:
                bool mayCancel = expected.MayCancel(returnMoney: how % 2 == 0, order.IsProcessing);
                await Try(mayCancel, () => acts.Cancel(here.Scope, order.Id, "asked for", returnMoney: how % 2 == 0));
                if (mayCancel)
                    expected.Cancel();
                break;
            case Act.Expire:
                if (how < 7 && expected.ExpiresAt > OrderTime)
                    await MoveOrderClock(expected.ExpiresAt - OrderTime, bankSpeaks: how < 4);
                bool mayExpire = expected.MayExpire(OrderTime);
                bool? hasEnded = null;
                await Try(mayExpire, async () => hasEnded = await acts.Expire(here.Scope, order.Id));
                if (mayExpire)
                    Assert.Equal(expected.Expire(order.IsProcessing), hasEnded);
                break;
            default:
                bool mayReopen = expected.MayReopen && !order.IsErased;
                await Try(mayReopen, () => acts.Reopen(here.Scope, order.Id, "asked for"));
                if (mayReopen)
                    expected.Reopen(OrderTime);
                break;
        }
    }

    private async Task GoBack(Move move)
    {
        switch (move.Act)
        {
            case Act.Refund:
                string id = Ids.New("ref", here.Clock.GetUtcNow());
                bool mayRefund = expected.MayRefund;
                Worsen(move.How);
                await Try(mayRefund, () => here.Get<RefundOrder>().Run(here.Scope, order.Id, new RefundAsk(id, "asked for", RefundOrigin.Support), "anna", CancellationToken.None));
                // Large sums wait for a second person; where he is not needed his word changes nothing.
                if (mayRefund)
                    await here.Get<DecideRefund>().Confirm(here.Scope, order.Id, id, "bert");
                await BecomeIdle();
                Mend();
                break;
            case Act.AskForRefundAgain when Pick(order.Refunds.Where(r => r.Purpose == RefundPurpose.Refund), move.Which) is { } asked:
                long version = order.Version;
                await here.Get<RefundOrder>().Run(here.Scope, order.Id, new RefundAsk(asked.Id, "asked for", RefundOrigin.Support), "anna", CancellationToken.None);
                Assert.Equal(version, (await Load(order.Id)).Version);
                break;
            case Act.RefundFailsLate when Pick(order.Refunds.Where(r => r is { IsOnline: true, Status: RefundStatus.Succeeded }), move.Which) is { } done:
                failedLate.Add(done.Id);
                await here.Get<RecordRefund>().Record(
                    order.Id, new RefundReport(done.GatewayReference!, done.Id, ReportedRefundState.Failed, done.Amount, OrderTime, "sent_back"));
                break;
        }
    }

    /// <param name="bankSpeaks">Notices come by themselves on the way; otherwise we must ask.</param>
    private async Task MoveOrderClock(TimeSpan by, bool bankSpeaks)
    {
        await EndOutages();
        Mischief.HoldsNotices = !bankSpeaks;
        await PressOrderClock(by);
        Mischief.HoldsNotices = true;
        await here.Bank.Bank.NoticesAnswered();
        await Learn();
        Assert.False(expected.MustBeDeleted(OrderTime, order.IsProcessing), "Nobody paid, and the order is still there.");
    }

    /// <summary>One press has half a minute: on a busy machine whoever presses goes on from where it stopped.</summary>
    private async Task PressOrderClock(TimeSpan by)
    {
        var target = (await Load(order.Id)).ClockOffset + by;
        for (int presses = 1; ; presses++)
        {
            try
            {
                await here.Get<AdvanceOrderClock>().Run(here.Scope, order.Id, target - (await Load(order.Id)).ClockOffset, CancellationToken.None);
                return;
            }
            catch (RuleBroken rule) when (rule.Code == "clock_too_far" && presses < ClockPressesMax)
            {
                trail.Add("the clock is pressed again");
            }
        }
    }

    private async Task MoveWallClock(TimeSpan by)
    {
        here.Clock.Advance(by);
        await here.Settle(order.Id);
    }

    /// <summary>While nobody takes mails or webhooks, an order's clock would only count the tries.</summary>
    private async Task EndOutages()
    {
        here.VendorServer.IsDown = false;
        if (!here.Mailbox.IsDown)
            return;
        here.Mailbox.IsDown = false;
        await MoveWallClock(MailDoor.OutagePause + TimeSpan.FromSeconds(1));
    }

    private async Task UploadKeys(int count)
    {
        if (pool is null)
            return;
        int first = keys.Count;
        keys.AddRange(Enumerable.Range(first, count).Select(i => $"{order.Number}-{i:D4}"));

        // The last one that the vendor has sent before is sent again.
        await here.Get<KeyPools>().Upload(here.Scope, pool, string.Join('\n', keys.Skip(Math.Max(0, first - 1))));
    }

    private Task ResumeLine(string lineId) =>
        Try(expected.WasPaid, () => here.Get<OrderActs>().ResumeDelivery(here.Scope, order.Id, lineId));

    /// <summary>Pressed twice. Whoever has no use of his licence gets another: at once, when keys come, when its time has come, or when a person has acted.</summary>
    private async Task ReplaceLicense(int which)
    {
        if (Pick(order.Licenses, which) is not { } license)
            return;
        string id = Ids.New("lic", here.Clock.GetUtcNow());
        bool mayReplace = expected.MayReplace && license is { Status: LicenseStatus.Active, IsBeingReplaced: false };
        for (int press = 0; press < 2; press++)
            await Try(mayReplace, () => here.Get<OrderActs>().ReplaceLicense(here.Scope, order.Id, license.Id, id));
    }

    /// <summary>Everybody does what he owes, and time passes until nothing is left to come by itself.</summary>
    private async Task ComeToRest()
    {
        trail.Add("comes to rest");
        here.Clock.Advance(ATick);
        await UploadKeys(basket.Lines.Sum(l => l.Quantity) + order.Licenses.Count(l => l.ReplacementId is not null));
        await EndOutages();
        BeHonest();
        if (story.Moves.Length % 8 != 0)
            await TimePassesAtTheBank(BankPayments.PageLifetime);
        await here.Bank.Bank.ReleaseNotices();
        await Learn();
        await PressOrderClock(Rest);
        await TimePassesAtTheBank(TimeSpan.Zero);
        await NothingIsLeftToDo();

        // Each unit may fail once more, and be mended by its vendor once more.
        for (int unit = 0; unit < basket.Lines.Max(l => l.Quantity); unit++)
        {
            foreach (var line in order.Lines.Where(NeedsItsVendor))
                await ResumeLine(line.Id);
            await Learn();
        }

        await NothingIsLeftToDo();
        await PersonLooks();
        trail[^1] += $" -> {order.Status}, due {order.Due}";
    }

    private static bool NeedsItsVendor(OrderLine line) =>
        line is { Status: LineStatus.NeedsPerson, WaitsFor: not OrderLine.RefundFailed } || line.Licenses.Any(l => l.Replacement == ReplacementStatus.NeedsPerson);

    /// <summary>What a lie of the bank has left to a person is run again, now that it tells the truth.</summary>
    private async Task PersonLooks()
    {
        var queue = here.Get<WorkQueue>();
        foreach (var item in await queue.Buried(Mode.Test, max: 100))
            await here.Store.Write("run work again", Scope.Everything, write => queue.RunAgain(write, item.Id));
        await NothingIsLeftToDo();
    }

    /// <summary>
    /// Time passes at the bank first, for pages too that we never heard of: they run out. Otherwise we would ask about each of
    /// them every hour of its day, which most stories can do without.
    /// </summary>
    private async Task TimePassesAtTheBank(TimeSpan by)
    {
        string[] attempts = [.. order.Payments.Where(p => p.IsOnline).Select(p => p.Id)];
        if (attempts.Length > 0)
            await here.Bank.Bank.Clocks.Move(attempts, OrderTime + by);
    }

    private async Task NothingIsLeftToDo()
    {
        await here.Bank.Bank.ReleaseNotices();
        int looks = 0;
        await Installation.Until(async () =>
        {
            var items = await here.Store.Read(Scope.Everything, db => db.Set<WorkItem>().Where(w => w.BuriedAt == null).ToListAsync());
            if (items.Count == 0 && here.Bank.Books.NoticesOwed() == 0)
                return true;
            if (++looks % 4 == 0 && items.All(w => w.Lease is null))
            {
                var soon = here.Clock.GetUtcNow().AddSeconds(1);
                here.Clock.AdvanceTo(items.Count > 0 && items.Min(w => w.DueAt) is var due && due > soon ? due : soon);
            }

            return false;
        }, "nothing is left to do", here.Work);
        Mischief.HoldsNotices = true;
        await Learn();
    }
}
