using Keytill.Core.Emails;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Licenses;
using Keytill.Server.Orders;
using Keytill.Server.Payments;
using Keytill.Server.Persistence;
using Keytill.Server.Persistence.Mapping;
using Keytill.Server.Support;
using Keytill.Server.Vendors;
using Keytill.Server.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Emails;

/// <summary>A mail that is to leave now, with what it is made of.</summary>
/// <param name="LostPoint">Why it is not to leave after all: a code.</param>
/// <param name="Own">The vendor's own wording of it; null: the house's.</param>
internal sealed record DueMail(MailFacts Facts, string? LostPoint, EmailTemplate? Own)
{
    private static readonly TimeSpan FailuresToldEvery = TimeSpan.FromDays(1);

    /// <returns>Null where it is done already.</returns>
    public static async Task<DueMail?> Load(KeytillDb db, string mailId, OrderLinks links, BankAccount? account)
    {
        var mail = await db.Set<MailRow>().FirstOrDefaultAsync(m => m.Id == mailId);
        if (mail is null || mail.IsDone)
            return null;
        var order = await db.FindWhole(db.Set<Order>().Where(o => o.Id == mail.OrderId)) ?? throw new InvalidOperationException("The mail's order is gone.");
        var (vendor, seller) = await db.VendorAndSeller(order.VendorId, order.SellerId);
        var texts = CarriesTexts(mail.Kind) ? await TextsOf(db, order) : [];
        string partId = MailRow.PartId(mail.SubjectId);
        var pool = mail.Kind == EmailKind.PoolLow ? await db.Set<KeyPool>().FirstAsync(p => p.Id == partId) : null;
        var endpoint = mail.Kind is EmailKind.EndpointFailing or EmailKind.EndpointDisabled ? await db.Set<WebhookEndpoint>().FirstOrDefaultAsync(e => e.Id == partId) : null;
        var asked = mail.Kind is EmailKind.CaseReceived or EmailKind.CaseAnswer ? await CaseOf(db, mail.SubjectId) : null;
        var found = mail.Kind == EmailKind.FoundOrders ? await FoundOrders.Of(db, order, mail.SubjectId) : null;
        var facts = new MailFacts(
            mail.Kind, mail.SubjectId, order, seller, vendor, texts, account, links,
            pool is null ? null : new MailFacts.PoolFact(pool.Name, await PoolCount.Unused(db, pool.Id, KeyPool.LowWaterMarkMax + 1)),
            endpoint is null ? null : await FactOf(db, endpoint),
            asked, found, mail.ToAddress);
        string? over = mail.Kind switch
        {
            EmailKind.PoolLow when pool is { LowSinceAt: null } => "pool_refilled",
            EmailKind.EndpointFailing when endpoint is not { IsEnabled: true, FailingSince: not null } => "endpoint_recovered",
            EmailKind.EndpointDisabled when endpoint is not { IsEnabled: false } => "endpoint_enabled",
            EmailKind.CaseReceived when asked is { Status: CaseStatus.Answered } => "case_answered",
            EmailKind.FoundOrders when found is not { Count: > 0 } => "nothing_found",
            _ => null,
        };
        string? lost = over ?? MailPoint.Lost(mail.Kind, mail.SubjectId, order) ?? await ToldAlready(db, mail, order);
        bool mayHaveOwn = lost is null && TemplateFields.Of(mail.Kind) is not null;
        return new DueMail(facts, lost, mayHaveOwn ? await db.FindTemplate(new Scope(order.VendorId, order.Mode), mail.Kind, facts.Texts.Language) : null);
    }

    public static bool CarriesTexts(EmailKind kind) => kind is EmailKind.OrderReceived or EmailKind.PaymentConfirmed;

    private static async Task<MailFacts.EndpointFact> FactOf(KeytillDb db, WebhookEndpoint endpoint)
    {
        string? error = await db.Set<WebhookDelivery>().Where(d => d.EndpointId == endpoint.Id && d.LastError != null).OrderByDescending(d => d.LastAttemptAt).Select(d => d.LastError).FirstOrDefaultAsync();
        return new(endpoint.Id, endpoint.Url, endpoint.FailingSince ?? endpoint.DisabledAt ?? endpoint.CreatedAt, endpoint.DisabledReason == DisabledReason.Gone, error ?? "");
    }

    private static Task<MailFacts.CaseFact> CaseOf(KeytillDb db, string messageId) => (
        from known in db.Set<Case>()
        from message in known.Messages
        where message.Id == messageId
        select new MailFacts.CaseFact(known.Topic, known.Status, known.AnswerBy, message.Text)).SingleAsync();

    /// <summary>Of all boxes that the customer ticked, in the versions and languages that he saw.</summary>
    public static Task<List<LegalText>> TextsOf(KeytillDb db, Order order)
    {
        string[] versions = [.. order.Consents.Select(c => c.TextVersion)];
        return db.Set<LegalText>().Where(t => t.SellerId == order.SellerId && versions.Contains(t.Version)).ToListAsync();
    }

    private static async Task<string?> ToldAlready(KeytillDb db, MailRow mail, Order order)
    {
        if (mail.Copy > 0)
            return null;
        if (mail.Kind == EmailKind.LicenseRevoked)
        {
            // Lines that were revoked in one act: the first of their mails names them all.
            bool hasElder = await db.Set<MailRow>().AnyAsync(m =>
                m.OrderId == mail.OrderId && m.Kind == mail.Kind && m.CreatedAt == mail.CreatedAt && string.Compare(m.Id, mail.Id) < 0);
            return hasElder ? "told_in_another_mail" : null;
        }

        if (mail.Kind == EmailKind.PaymentFailed)
        {
            // By the order's own clock, on which the attempts ended.
            var failedAt = order.Payment(mail.SubjectId).EndedAt;
            var sent = await db.Set<MailRow>().Where(m => m.OrderId == mail.OrderId && m.Kind == mail.Kind && m.SentAt != null).Select(m => m.SubjectId).ToListAsync();
            return sent.Any(paymentId => order.Payment(paymentId).EndedAt > failedAt - FailuresToldEvery) ? "told_today" : null;
        }

        return null;
    }
}
