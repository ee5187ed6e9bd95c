using Keytill.Core.Emails;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Emails;

/// <summary>A vendor reads, keeps and gives up his own wordings of mails. Each is his in one mode: what is tried in test mode changes no live mail.</summary>
public sealed class VendorTemplates(Store store)
{
    public Task<List<EmailTemplate>> List(Scope owner, CancellationToken cancel) =>
        store.Read(owner, db => db.Set<EmailTemplate>().ToListAsync(cancel), cancel);

    /// <returns>Null where the house's wording is in force.</returns>
    public Task<EmailTemplate?> Find(Scope owner, EmailKind kind, string language, CancellationToken cancel) =>
        store.Read(owner, db => db.FindTemplate(owner, kind, language), cancel);

    /// <exception cref="WordingRefused">What is wrong with the wording; what was in force stays.</exception>
    public Task<EmailTemplate> Save(Scope owner, EmailKind kind, string language, WordingSource source, MailParts parts, CancellationToken cancel) =>
        store.Write("save mail template", owner, async write =>
        {
            if (await write.Db.Set<EmailTemplate>().FirstOrDefaultAsync(t => t.Kind == kind && t.Language == language) is { } known)
            {
                known.Change(source, parts, write.Now);
                return known;
            }

            var made = EmailTemplate.Create(owner, kind, language, source, parts, write.Now);
            write.Db.Add(made);
            return made;
        }, cancel);

    /// <summary>Back to the house's wording. Where that is in force already nothing changes.</summary>
    public Task Reset(Scope owner, EmailKind kind, string language, CancellationToken cancel) => store.Write("reset mail template", owner, async write =>
    {
        if (await write.Db.Set<EmailTemplate>().FirstOrDefaultAsync(t => t.Kind == kind && t.Language == language) is { } known)
            write.Db.Remove(known);
        return true;
    }, cancel);
}

internal static class TemplateQueries
{
    /// <summary>Names its owner beside the scope that the reader has: a worker reads for everybody.</summary>
    public static Task<EmailTemplate?> FindTemplate(this KeytillDb db, Scope owner, EmailKind kind, string language) =>
        db.Set<EmailTemplate>().AsNoTracking().FirstOrDefaultAsync(t => t.VendorId == owner.VendorId && t.Mode == owner.Mode && t.Kind == kind && t.Language == language);
}
