using System.Text.Json.Nodes;
using Keytill.Core.Checkouts;
using Keytill.Core.Orders;
using Keytill.Core.Support;
using Keytill.Server.Emails;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;
using Keytill.Server.Webhooks;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Privacy;

/// <summary>Forgets an order's buyer wherever else he stands: in its events, mails, webhooks' answers, notes, questions to support, and in the cart that it came from.</summary>
internal static class ForgetBuyer
{
    /// <summary>Runs in the write in which the order itself forgets him.</summary>
    public static async Task Everywhere(WriteContext write, Order order)
    {
        var db = write.Db;
        await db.Set<Checkout>().Where(c => c.Id == order.CheckoutId).ExecuteDeleteAsync();
        await db.Set<MailRow>().Where(m => m.OrderId == order.Id).ForgetTexts();
        await db.Set<WebhookDelivery>().Where(d => d.OrderId == order.Id).ForgetAnswers();
        await db.Set<AuditEntry>().Where(a => a.OrderId == order.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Reason, (string?)null));
        await db.Set<CaseMessage>().Where(m => m.OrderId == order.Id).ForgetWords();
        await db.Set<TimelineEntry>().Where(t => EF.Property<string>(t, "OrderId") == order.Id).ExecuteUpdateAsync(set => set.SetProperty(t => t.Detail, (string?)null));
        foreach (var happened in await db.Set<EventRow>().AsNoTracking().Where(e => e.OrderId == order.Id).ToListAsync())
        {
            string redacted = Redacted(happened.Body);
            await db.Set<EventRow>().Where(e => e.Position == happened.Position).ExecuteUpdateAsync(set => set.SetProperty(e => e.Body, redacted));
        }
    }

    /// <summary>The same event without its buyer: erased members read <c>null</c>, and <c>redacted</c> says so.</summary>
    internal static string Redacted(string body)
    {
        var envelope = JsonNode.Parse(body)!.AsObject();
        var data = envelope["data"]!.AsObject();
        var order = data["order"]!.AsObject();
        var customer = order["customer"]!.AsObject();
        foreach (string member in customer.Select(m => m.Key).ToList())
            customer[member] = null;
        order["external_id"] = null;
        order["additional_data"] = new JsonObject();
        foreach (var refund in (IEnumerable<JsonNode?>)[data["refund"], .. order["refunds"]?.AsArray() ?? []])
            if (refund is JsonObject known)
                foreach (string words in known.Select(m => m.Key).Where(m => m is "reason" or "decline_reason").ToList())
                    known[words] = null;
        envelope["redacted"] = true;
        return envelope.ToJsonString(OrderJson.Options);
    }
}
