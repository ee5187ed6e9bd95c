using System.Text;
using System.Text.Json;
using Keytill.Core.Webhooks;
using Keytill.Server.SandboxBank;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Keytill.Server.Tests.SandboxBank;

/// <summary>What the bank owes to say it says, until it is heard; and how a test makes it lie.</summary>
public sealed class NoticeTests : IAsyncLifetime
{
    private BankWorld world = null!;

    public async ValueTask InitializeAsync() => world = await BankWorld.Open();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_notice_is_signed_over_its_bytes_by_the_banks_secret()
    {
        await PayOne();
        Arrived notice = await world.Merchant.NextNotice();

        Assert.Equal(WebhookVerdict.Genuine, Verdict(notice));
        Assert.Equal("application/json", notice.Headers["Content-Type"]);
    }

    [Fact]
    public async Task A_notice_comes_again_with_the_same_id_and_bytes_until_it_is_accepted()
    {
        world.Merchant.Answers = StatusCodes.Status500InternalServerError;
        await PayOne();
        Arrived first = await world.Merchant.NextNotice();

        var attempts = new List<Arrived> { first };
        foreach (int seconds in new[] { 5, 10, 20, 40 })
        {
            await world.Bank.Bank.NoticesAnswered();
            world.Clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.True(world.Merchant.HasHeardNothingMore());
            world.Clock.Advance(TimeSpan.FromMilliseconds(1));
            attempts.Add(await world.Merchant.NextNotice());
        }

        world.Merchant.Answers = StatusCodes.Status204NoContent;
        await world.Bank.Bank.NoticesAnswered();
        world.Clock.Advance(TimeSpan.FromSeconds(80));
        attempts.Add(await world.Merchant.NextNotice());
        await world.Bank.Bank.NoticesAnswered();
        Assert.Equal(0, world.Bank.Books.NoticesOwed());
        world.Clock.Advance(TimeSpan.FromDays(2));

        Assert.True(world.Merchant.HasHeardNothingMore());
        Assert.All(attempts, attempt => Assert.Equal(first.Body, attempt.Body));
        Assert.Single(attempts.Select(attempt => attempt.Headers["webhook-id"]).Distinct());
        Assert.Equal(attempts.Count, attempts.Select(attempt => attempt.Headers["webhook-timestamp"]).Distinct().Count());
    }

    [Fact]
    public async Task What_is_owed_outlives_the_bank()
    {
        world.Merchant.Answers = StatusCodes.Status503ServiceUnavailable;
        await PayOne();
        Arrived before = await world.Merchant.NextNotice();
        await world.Bank.Bank.NoticesAnswered();

        world.Merchant.Answers = StatusCodes.Status200OK;
        await world.RestartBank();
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        Arrived after = await world.Merchant.NextNotice();

        Assert.Equal(before.Headers["webhook-id"], after.Headers["webhook-id"]);
        Assert.Equal(before.Body, after.Body);
    }

