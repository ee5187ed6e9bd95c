using Keytill.Core;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Pages.Console;
using Keytill.Server.Persistence;
using Keytill.Server.Support;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Work;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Primitives;

namespace Keytill.Server.Tests.Crash;

/// <summary>
/// The operator's people in the console, on one customer's order. Whoever sees an error presses the very form again: it is the same deed,
/// and done once.
/// </summary>
internal sealed class Desk(Installation here)
{
    public static readonly Actor Anna = new("staff_anna", "Anna", [StaffRole.Support]);
    public static readonly Actor Bert = new("staff_bert", "Bert", [StaffRole.Support]);
    public static readonly Actor Finn = new("staff_finn", "Finn", [StaffRole.Finance]);
    public static readonly Actor Fay = new("staff_fay", "Fay", [StaffRole.Finance]);

    private readonly Dictionary<string, string> deeds = [];

    /// <summary>Of all that was pressed: the id, as the form had it.</summary>
    public IEnumerable<string> Deeds => deeds.Values;

    /// <summary>Presses a button of the order's page.</summary>
    /// <param name="form">Which of the forms: another name is another deed.</param>
    public async Task Press(Actor who, Core.Orders.Order order, string button, string form, params (string Name, string Value)[] fields)
    {
        string deed = DeedOf(form);
        var typed = new FormCollection(new Dictionary<string, StringValues>(
            [.. fields.Select(f => KeyValuePair.Create(f.Name, new StringValues(f.Value))), new(ConsolePress.DeedField, deed), new(ConsolePress.ReasonField, $"because of {form}")]));
        await Once(deed, async () => Assert.True(await here.Get<OrderDeeds>().Run(button, new ConsolePress(who, order.Mode, order, typed, CancellationToken.None)), $"There is no button {button}."));
    }

    /// <summary>Gives all that is buried of this order its tries again.</summary>
    public async Task RunAgain(Actor who, Core.Orders.Order order)
    {
        foreach (var item in (await here.Get<WorkQueue>().Buried(order.Mode, max: 100)).Where(w => w.OrderId == order.Id))
        {
            string deed = DeedOf("run again " + item.Id);
            await Once(deed, () => here.Get<RunWorkAgain>().Run(who.Does(order.Mode, StaffAct.RunWorkAgain, deed, "looked at it", subject: item.Id), item.Id, CancellationToken.None));
        }
    }

    private string DeedOf(string form)
    {
        if (!deeds.TryGetValue(form, out string? deed))
            deeds[form] = deed = Ids.New(Deed.IdPrefix, here.Clock.GetUtcNow());
        return deed;
    }

    /// <summary>The page says that it cannot be done, and how the order stands: where it was done before, that is well.</summary>
    private async Task Once(string deed, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception refusal) when (refusal is RuleBroken or Conflict)
        {
            if (!await here.Store.Read(Scope.Everything, db => db.Set<AuditEntry>().AnyAsync(a => a.Id == deed)))
                throw;
        }
    }
}
