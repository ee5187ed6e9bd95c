using Keytill.Core.Emails;
using Keytill.Server.Emails;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Emails;

/// <summary>A mail server that takes nothing, for days: nothing is lost, and what has lost its point meanwhile is not sent.</summary>
public sealed class MailOutageTests
{
    private static readonly TimeSpan Outage = TimeSpan.FromDays(2);
    private static readonly TimeSpan Stride = TimeSpan.FromHours(1);

    /// <summary>Everything is to leave within this of the server's return.</summary>
    private static readonly TimeSpan LeavesWithin = TimeSpan.FromMinutes(15);

    public static TheoryData<DatabaseKind, MailRefusal> Outages()
    {
        var data = new TheoryData<DatabaseKind, MailRefusal>();
        foreach (var kind in Enum.GetValues<DatabaseKind>())
        {
            data.Add(kind, MailRefusal.Unreachable);
            data.Add(kind, MailRefusal.Later);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task A_mail_server_that_refuses_for_two_days_gets_everything_in_the_end_each_once_by_id(DatabaseKind kind, MailRefusal refusal)
    {
        await using var here = await Installation.StartSelling(kind);
        (here.Mailbox.IsDown, here.Mailbox.Refusal) = (true, refusal);
        using var ada = new Customer(here);
        await ada.Buy("editor");
        await ada.Order();
        await ada.PayByCard(Customer.DeclinedCard);
        await ada.PayByCard(Customer.GoodCard);
        string order = (await ada.Placed()).Id;
        await here.Settle(order);

        for (var down = TimeSpan.Zero; down < Outage; down += Stride)
            await Pass(Stride);
        Assert.Empty(here.Mailbox.Accepted);

        here.Mailbox.IsDown = false;
        var back = here.Clock.GetUtcNow();
        while (here.Clock.GetUtcNow() < back + LeavesWithin)
            await Pass(TimeSpan.FromMinutes(1));

        var mails = await here.Store.Read(here.Scope, db => db.Set<MailRow>().Where(m => m.OrderId == order).ToListAsync());
        Assert.Equal([EmailKind.PaymentConfirmed, EmailKind.License], mails.Where(m => m.SentAt is not null).Select(m => m.Kind).Order());
        Assert.Equal("order_paid", Assert.Single(mails, m => m.Kind == EmailKind.PaymentFailed).DroppedReason);
        Assert.Equal(mails.Where(m => m.SentAt is not null).Select(m => m.Id).Order(), here.Mailbox.Accepted.Select(m => m.MessageId.Split('@')[0]).Order());

        async Task Pass(TimeSpan by)
        {
            here.Clock.Advance(by);
            await here.Settle(order);
        }
    }
}
