using System.Text;
using System.Text.Json;
using Keytill.Core;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Outgoing;
using Keytill.Server.Payments;
using Keytill.Server.SandboxBank;
using Keytill.Server.Tests.SandboxBank;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Keytill.Server.Tests.Payments;

/// <summary>The adapter against the real bank on its own host, through the outgoing door.</summary>
public sealed class SandboxGatewayTests : GatewayContract, IAsyncLifetime
{
    private BankWorld world = null!;
    private ServiceProvider outside = null!;
    private SandboxGateway gateway = null!;

    protected override IPaymentGateway Gateway => gateway;

    protected override DateTimeOffset OrderTime => world.Clock.GetUtcNow();

    protected override Uri ReturnUrl => new(world.Merchant.ReturnUrl);

    protected override Uri NoticeUrl => new(world.Merchant.NoticeUrl);

    public async ValueTask InitializeAsync()
    {
        world = await BankWorld.Open();
        IConfiguration settings = new ConfigurationBuilder().Build();
        outside = new ServiceCollection().AddLogging().AddOutgoing(settings).BuildServiceProvider();
        gateway = new SandboxGateway(
            new SandboxOptions { Secret = BankWorld.Secret, NoticeSecret = world.NoticeSecret }, () => world.Bank.BaseUrl,
            outside.GetRequiredService<IHttpClientFactory>(), world.Clock);
    }

