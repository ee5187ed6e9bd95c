using Keytill.Core;
using Keytill.Core.Emails;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Emails;
using Keytill.Server.Orders;
using Keytill.Server.Refunds;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Model;

/// <summary>What support and finance decide in the console, each act with one line in the audit trail and none where it is refused.</summary>
internal sealed partial class SaleRun
{
    private static readonly string[] Finance = ["finn", "fay"];
    private readonly Dictionary<string, string> sentByHand = [];
    private int corrections;

    private OrderActs Acts => here.Get<OrderActs>();

    private Task Decide(Move move) => move.Act switch
    {
        Act.Extend => Extend(move.How),
        Act.ApplyMoney => ApplyMoney(move.Which),
        Act.ReturnMoney => ReturnMoney(move.Which),
        Act.SendByHand => SendByHand(move.Which, move.How),
        Act.WriteOff => WriteOff(Finance[move.How % Finance.Length]),
        Act.CorrectEmail => CorrectEmail(),
        _ => throw new ArgumentOutOfRangeException(nameof(move), move.Act, null),
    };

    private async Task Extend(int how)
    {
        var until = how switch
        {
            < 5 => expected.ExpiresAt.AddDays(1 + (how * 7)),
            5 => expected.ExpiresAt,
            6 => expected.ExpiresAt.AddMilliseconds(-1),
            7 => order.CreatedAt.AddDays(180),
            8 => order.CreatedAt.AddDays(180).AddMilliseconds(1),
            _ => OrderTime,
        };
        bool mayExtend = expected.MayExtend(until, OrderTime);
        await TryAsStaff(StaffAct.ExtendOrder, mayExtend, scope => Acts.Extend(scope, order.Id, until, "asked for"));
        if (mayExtend)
            expected.Extend(until);
    }

    private async Task ApplyMoney(int which)
    {
        if (Pick(order.Receipts, which) is not { Id: var receipt })
            return;
        bool mayApply = expected.MayApply(receipt);
        await TryAsStaff(StaffAct.ApplyMoney, mayApply, scope => Acts.ApplyUnapplied(scope, order.Id, receipt));
        if (mayApply)
            expected.Apply(receipt);
    }

    private async Task ReturnMoney(int which)
    {
        if (Pick(order.Receipts, which) is not { Id: var receipt })
            return;
        string id = Ids.New("ref", here.Clock.GetUtcNow());
        bool mayReturn = expected.MayReturn(receipt);
        await TryAsStaff(StaffAct.ReturnMoney, mayReturn, scope => Acts.ReturnByHand(scope, order.Id, id, receipt, "finn"));
        // The same form again changes nothing.
        if (mayReturn)
            await Acts.ReturnByHand(here.Scope, order.Id, id, receipt, "finn");
    }

    /// <summary>Finance sends what is to go back by bank, and says so; now and then under a reference that was used before.</summary>
    private async Task SendByHand(int which, int how)
    {
        if (Pick(order.Refunds.Where(r => r is { IsOnline: false, Status: RefundStatus.Approved }), which) is not { Id: var refund })
            return;
        string? used = how == 9 ? sentByHand.Values.FirstOrDefault() : null;
        string reference = used ?? $"S-{order.Number}-{sentByHand.Count + 1}";
        Assert.True(Iban.TryParse("DE89370400440532013000", out var iban));
        await TryAsStaff(StaffAct.ConfirmBankRefund, used is null, scope => here.Get<DecideRefund>().ConfirmBankRefund(scope, order.Id, refund, "Ada Lovelace", iban, reference, "finn"));
        if (used is null)
            sentByHand.Add(refund, reference);
    }

    private async Task WriteOff(string by)
    {
        bool mayWriteOff = expected.MayWriteOff;
        await TryAsStaff(StaffAct.WriteOff, mayWriteOff, scope => Acts.WriteOff(scope, order.Id, by));
        if (mayWriteOff)
            expected.WriteOff(by);
    }

    private async Task CorrectEmail()
    {
        bool isKnown = !order.IsErased;
        string token = order.Token;
        await TryAsStaff(StaffAct.CorrectEmail, isKnown, scope => Acts.CorrectEmail(scope, order.Id, $"ada.{corrections + 1}@example.org"));
        if (!isKnown)
            return;
        corrections++;
        Assert.NotEqual(token, (await Load(order.Id)).Token);
    }

    private async Task TryAsStaff(StaffAct act, bool isAllowed, Func<Scope, Task> run)
    {
        int before = await Audited();
        await Try(isAllowed, () => run(TestStaff.Does(act)));
        Assert.Equal(before + (isAllowed ? 1 : 0), await Audited());
    }

    private Task<int> Audited() => here.Store.Read(Scope.Everything, db => db.Set<AuditEntry>().CountAsync());

    /// <summary>What goes back by bank is sent when finance says so, and not before; who has a new address was told at both.</summary>
    private async Task StaffsActsAreWhole()
    {
        Assert.Equal(
            sentByHand.Select(s => $"{s.Key} {s.Value}").Order(StringComparer.Ordinal),
            order.Refunds.Where(r => r is { IsOnline: false, Status: RefundStatus.Succeeded }).Select(r => $"{r.Id} {r.GatewayReference}").Order(StringComparer.Ordinal));
        var told = await here.Store.Read(here.Scope, db => db.Set<MailRow>().Where(m => m.OrderId == order.Id).Select(m => m.Kind).ToListAsync());
        Assert.Equal((corrections, corrections), (told.Count(k => k == EmailKind.EmailCorrected), told.Count(k => k == EmailKind.EmailCorrectedNotice)));
    }
}
