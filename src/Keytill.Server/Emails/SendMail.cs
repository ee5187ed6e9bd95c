using Keytill.Core.Emails;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Payments;
using Keytill.Server.Persistence;
using Keytill.Server.Work;

namespace Keytill.Server.Emails;

/// <summary>Sends one mail: loads what it speaks of, drops it when it has lost its point, renders it, and hands it to the mail server.</summary>
internal sealed class SendMail(Store store, MailDoor door, MailTemplates templates, MailOptions options, OrderLinks links, TransferAccount account, ILogger<SendMail> log)
    : IJob
{
    /// <summary>Low enough that everything leaves within a quarter of an hour of the mail server's return, whatever jitter adds.</summary>
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RetryDelayMin = TimeSpan.FromSeconds(30);

    /// <summary>A week of tries that the server itself refused. Tries that met no server are not counted.</summary>
    private const int AttemptsMax = 1_000;
    private const int DoublingsMax = 5;

    public string Kind => MailRow.WorkKind;

    public TimeSpan? RetryAfter(int attempts)
    {
        if (attempts >= AttemptsMax)
            return null;
        var delay = RetryDelayMin * (1 << Math.Clamp(attempts - 1, 0, DoublingsMax));
        return delay < RetryDelayMax ? delay : RetryDelayMax;
    }

    public async Task<JobResult> Run(WorkItem item, CancellationToken cancel)
    {
        if (door.ClosedFor is { Ticks: > 0 } closed)
            return new JobResult.Again(closed, "mail_server_unreachable");
        string mailId = item.Payload;
        var due = await store.Read(new Scope(item.VendorId, item.Mode), db => DueMail.Load(db, mailId, links, account.Value), cancel);
        if (due is null)
            return new JobResult.Finished();
        if (due.LostPoint is { } reason)
            return new JobResult.Sent(new MailOutcome.Dropped(mailId, reason));
        var (mail, fault) = Rendered(due);
        return await Send(item, due.Facts, mail, fault, cancel);
    }

    /// <summary>A vendor's wording that makes no mail holds none up: the house's leaves instead, and the vendor can see it.</summary>
    private (RenderedMail Mail, WordingFault? Fault) Rendered(DueMail due)
    {
        var facts = due.Facts;
        var model = MailModel.Of(facts);
        if (due.Own is not { } own)
            return (templates.Render(facts.Kind, facts.Texts.Language, model), null);
        try
        {
            return (templates.Render(own.Kind, own.Language, own.Source, model), null);
        }
        catch (Exception broken) when (broken is TemplateBroken or WordingRefused)
        {
            string reason = broken is WordingRefused { Mistakes: [var first, ..] } ? $"{first.Part}, line {first.Line}: {first.Sentence}" : broken.Message;
            log.LogWarning("The wording {Template} made no mail, and the house's was sent: {Reason}", own.Id, reason);
            return (templates.Render(facts.Kind, facts.Texts.Language, model), new WordingFault(own.Id, own.ChangedAt, reason));
        }
    }

    private async Task<JobResult> Send(WorkItem item, MailFacts facts, RenderedMail mail, WordingFault? fault, CancellationToken cancel)
    {
        try
        {
            var message = new MailMessage(
                $"{item.Payload}@{options.FromDomain}", facts.To, facts.ReplyTo, MailText.Line(facts.Seller.Name), mail.Subject, mail.Text, mail.Html)
            {
                Unsubscribe = facts.Unsubscribe,
            };
            var accepted = await door.Send(facts.Kind, message, cancel);
            return new JobResult.Sent(new MailOutcome.Accepted(item.Payload, facts.To, mail, accepted.Answer, item.Attempts, fault));
        }
        catch (MailNotAccepted refused)
        {
            var outcome = new MailOutcome.Refused(item.Payload, refused.Message, item.Attempts);
            return refused.Kind switch
            {
                MailRefusal.Never => new JobResult.Bury(refused.Message, outcome),
                MailRefusal.Unreachable => new JobResult.Again(MailDoor.OutagePause, "mail_server_unreachable"),
                _ => new JobResult.Failed(refused.Message, Outcome: outcome),
            };
        }
        catch (ArgumentException unfit)
        {
            return new JobResult.Bury(unfit.Message, new MailOutcome.Refused(item.Payload, unfit.Message, item.Attempts));
        }
    }
}
