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
        Assert.Equal(["license:", "payment_confirmed:"], await Told(orders[0]));
        Assert.Equal(["order_cancelled:", "payment_reminder:", "payment_reminder:"], await Told(orders[1]));

        smtp.TurnOn();
        for (var on = TimeSpan.Zero; on < LeavesWithin; on += TimeSpan.FromMinutes(1))
            await Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(["license:sent", "payment_confirmed:sent"], await Told(orders[0]));
        Assert.Equal(["order_cancelled:sent", "payment_reminder:order_cancelled", "payment_reminder:order_cancelled"], await Told(orders[1]));
        Assert.Equal(["payment_reminder:newer_reminder", "payment_reminder:sent"], await Told(orders[2]));
        var sent = await here.Store.Read(here.Scope, db => db.Set<MailRow>().Where(m => m.SentAt != null).Select(m => m.Id).ToListAsync());
        Assert.Equal(sent.Order(), smtp.Taken.Select(IdOf).Order());

        async Task Pass(TimeSpan by)
        {
            here.Clock.Advance(by);
            foreach (var order in orders)
            {
                await here.Get<KeepOrders>().Keep(here.Scope, order.Id, CancellationToken.None);
                await here.Settle(order.Id);
            }
        }

        async Task<IEnumerable<string>> Told(Order order)
        {
            var mails = await here.Store.Read(here.Scope, db => db.Set<MailRow>().Where(m => m.OrderId == order.Id).ToListAsync());
            return mails.Select(m => $"{Core.PublicName.Of(m.Kind)}:{(m.SentAt is null ? m.DroppedReason : "sent")}").Order(StringComparer.Ordinal);
        }
    }

    private static string IdOf(string mail)
    {
        string line = mail.Split("\r\n").Single(l => l.StartsWith("Message-ID: <", StringComparison.OrdinalIgnoreCase));
        return line["Message-ID: <".Length..line.IndexOf('@', StringComparison.Ordinal)];
    }
}
