using Keytill.Server.Persistence;
using Keytill.Server.Work;

namespace Keytill.Server.Emails;

/// <summary>What became of one try to send a mail. Recorded without loading the row: up to 64 of them share one write.</summary>
internal abstract record MailOutcome(string MailId) : ISending
{
    public Task Record(WriteContext write)
    {
        var row = MailRow.Known(MailId);
        write.Db.Attach(row);
        Apply(row, write.Now);
        return Task.CompletedTask;
    }

    private protected abstract void Apply(MailRow row, DateTimeOffset now);

    internal sealed record Accepted(string MailId, string To, RenderedMail Mail, string Answer, int Attempts) : MailOutcome(MailId)
    {
        private protected override void Apply(MailRow row, DateTimeOffset now) => row.Sent(To, Mail, Answer, Attempts, now);
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