    public async ValueTask DisposeAsync()
    {
        await outside.DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public void Takes_test_money_only()
    {
        Assert.False(Gateway.Serves(Price, "DE", Mode.Live));
        Assert.False(Gateway.Serves(Money.Zero(Price.Currency), "DE", Mode.Test));
        Assert.False(Gateway.Serves(new Money(1_000_000_000, Price.Currency), "DE", Mode.Test));
    }

    [Fact]
    public async Task An_amount_that_the_bank_does_not_take_is_refused_as_that() =>
        Assert.Equal(
            new OpenAnswer.Refused(FailureCode.AmountNotSupported),
            await Gateway.Open(Request(new Money(1_000_000_000, Price.Currency)), default));

    [Fact]
    public async Task Another_mode_is_refused() =>
        Assert.Equal(
            new OpenAnswer.Refused(FailureCode.MethodUnavailable), await Gateway.Open(Request() with { Mode = Mode.Live }, default));

    [Fact]
    public async Task A_wrong_secret_opens_nothing_and_fails_no_refund()
    {
        (OpenRequest request, string reference) = await APaidPayment();
        var stranger = new SandboxGateway(
            new SandboxOptions { Secret = "not this one", NoticeSecret = world.NoticeSecret }, () => world.Bank.BaseUrl,
            outside.GetRequiredService<IHttpClientFactory>(), world.Clock);

        Assert.Equal(new OpenAnswer.Refused(FailureCode.MethodUnavailable), await stranger.Open(Request(), default));
        await Assert.ThrowsAsync<GatewayUnreachable>(
            () => stranger.Refund(new RefundRequest("ref_1", request.PaymentId, reference, Price, Mode.Test), default));
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task What_the_bank_says_is_handed_on_as_it_says_it(string what, Func<PaymentReport, PaymentReport> expected)
    {
        OpenRequest request = Request();
        OpenAnswer.Opened opened = await Open(request);
        PaymentReport truth = (await Gateway.Ask(request.PaymentId, opened.GatewayReference, default))!;
        world.Bank.Mischief.LieInNextReport(what switch
        {
            "amount" => new BankLie(Amount: 1),
            "currency" => new BankLie(Currency: "USD"),
            "mode" => new BankLie(Mode: "live"),
            "account" => new BankLie(Account: "somebody else"),
            _ => new BankLie(Status: BankPaymentStatus.Failed, FailureCode: "lost_card"),
        });

        Assert.Equal(expected(truth), await Gateway.Ask(request.PaymentId, opened.GatewayReference, default));
        Assert.Equal(truth, await Gateway.Ask(request.PaymentId, opened.GatewayReference, default));
    }

    public static TheoryData<string, Func<PaymentReport, PaymentReport>> Lies => new()
    {
        { "amount", truth => truth with { Amount = new Money(1, truth.Amount.Currency) } },
        { "currency", truth => truth with { Amount = new Money(truth.Amount.Minor, Currency.Of("USD")) } },
        { "mode", truth => truth with { Mode = Mode.Live } },
        { "account", truth => truth with { Account = "somebody else" } },
        { "status", truth => truth with { State = ReportedState.Failed, Failure = FailureCode.LostCard } },
    };

    [Theory]
    [InlineData("XXX", null)]
    [InlineData(null, "no such mode")]
    public async Task What_cannot_be_read_is_no_answer(string? currency, string? mode)
    {
        OpenRequest request = Request();
        OpenAnswer.Opened opened = await Open(request);
        world.Bank.Mischief.LieInNextReport(new BankLie(Currency: currency, Mode: mode));

        await Assert.ThrowsAsync<GatewayUnreachable>(() => Gateway.Ask(request.PaymentId, opened.GatewayReference, default));
    }

    [Fact]
    public async Task The_orders_clock_leads_through_what_falls_due_at_the_bank()
    {
        OpenRequest request = Request();
        OpenAnswer.Opened opened = await Open(request);

        SandboxClock now = await gateway.MoveClock([request.PaymentId], OrderTime, default);
        SandboxClock later = await gateway.MoveClock([request.PaymentId], now.NextDueAt!.Value, default);

        Assert.Equal(OrderTime.AddHours(24), now.NextDueAt);
        Assert.Equal((ReportedState.Expired, now.NextDueAt), (Assert.Single(later.Payments).State, later.Payments[0].At));
        Assert.Equal((opened.GatewayReference, null), (later.Payments[0].GatewayReference, later.NextDueAt));
    }

    protected override async Task CustomerPays(Uri page) =>
        await world.AssertReturned(await world.Pay(new BankPage("", "", page.AbsoluteUri), BankWorld.GoodCard));

    protected override async Task CustomerIsDeclined(Uri page) =>
        await world.AssertReturned(await world.Pay(new BankPage("", "", page.AbsoluteUri), "4000 0000 0000 9995"));

    protected override async Task<(IHeaderDictionary Headers, byte[] Body)> NextNotice()
    {
        Arrived notice = await world.Merchant.NextNotice();
        return (new HeaderDictionary(notice.Headers.ToDictionary(
            header => header.Key, header => new Microsoft.Extensions.Primitives.StringValues(header.Value))), notice.Body);
    }

    protected override (IHeaderDictionary Headers, byte[] Body) Signed(string body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        DateTimeOffset now = world.Clock.GetUtcNow();
        return (new HeaderDictionary
        {
            [WebhookSignature.IdHeader] = "sbn_1",
            [WebhookSignature.TimestampHeader] = $"{now.ToUnixTimeSeconds()}",
            [WebhookSignature.SignatureHeader] = WebhookSignature.Sign([world.NoticeSecret], "sbn_1", now, bytes),
        }, bytes);
    }

    protected override void LoseNextAnswer() => world.Bank.Mischief.LoseNextAnswers();

    protected override void MakeUnreachable() => world.Bank.Mischief.Unreachable = true;

    protected override async Task SendBackThere(string gatewayReference, Money amount)
    {
        using var answer = await world.Api(HttpMethod.Post, $"/v1/payments/{gatewayReference}/staff-refunds", new { amount = amount.Minor }, "there " + gatewayReference);
        answer.EnsureSuccessStatusCode();
    }

    protected override void Pass(TimeSpan time) => world.Clock.Advance(time);

    protected override async Task<(int Pages, long Charged, long Refunded)> Books(string paymentId)
    {
        JsonElement pages = await BankWorld.Json(await world.Api(HttpMethod.Get, "/v1/payments?reference=" + paymentId));
        Charge[] charges = [.. world.Bank.Books.Charges().Where(charge => charge.Reference == paymentId)];
        return (
            pages.GetProperty("data").GetArrayLength(), charges.Sum(charge => charge.Amount),
            charges.Sum(charge => charge.Refunds.Sum(refund => refund.Amount)));
    }
}
