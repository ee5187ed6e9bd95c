using Keytill.Core.Emails;
using Keytill.Core.Orders;
using Keytill.Server.Emails;
using Keytill.Server.Orders;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Emails;

/// <summary>Three days without a mail server, on a real socket: sales go on, nothing is lost, and nobody is written what is no longer so.</summary>
public sealed class SmtpOutageTests
{
    private static readonly TimeSpan Outage = TimeSpan.FromHours(72);
    private static readonly TimeSpan LeavesWithin = TimeSpan.FromMinutes(15);

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task After_three_days_without_a_mail_server_everything_leaves_within_a_quarter_of_an_hour_but_what_lost_its_point(DatabaseKind kind)
    {
        using var smtp = new SmtpServer();
        await using var here = await Installation.StartSelling(kind, change: smtp.TakeMailsOf);
        smtp.TurnOff();
        using var paying = await Customer.WhoOrdered(here);
        await paying.PayByCard(Customer.GoodCard);
        using var leaving = await Customer.WhoOrdered(here);
        using var waiting = await Customer.WhoOrdered(here);
        Order[] orders = [await paying.Placed(), await leaving.Placed(), await waiting.Placed()];

        for (var down = TimeSpan.Zero; down < Outage; down += TimeSpan.FromHours(1))
            await Pass(TimeSpan.FromHours(1));
        await here.Get<OrderActs>().Cancel(here.Scope, orders[1].Id, "asked for", returnMoney: false);
        Assert.Empty(smtp.Taken);
        Assert.All(await Mails(), mail => Assert.Null(mail.SentAt));

        smtp.TurnOn();
        for (var on = TimeSpan.Zero; on < LeavesWithin; on += TimeSpan.FromMinutes(1))
            await Pass(TimeSpan.FromMinutes(1));

        var mails = await Mails();
        Assert.All(mails, mail => Assert.True(mail.IsDone));
        Assert.Equal([EmailKind.PaymentConfirmed, EmailKind.License], Sent(orders[0]).Select(m => m.Kind).Order());
        Assert.Equal(EmailKind.OrderCancelled, Assert.Single(Sent(orders[1])).Kind);
        Assert.Equal("order_cancelled", Reminder(orders[1], "online_second").DroppedReason);
        Assert.Equal("online_second", Assert.Single(Sent(orders[2])).SubjectId);
        Assert.Equal("newer_reminder", Reminder(orders[2], "online_first").DroppedReason);
        Assert.Equal(mails.Where(m => m.SentAt is not null).Select(m => m.Id).Order(), smtp.Taken.Select(IdOf).Order());

        async Task Pass(TimeSpan by)
        {
            here.Clock.Advance(by);
            foreach (var order in orders)
            {
                await here.Get<KeepOrders>().Keep(here.Scope, order.Id, CancellationToken.None);
                await here.Settle(order.Id);
            }
        }

        Task<List<MailRow>> Mails() => here.Store.Read(here.Scope, db => db.Set<MailRow>().ToListAsync());
        IEnumerable<MailRow> Sent(Order order) => mails.Where(m => m.OrderId == order.Id && m.SentAt is not null);
        MailRow Reminder(Order order, string name) => mails.Single(m => m.OrderId == order.Id && m.SubjectId == name);
    }

    private static string IdOf(string mail)
    {
        string line = mail.Split("\r\n").Single(l => l.StartsWith("Message-ID: <", StringComparison.OrdinalIgnoreCase));
        return line["Message-ID: <".Length..line.IndexOf('@', StringComparison.Ordinal)];
    }
}
