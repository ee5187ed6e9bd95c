using Keytill.Core.Vendors;
using Keytill.Server.Emails;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Demo;

/// <summary>The demo customers' mailbox: what was rendered and handed over for the demo vendor's orders.</summary>
public sealed class DemoMailbox(Store store, DemoVendor vendor)
{
    /// <summary>A mail's links lead away from the frame; nothing in it runs.</summary>
    public const string Sandbox = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";

    private const int ListedMax = 200;
    private const string FramePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; form-action 'none'; sandbox " + Sandbox;

    public async Task<IReadOnlyList<DemoMailLine>> List(string? orderId, CancellationToken cancel)
    {
        if (vendor.VendorId is not { } vendorId)
            return [];
        return await store.Read(new Scope(vendorId, Mode.Test), db => Sent(db, vendorId)
            .Where(mail => orderId == null || mail.OrderId == orderId)
            .OrderByDescending(mail => mail.SentAt).ThenByDescending(mail => mail.Id)
            .Take(ListedMax)
            .Select(mail => new DemoMailLine(mail.Id, mail.ToAddress!, mail.SubjectLine!, mail.SentAt!.Value))
            .ToListAsync(), cancel);
    }

    /// <returns>Null when the demo has no such mail.</returns>
    public async Task<DemoMail?> Find(string id, CancellationToken cancel)
    {
        if (vendor.VendorId is not { } vendorId)
            return null;
        MailRow? row = await store.Read(new Scope(vendorId, Mode.Test), db => Sent(db, vendorId).SingleOrDefaultAsync(mail => mail.Id == id), cancel);
        return row is null ? null : new DemoMail(row.Id, Naming.SnakeCase(row.Kind), row.ToAddress!, row.SubjectLine!, row.HtmlBody!, row.TextBody!, row.SentAt!.Value);
    }

    /// <summary>The mail's own HTML, for the frame on its page.</summary>
    internal static async Task<IResult> Html(string id, DemoMailbox mailbox, HttpResponse response, CancellationToken cancel)
    {
        if (await mailbox.Find(id, cancel) is not { } mail)
            return Results.NotFound();
        response.Headers.ContentSecurityPolicy = FramePolicy;
        return Results.Content(LinksLeadOut(mail.Html), "text/html; charset=utf-8");
    }

    private static string LinksLeadOut(string html)
    {
        const string head = "<head>", target = "<base target=\"_top\">";
        int at = html.IndexOf(head, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? target + html : html.Insert(at + head.Length, target);
    }

    // Mails carry no query filter, so the vendor and the mode are named here.
    private static IQueryable<MailRow> Sent(KeytillDb db, string vendorId) =>
        db.Set<MailRow>().AsNoTracking().Where(mail => mail.SentAt != null && mail.VendorId == vendorId && mail.Mode == Mode.Test);
}

public sealed record DemoMailLine(string Id, string To, string Subject, DateTimeOffset SentAt);

public sealed record DemoMail(string Id, string Kind, string To, string Subject, string Html, string Text, DateTimeOffset SentAt);
