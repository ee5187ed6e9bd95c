using Keytill.Core.Checkouts;
using Keytill.Core.Vendors;
using Keytill.Server.Api;
using Keytill.Server.Emails;
using Keytill.Server.Payments;
using Keytill.Server.Persistence;
using Keytill.Server.Support;
using Keytill.Server.Webhooks;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Privacy;

/// <summary>
/// How long what is kept, beside the orders themselves, whose time is in <see cref="Core.Orders.LifecyclePolicy"/>: the one table, and the
/// daily duty that holds to it.
/// </summary>
public sealed class Retention(Store store, TimeProvider clock)
{
    /// <summary>A cart and its form, since somebody used it last.</summary>
    public static readonly TimeSpan KeepCarts = TimeSpan.FromDays(30);

    /// <summary>A one-time link, since its end: longer than an order that came of it waits to be paid. What it says of a person goes with its end.</summary>
    public static readonly TimeSpan KeepLinks = TimeSpan.FromDays(120);

    /// <summary>What was written to whom, and what a vendor's server answered; then kind, time and outcome alone.</summary>
    public static readonly TimeSpan KeepBodies = TimeSpan.FromDays(180);

    /// <summary>What a call with an Idempotency-Key was answered: its vendor's program may repeat it for so long.</summary>
    public static readonly TimeSpan KeepAnswers = TimeSpan.FromDays(30);

    /// <summary>The event feed, and gateways' notices as they came.</summary>
    public static readonly TimeSpan KeepFeed = TimeSpan.FromDays(400);

    /// <summary>That somebody asked for the orders of an address, and from where: longer than any span that such asking is counted in.</summary>
    public static readonly TimeSpan KeepSearches = TimeSpan.FromDays(1);

    /// <summary>Batches of one rule in one run: what is left over is the next day's.</summary>
    private const int BatchesMax = 200;

    private static readonly IReadOnlyList<RetentionRule> Rules =
    [
        RetentionRule.Delete<Checkout>("carts", KeepCarts, (carts, until) => carts.Where(c => c.UsedAt < until).OrderBy(c => c.UsedAt)),
        RetentionRule.Change<OneTimeLink>(
            "words of links", TimeSpan.Zero,
            (links, until) => links.Where(l => l.Parameters != null && l.ExpiresAt < until).OrderBy(l => l.ExpiresAt),
            Forgetting.ForgetParameters),
        RetentionRule.Delete<OneTimeLink>("links", KeepLinks, (links, until) => links.Where(l => l.ExpiresAt < until).OrderBy(l => l.ExpiresAt)),
        RetentionRule.Change<MailRow>(
            "mails", KeepBodies,
            (mails, until) => mails.Where(m => m.TextBody != null && m.CreatedAt < until).OrderBy(m => m.CreatedAt),
            Forgetting.ForgetTexts),
        RetentionRule.Change<WebhookDelivery>(
            "answers to webhooks", KeepBodies,
            (deliveries, until) => deliveries.Where(d => d.LastResponse != null && d.CreatedAt < until).OrderBy(d => d.CreatedAt),
            Forgetting.ForgetAnswers),
        RetentionRule.Delete<KeptAnswer>("answers to calls", KeepAnswers, (answers, until) => answers.Where(a => a.CreatedAt < until).OrderBy(a => a.CreatedAt)),
        RetentionRule.Delete<OrderSearch>("searches for orders", KeepSearches, (searches, until) => searches.Where(s => s.AskedAt < until).OrderBy(s => s.AskedAt)),
        RetentionRule.Delete<AllowanceRow>("allowances", KeepSearches, (rows, until) => rows.Where(a => a.LastAt < until).OrderBy(a => a.LastAt)),
        RetentionRule.Delete<NoticeRow>("notices", KeepFeed, (notices, until) => notices.Where(n => n.ReceivedAt < until).OrderBy(n => n.ReceivedAt)),
        // By position, which is nearly the order of time: the log is never searched as a whole.
        RetentionRule.Delete<EventRow>(
            "events", KeepFeed, (events, until) => events.OrderBy(e => e.Position).Take(RetentionRule.BatchMax).Where(e => e.OccurredAt < until)),
    ];

    public async Task Run(CancellationToken cancel)
    {
        foreach (var rule in Rules)
            for (int batch = 0; batch < BatchesMax && await IsDue(rule, cancel); batch++)
                await store.Write("forget old " + rule.What, Scope.Everything, write => rule.Forget(write.Db, write.Now - rule.KeepFor), cancel);
    }

    /// <summary>Asks first: on most days there is nothing to write.</summary>
    private Task<bool> IsDue(RetentionRule rule, CancellationToken cancel)
    {
        var until = Instants.Whole(clock.GetUtcNow()) - rule.KeepFor;
        return store.Read(Scope.Everything, db => rule.IsDue(db, until), cancel);
    }
}
