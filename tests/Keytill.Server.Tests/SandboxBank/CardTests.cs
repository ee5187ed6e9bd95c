using System.Text.Json;
using Keytill.Server.SandboxBank;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.SandboxBank;

/// <summary>Each published card's way through a real bank on its own host.</summary>
public sealed class CardTests : IAsyncLifetime
{
    private BankWorld world = null!;

    public async ValueTask InitializeAsync() => world = await BankWorld.Open();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    [InlineData("4242 4242 4242 4242")]
    [InlineData("4242424242424242")]
    [InlineData("4242-4242-4242-4242")]
    [InlineData("5555 5555 5555 4444")]
    public async Task A_good_card_is_charged_and_leads_back(string card)
    {
        BankPage page = await world.AnOpenPayment();

        await world.AssertReturned(await world.Pay(page, card));

        Assert.Equal(("succeeded", null), await world.Standing(page));
        Charge charge = Assert.Single(world.Bank.Books.Charges());
        Assert.Equal((page.Id, page.Reference, 1_900L, "EUR"), (charge.Payment, charge.Reference, charge.Amount, charge.Currency));
        (string type, JsonElement payment) = await world.Merchant.NextWord();
        Assert.Equal("payment.succeeded", type);
        Assert.Equal(page.Reference, payment.GetProperty("reference").GetString());
    }

    [Theory]
    [InlineData("4000 0000 0000 0002", "card_declined")]
    [InlineData("4000 0000 0000 9995", "insufficient_funds")]
    [InlineData("4000 0000 0000 0069", "expired_card")]
    [InlineData("4000 0000 0000 0127", "incorrect_cvc")]
    [InlineData("4000 0000 0000 0119", "processing_error")]
    [InlineData("4000 0000 0000 9979", "stolen_card")]
    [InlineData("4000 0000 0000 9987", "lost_card")]
    [InlineData("4242 4242 4242 4241", "incorrect_number")]
    public async Task A_declined_card_ends_the_payment_and_says_why(string card, string failure)
    {
        BankPage page = await world.AnOpenPayment();

        await world.AssertReturned(await world.Pay(page, card));
        await world.AssertReturned(await world.Pay(page, BankWorld.GoodCard));

        Assert.Equal(("failed", failure), await world.Standing(page));
        Assert.Empty(world.Bank.Books.Charges());
        Assert.Equal("payment.failed", (await world.Merchant.NextWord()).Type);
        Assert.True(world.Merchant.HasHeardNothingMore());
    }

    [Theory]
    [InlineData("4000 0000 0000 3220", "confirm", "succeeded", null)]
    [InlineData("4000 0000 0000 3220", "refuse", "failed", "authentication_failed")]
    [InlineData("4000 0084 0000 1629", "confirm", "failed", "card_declined")]
    [InlineData("4000 0084 0000 1629", "refuse", "failed", "authentication_failed")]
    public async Task A_card_that_asks_for_confirmation_does_as_the_customer_answers(string card, string answer, string status, string? failure)
    {
        BankPage page = await world.AnOpenPayment();

        using HttpResponseMessage asked = await world.Pay(page, card);
        Assert.StartsWith(new Uri(page.Url).AbsolutePath, asked.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.NotNull((await world.See(page.Url)).QuerySelector("button[value=confirm]"));
        Assert.Equal(("open", null), await world.Standing(page));
        await world.AssertReturned(await world.AnswerAuthentication(page, answer));
        await world.AssertReturned(await world.AnswerAuthentication(page, "confirm"));

        Assert.Equal((status, failure), await world.Standing(page));
        Assert.Equal(status == "succeeded" ? 1 : 0, world.Bank.Books.Charges().Count);
    }

    [Fact]
    public async Task Who_leaves_the_confirmation_page_can_come_back_and_take_another_card()
    {
        BankPage page = await world.AnOpenPayment();
        using (await world.Pay(page, "4000 0000 0000 3220"))
            Assert.Equal(world.Merchant.ReturnUrl, (await world.See(page.Url)).QuerySelector("a.button")!.GetAttribute("href"));

        Assert.Equal(("open", null), await world.Standing(page));
        using (await world.AnswerAuthentication(page, "other_card"))
            Assert.NotNull((await world.See(page.Url)).QuerySelector("input[name=card_number]"));
        await world.AssertReturned(await world.Pay(page, BankWorld.GoodCard));

        Assert.Single(world.Bank.Books.Charges());
    }

    [Theory]
    [InlineData("4000 0000 0001 0001", "succeeded", null)]
    [InlineData("4000 0000 0002 0000", "failed", "card_declined")]
    public async Task A_processing_card_ends_three_days_later(string card, string status, string? failure)
    {
        BankPage page = await world.AnOpenPayment();

        await world.AssertReturned(await world.Pay(page, card));
        Assert.Equal(("processing", null), await world.Standing(page));
        Assert.Equal("payment.processing", (await world.Merchant.NextWord()).Type);
        DateTimeOffset due = world.Clock.GetUtcNow().AddDays(3);
        world.Clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(("processing", null), await world.Standing(page));
        world.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal((status, failure), await world.Standing(page));
        (string type, JsonElement payment) = await world.Merchant.NextWord();
        Assert.Equal("payment." + status, type);
        Assert.Equal(due, payment.GetProperty("status_at").GetDateTimeOffset());
        Assert.Equal(status == "succeeded" ? 1 : 0, world.Bank.Books.Charges().Count);
    }

    [Fact]
    public async Task A_charge_whose_answer_is_lost_is_told_by_notice_ten_minutes_later()
    {
        BankPage page = await world.AnOpenPayment();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => world.Pay(page, "4000 0000 0003 0009"));

        Assert.Equal(("succeeded", null), await world.Standing(page));
        Assert.Single(world.Bank.Books.Charges());
        world.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        Assert.True(world.Merchant.HasHeardNothingMore());
        world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("payment.succeeded", (await world.Merchant.NextWord()).Type);
    }

