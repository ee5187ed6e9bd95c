using System.Text.Json;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Crash;

/// <summary>Holds what a killed server has done in the end against those outside of it and against what is stored.</summary>
internal sealed class KillJudge(VendorProgram program, VendorServer receiver, Lives lives, TestDatabase database, IReadOnlyList<Purchase> purchases)
{
    private const int PageSize = 100;

    /// <summary>What is left of work by then waits for its hour, such as the end of an order's time.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    public int Repetitions { get; private set; }

    /// <summary>Nothing of the near future is left, and no delivery to the receiver.</summary>
    public async Task<bool> IsAllDone() => (await Left()).Count == 0;

    public async Task<string> Look() => string.Join('\n', await Left());

    public async Task Hear()
    {
        var feed = await Feed();
        Assert.Equal(0, receiver.Refused);
        Assert.Equal(feed.Select(e => (Id(e), e.GetRawText())).Order(), receiver.Events().Select(e => (e.Id, e.Body.GetRawText())).Order());
        Repetitions = lives.JudgeRepetitions(receiver.Heard.Select(e => (e.Id, lives.LifeAt(e.SentAt))), $"killed {lives.Ended} times on {database.Kind}");

        var charges = await Charges();
        var keys = new List<string>();
        var ids = new List<string>();
        foreach (var purchase in purchases)
        {
            var order = await program.Get("/v1/orders/" + purchase.Number);
            ids.Add(Id(order));
            string where = $"order {purchase.Number}, {purchase.Intent}, on {database.Kind}";
            HearMoney(purchase, order, [.. charges[purchase.Number]], where);
            HearEvents(purchase, [.. receiver.Events(Id(order))], where);
            await HearMails(purchase, where);
            keys.AddRange(Keys(purchase, order, where));
        }

        Assert.Equal(keys.Count, keys.Distinct().Count());
        // No order that nobody was shown, and no charge for one.
        Assert.Equal(ids.Order(), feed.Where(e => Text(e, "type") == "order.created").Select(e => Id(e.GetProperty("data").GetProperty("order"))).Order());
        Assert.Equal(purchases.Select(p => p.Number).Distinct().Count(), purchases.Count);
        Assert.Empty(charges.Select(c => c.Key).Except(purchases.Select(p => p.Number)));
    }

    private static void HearMoney(Purchase purchase, JsonElement order, IReadOnlyList<(string Reference, long Amount)> charged, string where)
    {
        if (purchase.Intent == Intent.Leave)
        {
            Assert.Empty(charged);
            Assert.Equal("not_paid", Text(order, "status"));
            return;
        }

        Assert.True(charged.Count == 1, $"{where}: charged {charged.Count} times");
        Assert.True(Text(order, "status") == "paid" && Text(order, "delivery") == "delivered", $"{where}: {Text(order, "status")}, {Text(order, "delivery")}");
        var paid = Assert.Single(order.GetProperty("payments").EnumerateArray(), p => Text(p, "status") == "succeeded");
        Assert.Equal((Id(paid), order.GetProperty("total").GetInt64()), charged[0]);
    }

    private static void HearEvents(Purchase purchase, IReadOnlyList<HeardEvent> events, string where)
    {
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Sequence));
        IEnumerable<string> expected = ["order.created"];
        if (purchase.Intent != Intent.Leave)
            expected = [.. expected, "payment.succeeded", .. Enumerable.Repeat("product.delivered", purchase.Lines), "order.delivered"];
        // Whoever's answer was lost gives the bad card once more.
        var types = events.Select(e => e.Type).ToList();
        int declined = types.RemoveAll(type => type == "payment.failed");
        Assert.True(expected.Order().SequenceEqual(types.Order()), $"{where}: {string.Join(' ', types)}");
        Assert.True(declined > 0 == (purchase.Intent == Intent.PayAtTheSecondTry), $"{where}: {declined} times declined");
    }

    private async Task HearMails(Purchase purchase, string where)
    {
        var mails = (await program.Get("/v1/test/emails?order=" + purchase.Number)).GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(mails.Count, mails.Select(Id).Distinct().Count());
        // Told or not as the second card was quicker or not; and the vendor's own.
        var kinds = mails.Select(m => Text(m, "kind")).Where(kind => kind is not ("payment_failed" or "pool_low")).Order();
        IEnumerable<string> expected = purchase.Intent == Intent.Leave ? [] : [.. Enumerable.Repeat("license", purchase.Lines), "payment_confirmed"];
        Assert.True(expected.SequenceEqual(kinds), $"{where}: mails {string.Join(' ', kinds)}");
    }

    private static List<string> Keys(Purchase purchase, JsonElement order, string where)
    {
        var keys = new List<string>();
        foreach (var line in order.GetProperty("lines").EnumerateArray())
        {
            var units = line.GetProperty("licenses").EnumerateArray().ToList();
            int due = purchase.Intent == Intent.Leave ? 0 : line.GetProperty("quantity").GetInt32();
            Assert.True(units.Count == due, $"{where}: {units.Count} licences for {due} units");
            keys.AddRange(units.Select(u => Text(u, "key")));
        }

        return keys;
    }

    private async Task<List<JsonElement>> Feed()
    {
        var events = new List<JsonElement>();
        while (true)
        {
            var page = await program.Get($"/v1/events?limit={PageSize}" + (events.Count == 0 ? "" : "&after=" + Id(events[^1])));
            events.AddRange(page.GetProperty("data").EnumerateArray());
            if (!page.GetProperty("has_more").GetBoolean())
                return events;
        }
    }

    /// <summary>From the bank's own tables, by the order's number.</summary>
    private async Task<ILookup<string, (string Reference, long Amount)>> Charges()
    {
        const string sql = "select p.order_number, p.reference, c.amount from charges c join payments p on p.id = c.payment_id";
        var rows = await Tables.ReadFile(
            Path.Combine(database.Folder, "sandbox-bank.db"), sql, row => (Order: row.GetString(0), Reference: row.GetString(1), Amount: row.GetInt64(2)));
        return rows.ToLookup(r => r.Order, r => (r.Reference, r.Amount));
    }

    private Task<List<string>> Left()
    {
        long soon = (TimeProvider.System.GetUtcNow() + Soon).ToUnixTimeMilliseconds();
        string sql = $"""
            SELECT kind || ' due ' || due_at || ', try ' || attempts || ', lease ' || coalesce(lease, 'none') || ': ' || coalesce(last_error, '')
            FROM work_items WHERE (buried_at IS NULL AND (due_at <= {soon} OR lease IS NOT NULL)) OR buried_at IS NOT NULL
            """;
        return Tables.Read(database, sql, row => row.GetString(0));
    }

    private static string Id(JsonElement thing) => Text(thing, "id");

    private static string Text(JsonElement thing, string name) => thing.GetProperty(name).GetString()!;
}
