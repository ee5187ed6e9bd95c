using Keytill.Core.Checkouts;
using Keytill.Core.Support;
using Keytill.Server.Emails;
using Keytill.Server.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Privacy;

/// <summary>What goes of rows that stay: for their age, or because their order's buyer is forgotten.</summary>
internal static class Forgetting
{
    /// <summary>Leaves kind, times and outcome.</summary>
    public static Task<int> ForgetTexts(this IQueryable<MailRow> mails) => mails.ExecuteUpdateAsync(set => set
        .SetProperty(m => m.ToAddress, (string?)null)
        .SetProperty(m => m.SubjectLine, (string?)null)
        .SetProperty(m => m.HtmlBody, (string?)null)
        .SetProperty(m => m.TextBody, (string?)null));

    /// <summary>They may name a person, and open nothing any more.</summary>
    public static Task<int> ForgetParameters(this IQueryable<OneTimeLink> links) =>
        links.ExecuteUpdateAsync(set => set.SetProperty(l => l.Parameters, (IReadOnlyDictionary<string, string>?)null));

    /// <summary>What a vendor's server said may name anybody.</summary>
    public static Task<int> ForgetAnswers(this IQueryable<WebhookDelivery> deliveries) =>
        deliveries.ExecuteUpdateAsync(set => set.SetProperty(d => d.LastResponse, (string?)null));

    /// <summary>Leaves who wrote, and when.</summary>
    public static Task<int> ForgetWords(this IQueryable<CaseMessage> messages) => messages.ExecuteUpdateAsync(set => set.SetProperty(m => m.Text, ""));
}