    [Fact]
    public async Task What_falls_due_while_the_bank_is_down_happens_when_it_is_back_at_its_own_instant()
    {
        BankPage page = await world.AnOpenPayment();
        DateTimeOffset due = world.Clock.GetUtcNow().AddHours(24);

        await world.RestartBank(() => world.Clock.Advance(TimeSpan.FromDays(30)));
        (string type, JsonElement payment) = await world.Merchant.NextWord();

        Assert.Equal(("payment.expired", page.Reference), (type, payment.GetProperty("reference").GetString()));
        Assert.Equal(due, payment.GetProperty("status_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_merchant_that_is_slow_with_one_notice_hears_the_next_ones_meanwhile()
    {
        TaskCompletionSource slow = world.Merchant.HoldNextAnswer();
        await PayOne();
        await PayOne();
        await PayOne();

        await world.Merchant.NextNotice();
        await world.Merchant.NextNotice();
        Assert.True(world.Merchant.HasHeardNothingMore());
        slow.SetResult();
        await world.Merchant.NextNotice();
    }

    [Fact]
    public async Task A_repeated_notice_has_one_id()
    {
        world.Bank.Mischief.RepeatNextNotice(times: 2);
        await PayOne();

        Arrived[] heard = [await world.Merchant.NextNotice(), await world.Merchant.NextNotice(), await world.Merchant.NextNotice()];

        Assert.Single(heard.Select(notice => notice.Headers["webhook-id"]).Distinct());
        await world.Bank.Bank.NoticesAnswered();
        Assert.Equal(0, world.Bank.Books.NoticesOwed());
        Assert.True(world.Merchant.HasHeardNothingMore());
    }

    [Fact]
    public async Task Held_notices_come_in_the_order_that_the_test_wants()
    {
        world.Bank.Mischief.HoldsNotices = true;
        BankPage first = await PayOne("4000 0000 0001 0001");
        BankPage second = await PayOne();
        world.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal("succeeded", (await world.Standing(first)).Status);
        Assert.True(world.Merchant.HasHeardNothingMore());

        await world.Bank.Bank.ReleaseNotices(reversed: true);

        Assert.Equal(("payment.succeeded", first.Reference), await NextTypeAndReference());
        Assert.Equal(("payment.succeeded", second.Reference), await NextTypeAndReference());
        Assert.Equal(("payment.processing", first.Reference), await NextTypeAndReference());
        await PayOne();
        await world.Merchant.NextNotice();
    }

    [Fact]
    public async Task A_delayed_notice_waits_its_time()
    {
        world.Bank.Mischief.HoldsNotices = true;
        world.Bank.Mischief.DelayNextNotice(TimeSpan.FromDays(2));
        await PayOne();
        await world.Bank.Bank.ReleaseNotices();
        Assert.Equal(1, world.Bank.Books.NoticesOwed());

        world.Clock.Advance(TimeSpan.FromDays(2) - TimeSpan.FromMilliseconds(1));
        Assert.True(world.Merchant.HasHeardNothingMore());
        world.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("payment.succeeded", (await world.Merchant.NextWord()).Type);
    }

    [Fact]
    public async Task A_lying_notice_is_well_signed_and_its_books_are_true()
    {
        world.Bank.Mischief.LieInNextNotice(new BankLie(Amount: 1, Currency: "USD", Mode: "live", Account: "other"));
        await PayOne();
        Arrived notice = await world.Merchant.NextNotice();

        JsonElement payment = JsonDocument.Parse(notice.Body).RootElement.GetProperty("payment");
        Assert.Equal(WebhookVerdict.Genuine, Verdict(notice));
        Assert.Equal(
            (1L, "USD", "live", "other"),
            (payment.GetProperty("amount").GetInt64(), payment.GetProperty("currency").GetString(), payment.GetProperty("mode").GetString(),
                payment.GetProperty("account").GetString()));
        Charge charge = world.Bank.Books.Charges().Single();
        Assert.Equal((1_900L, "EUR", "test", "keytill"), (charge.Amount, charge.Currency, charge.Mode, charge.Account));
    }

    [Fact]
    public async Task A_forged_notice_is_not_signed_by_the_bank()
    {
        BankPage page = await world.AnOpenPayment();

        int answer = await world.Bank.Bank.SendForgedNotice(page.Reference, BankPaymentStatus.Succeeded);
        Arrived notice = await world.Merchant.NextNotice();

        Assert.Equal(StatusCodes.Status200OK, answer);
        Assert.Equal(WebhookVerdict.SignatureWrong, Verdict(notice));
        Assert.Contains("payment.succeeded", Encoding.UTF8.GetString(notice.Body), StringComparison.Ordinal);
        Assert.Equal(("open", null), await world.Standing(page));
    }

    private async Task<BankPage> PayOne(string card = BankWorld.GoodCard)
    {
        BankPage page = await world.AnOpenPayment();
        await world.AssertReturned(await world.Pay(page, card));
        return page;
    }

    private async Task<(string Type, string Reference)> NextTypeAndReference()
    {
        (string type, JsonElement payment) = await world.Merchant.NextWord();
        return (type, payment.GetProperty("reference").GetString()!);
    }

    private WebhookVerdict Verdict(Arrived notice) => WebhookSignature.Verify(
        [world.NoticeSecret], notice.Headers["webhook-id"], notice.Headers["webhook-timestamp"], notice.Headers["webhook-signature"], notice.Body,
        world.Clock.GetUtcNow());
}
