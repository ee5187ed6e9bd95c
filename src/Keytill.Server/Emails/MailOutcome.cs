using Keytill.Core.Emails;
using Keytill.Server.Persistence;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Emails;

/// <summary>What became of one try to send a mail. Recorded without loading the row: up to 64 of them share one write.</summary>
internal abstract record MailOutcome(string MailId) : ISending
{
    public virtual Task Record(WriteContext write)
    {
        var row = MailRow.Known(MailId);
        write.Db.Attach(row);
        Apply(row, write.Now);
        return Task.CompletedTask;
    }

    private protected abstract void Apply(MailRow row, DateTimeOffset now);

    /// <param name="Fault">Of the vendor's wording that should have been sent and made no mail.</param>
    internal sealed record Accepted(string MailId, string To, RenderedMail Mail, string Answer, int Attempts, WordingFault? Fault) : MailOutcome(MailId)
    {
        public override async Task Record(WriteContext write)
        {
            await base.Record(write);
            if (Fault is { } fault && await write.Db.Set<EmailTemplate>().FirstOrDefaultAsync(t => t.Id == fault.TemplateId) is { } template)
                template.Broke(fault.Reason, fault.ChangedAt, write.Now);
        }

        private protected override void Apply(MailRow row, DateTimeOffset now)
        {
            row.Sent(To, Mail, Answer, Attempts, now);
            if (Fault is { } fault)
                row.FellBack(fault.Reason);
        }
    }

    internal sealed record Refused(string MailId, string Answer, int Attempts) : MailOutcome(MailId)
    {
        private protected override void Apply(MailRow row, DateTimeOffset now) => row.Refused(Answer, Attempts);
    }

    internal sealed record Dropped(string MailId, string Reason) : MailOutcome(MailId)
    {
        private protected override void Apply(MailRow row, DateTimeOffset now) => row.Drop(Reason);
    }
}

/// <param name="ChangedAt">Of the wording as it was tried.</param>
internal sealed record WordingFault(string TemplateId, DateTimeOffset ChangedAt, string Reason);
