using System.Data.Common;
using System.Text.Json;
using Keytill.Core.Checkouts;
using Keytill.Core.Vendors;
using Keytill.Server.Emails;
using Keytill.Server.Orders;
using Keytill.Server.Payments;
using Keytill.Server.Persistence;
using Keytill.Server.Privacy;
using Keytill.Server.Support;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Keytill.Server.Webhooks;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Privacy;

/// <summary>What is forgotten when its time is over, and what stays.</summary>
public sealed class RetentionTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Ninety_days_after_an_unpaid_order_has_ended_its_buyer_stands_nowhere(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Ordered(here);
        using var program = new VendorProgram(here);
        string id = (await ada.Placed()).Id;
        await ada.AskSupport("Mrs Lovelace asks");
        string caseId = (await here.Get<CaseQueries>().OfOrder(here.Scope, id))[0].Id;
        await here.Get<AnswerCase>().Run(here.Scope, caseId, "answer", "Dear Mrs Lovelace", "anna");
        await here.Get<OrderActs>().Cancel(here.Scope, id, "Mrs Lovelace wrote to ada@example.org", returnMoney: false);
        await here.Settle(id);
        Assert.NotEmpty(await Mentions(here, "lovelace"));

        await program.Advance(id, "P89D");
        Assert.Equal("ada@example.org", (await program.Get($"/v1/orders/{id}")).GetProperty("customer").GetProperty("email").GetString());
        await program.Advance(id, "P1D");

        Assert.Empty(await Mentions(here, "lovelace"));
        Assert.Empty(await Mentions(here, "ada@example.org"));
        Assert.Equal(["", ""], (await here.Get<CaseQueries>().ById(here.Scope, caseId))!.Messages.Select(m => m.Text));
        var order = await program.Get($"/v1/orders/{id}");
        Assert.True(order.GetProperty("redacted").GetBoolean());
        Assert.Equal(JsonValueKind.Null, order.GetProperty("customer").GetProperty("email").ValueKind);
        Assert.Equal(29_00, order.GetProperty("total").GetInt64());
        var events = (await program.Get($"/v1/events?order={id}")).GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(["order.created", "order.cancelled"], events.Select(e => e.GetProperty("type").GetString()));
        Assert.All(events, happened =>
        {
            Assert.True(happened.GetProperty("redacted").GetBoolean());
            Assert.Equal(JsonValueKind.Null, happened.GetProperty("data").GetProperty("order").GetProperty("customer").GetProperty("last_name").ValueKind);
        });
        await ada.Browser.Visit(ada.OrderPage!);
        Assert.Equal(System.Net.HttpStatusCode.OK, ada.Browser.Status);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_was_written_and_answered_is_forgotten_after_half_a_year_and_that_it_was_is_not(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Ordered(here);
        await ada.PayByCard(Customer.GoodCard);
        string id = (await ada.Placed()).Id;
        await here.Settle(id);
        await here.Store.Write("answer", here.Scope, write => write.Db.Set<WebhookDelivery>().ExecuteUpdateAsync(set => set.SetProperty(d => d.LastResponse, "thanks")));

        await here.SleepFor(Retention.KeepBodies + TimeSpan.FromDays(1));
        await here.Get<Retention>().Run(CancellationToken.None);

        var mails = await here.Store.Read(here.Scope, db => db.Set<MailRow>().ToListAsync());
        Assert.All(mails, mail => Assert.Equal((null, null, null, null), (mail.ToAddress, mail.SubjectLine, mail.HtmlBody, mail.TextBody)));
        Assert.All(mails, mail => Assert.NotNull(mail.SentAt));
        Assert.All(await here.Store.Read(here.Scope, db => db.Set<WebhookDelivery>().ToListAsync()), delivery => Assert.Equal((null, 1), (delivery.LastResponse, delivery.Attempts)));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_cart_is_forgotten_thirty_days_after_it_was_used_last_and_notices_after_four_hundred(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Ordered(here);
        await ada.PayByCard(Customer.GoodCard);
        await here.Settle((await ada.Placed()).Id);
        using var bob = new Customer(here);
        await here.SleepFor(TimeSpan.FromDays(20));
        await bob.Buy("editor");

        await here.SleepFor(TimeSpan.FromDays(11));
        await here.Get<Retention>().Run(CancellationToken.None);
        Assert.Equal(1, await Count<Checkout>(here));
        await bob.Browser.Visit(bob.Checkout!);
        Assert.Equal(System.Net.HttpStatusCode.OK, bob.Browser.Status);

        Assert.NotEqual(0, await Count<NoticeRow>(here));
        await here.SleepFor(TimeSpan.FromDays(370));
        await here.Get<Retention>().Run(CancellationToken.None);
        Assert.Equal((0, 0, 0), (await Count<Checkout>(here), await Count<NoticeRow>(here), await Count<EventRow>(here)));
        Assert.Equal(29_00, (await ada.Placed()).Applied.Minor);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task That_somebody_looked_for_orders_is_forgotten_after_a_day(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        await here.Get<SearchOrders>().Run(null, "ada@example.org", null, null, CancellationToken.None);
        // One that no job has got to.
        await here.Store.Write("search", Scope.Everything, write =>
        {
            write.Db.Add(new OrderSearch { Id = "find_1", Email = "ada@example.org", AskedAt = write.Now });
            return Task.CompletedTask;
        });
        await Installation.Until(async () => await Count<OrderSearch>(here) == 1, "the job is done with its search");
        Assert.Equal(["order_searches.email"], await Mentions(here, "ada@example.org"));

        await here.SleepFor(Retention.KeepSearches + TimeSpan.FromMinutes(1));
        await here.Get<Retention>().Run(CancellationToken.None);
        Assert.Equal((0, 0), (await Count<OrderSearch>(here), await Count<AllowanceRow>(here)));
    }

    [Fact]
    public void Only_what_is_the_buyers_is_taken_out_of_an_event()
    {
        const string body = """
            {"id":"evt_1","data":{"order":{"id":"ord_1","customer":{"email":"a@b.example","country":"DE"},"external_id":"x","additional_data":{"a":"b"},"total":1,
            "refunds":[{"id":"ref_1","reason":"private"}]},"refund":{"id":"ref_1","reason":"private","decline_reason":"private too"}}}
            """;

        Assert.Equal(
            """{"id":"evt_1","data":{"order":{"id":"ord_1","customer":{"email":null,"country":null},"external_id":null,"additional_data":{},"total":1,"refunds":[{"id":"ref_1","reason":null}]},"refund":{"id":"ref_1","reason":null,"decline_reason":null}},"redacted":true}""",
            ForgetBuyer.Redacted(body));
    }

    private static Task<Customer> Ordered(Installation here) =>
        Customer.WhoOrdered(here, "editor?ref=lovelace-1&data[who]=lovelace&utm_source=lovelace");

    private static Task<int> Count<T>(Installation here)
        where T : class => here.Store.Read(Scope.Everything, db => db.Set<T>().CountAsync());

    /// <summary>Every column of every table in which this stands, in whatever case.</summary>
    private static Task<List<string>> Mentions(Installation here, string what) => here.Store.Read(Scope.Everything, async db =>
    {
        var found = new List<string>();
        await db.Database.OpenConnectionAsync();
        foreach (var entity in db.Model.GetEntityTypes())
        {
            foreach (var column in entity.GetProperties().Select(p => p.GetColumnName()))
            {
                await using DbCommand command = db.Database.GetDbConnection().CreateCommand();
                command.CommandText = $"SELECT COUNT(*) FROM {entity.GetTableName()} WHERE LOWER(CAST({column} AS text)) LIKE '%{what}%'";
                if (Convert.ToInt64(await command.ExecuteScalarAsync(), null) > 0)
                    found.Add($"{entity.GetTableName()}.{column}");
            }
        }

        return found;
    });
}