    [Fact]
    public async Task An_answer_lost_without_a_charge_leaves_the_page_open()
    {
        BankPage page = await world.AnOpenPayment();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => world.Pay(page, "4000 0000 0004 0008"));
        Assert.Equal(("open", null), await world.Standing(page));
        Assert.Empty(world.Bank.Books.Charges());
        await world.AssertReturned(await world.Pay(page, BankWorld.GoodCard));

        Assert.Single(world.Bank.Books.Charges());
    }

    [Theory]
    [InlineData("4000 0000 0000 7726", "pending", 3, "succeeded")]
    [InlineData("4000 0000 0000 5126", "succeeded", 5, "failed")]
    public async Task A_cards_refund_ends_days_later_than_it_was_answered(string card, string answered, int days, string ends)
    {
        BankPage page = await world.AnOpenPayment();
        await world.AssertReturned(await world.Pay(page, card));
        Assert.Equal("payment.succeeded", (await world.Merchant.NextWord()).Type);
        JsonElement refund = await BankWorld.Json(await world.Api(
            HttpMethod.Post, "/v1/refunds", new { payment = page.Id, reference = "ref_1", amount = 1_900, currency = "EUR" }, "ref_1"));
        Assert.Equal(answered, refund.GetProperty("status").GetString());
        Assert.Equal("refund." + answered, (await world.Merchant.NextWord()).Type);

        world.Clock.Advance(TimeSpan.FromDays(days) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(answered, await Asked());
        world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(ends, await Asked());
        Assert.Equal("refund." + ends, (await world.Merchant.NextWord()).Type);

        async Task<string?> Asked() =>
            (await BankWorld.Json(await world.Api(HttpMethod.Get, "/v1/refunds?reference=ref_1"))).GetProperty("data")[0].GetProperty("status").GetString();
    }

    [Fact]
    public async Task Pressing_pay_many_times_at_once_charges_once()
    {
        BankPage page = await world.AnOpenPayment();

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => world.Pay(page, BankWorld.GoodCard)));

        foreach (HttpResponseMessage answer in answers)
            await world.AssertReturned(answer);
        Assert.Single(world.Bank.Books.Charges());
        Assert.Equal("payment.succeeded", (await world.Merchant.NextWord()).Type);
        Assert.True(world.Merchant.HasHeardNothingMore());
    }

    [Fact]
    public async Task An_unpaid_page_expires_after_a_day()
    {
        BankPage page = await world.AnOpenPayment();

        world.Clock.Advance(TimeSpan.FromHours(24));

        using HttpResponseMessage late = await world.Pay(page, BankWorld.GoodCard);
        Assert.Equal(System.Net.HttpStatusCode.Gone, late.StatusCode);
        Assert.Equal(("expired", null), await world.Standing(page));
        Assert.Equal("payment.expired", (await world.Merchant.NextWord()).Type);
        Assert.Empty(world.Bank.Books.Charges());
    }
}
