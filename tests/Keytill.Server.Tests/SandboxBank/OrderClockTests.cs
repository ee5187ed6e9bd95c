using System.Text.Json;

namespace Keytill.Server.Tests.SandboxBank;

/// <summary>An order's payments live by the order's own time, step by step, while the bank's wall clock stands.</summary>
public sealed class OrderClockTests : IAsyncLifetime
{
    private BankWorld world = null!;
    private DateTimeOffset start;

    public async ValueTask InitializeAsync()
    {
        world = await BankWorld.Open();
        start = world.Clock.GetUtcNow();
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Asking_without_moving_tells_what_is_next()
    {
        BankPage page = await world.AnOpenPayment();

        JsonElement state = await Move(start, page);

        Assert.Equal(start.AddHours(24), NextDue(state));
        Assert.Equal("open", Status(state, 0));
    }

    [Fact]
    public async Task A_jump_settles_each_thing_at_its_own_instant()
    {
        BankPage open = await world.AnOpenPayment();
        BankPage processing = await world.AnOpenPayment();
        BankPage failing = await world.AnOpenPayment();
        BankPage ofAnotherOrder = await world.AnOpenPayment();
        await world.AssertReturned(await world.Pay(processing, "4000 0000 0001 0001"));
        await world.AssertReturned(await world.Pay(failing, "4000 0000 0002 0000"));

        JsonElement state = await Move(start.AddDays(91), open, processing, failing);

        Assert.Equal(["expired", "succeeded", "failed"], Enumerable.Range(0, 3).Select(i => Status(state, i)));
        Assert.Equal(
            [start.AddHours(24), start.AddDays(3), start.AddDays(3)],
            Enumerable.Range(0, 3).Select(i => state.GetProperty("payments")[i].GetProperty("status_at").GetDateTimeOffset()));
        Assert.Null(NextDue(state));
        Assert.Equal(start.AddDays(3), world.Bank.Books.Charges().Single().ChargedAt);
        Assert.Equal(("open", null), await world.Standing(ofAnotherOrder));
    }

    [Fact]
    public async Task Steps_along_what_is_due_meet_everything_once()
    {
        BankPage open = await world.AnOpenPayment();
        BankPage processing = await world.AnOpenPayment();
        await world.AssertReturned(await world.Pay(processing, "4000 0000 0001 0001"));
        Assert.Equal("payment.processing", (await world.Merchant.NextWord()).Type);

        JsonElement state = await Move(start, open, processing);
        var steps = new List<DateTimeOffset>();
        while (NextDue(state) is { } next)
        {
            steps.Add(next);
            state = await Move(next, open, processing);
        }

        Assert.Equal([start.AddHours(24), start.AddDays(3)], steps);
        Assert.Equal(["payment.expired", "payment.succeeded"], [(await world.Merchant.NextWord()).Type, (await world.Merchant.NextWord()).Type]);
    }

    [Fact]
    public async Task A_notice_that_waits_is_brought_forward_and_counts_as_due()
    {
        BankPage page = await world.AnOpenPayment();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => world.Pay(page, "4000 0000 0003 0009"));

        Assert.Equal(start.AddMinutes(10), NextDue(await Move(start, page)));
        Assert.Equal(start.AddMinutes(10), NextDue(await Move(start.AddMinutes(9), page)));
        Assert.True(world.Merchant.HasHeardNothingMore());
        await Move(start.AddMinutes(10), page);

        Assert.Equal("payment.succeeded", (await world.Merchant.NextWord()).Type);
    }

    [Fact]
    public async Task The_clock_never_goes_back()
    {
        BankPage page = await world.AnOpenPayment();
        await Move(start.AddHours(23), page);

        Assert.Equal(start.AddHours(24), NextDue(await Move(start.AddHours(-5), page)));
        world.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(("expired", null), await world.Standing(page));
    }

    [Fact]
    public async Task After_a_jump_the_orders_time_goes_on_with_the_wall_clock()
    {
        BankPage page = await world.AnOpenPayment();
        await Move(start.AddHours(20), page);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.AssertReturned(await world.Pay(page, BankWorld.GoodCard));

        Assert.Equal(start.AddHours(21), (await world.Status(page)).GetProperty("status_at").GetDateTimeOffset());
        Assert.Equal(start.AddHours(21), world.Bank.Books.Charges().Single().ChargedAt);
    }

    [Fact]
    public async Task A_payment_opened_after_a_jump_starts_at_the_orders_own_time()
    {
        Dictionary<string, object> asked = world.NewPayment("pay_late");
        asked["order_time"] = start.AddDays(30);
        JsonElement payment = await BankWorld.Json(await world.Api(HttpMethod.Post, "/v1/payments", asked, "key_late"));

        Assert.Equal(start.AddDays(30), payment.GetProperty("created_at").GetDateTimeOffset());
        Assert.Equal(start.AddDays(31), NextDue(await Move(start.AddDays(30), new BankPage("pay_late", "", ""))));
    }

    private async Task<JsonElement> Move(DateTimeOffset orderTime, params BankPage[] pages) => await BankWorld.Json(await world.Api(
        HttpMethod.Put, "/v1/clock", new { references = pages.Select(page => page.Reference), order_time = orderTime }));

    private static DateTimeOffset? NextDue(JsonElement state) =>
        state.GetProperty("next_due_at") is { ValueKind: JsonValueKind.String } at ? at.GetDateTimeOffset() : null;

    private static string Status(JsonElement state, int index) => state.GetProperty("payments")[index].GetProperty("status").GetString()!;
}
