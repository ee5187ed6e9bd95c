using Keytill.Core;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;
using Keytill.Server.Payments;
using Microsoft.AspNetCore.Http;

namespace Keytill.Server.Tests.Payments;

/// <summary>
/// What every gateway's adapter keeps, shown against a gateway that is really there or truly played over HTTP. An adapter's tests
/// inherit it and say how its gateway's customer acts and what its books hold.
/// </summary>
public abstract partial class GatewayContract
{
    protected static readonly Money Price = new(1_900, Currency.Of("EUR"));
    private int made;

    protected abstract IPaymentGateway Gateway { get; }

    /// <summary>The order's own instant at which the pages are opened.</summary>
    protected abstract DateTimeOffset OrderTime { get; }

    protected abstract Uri ReturnUrl { get; }

    protected abstract Uri NoticeUrl { get; }

    /// <summary>The customer pays on the gateway's page and is led back.</summary>
    protected abstract Task CustomerPays(Uri page);

    /// <summary>The customer tries a card that the gateway declines as <see cref="FailureCode.InsufficientFunds"/>.</summary>
    protected abstract Task CustomerIsDeclined(Uri page);

    /// <summary>The next notice as it arrives.</summary>
    protected abstract Task<(IHeaderDictionary Headers, byte[] Body)> NextNotice();

    /// <summary>A notice of this body, signed by the gateway itself.</summary>
    protected abstract (IHeaderDictionary Headers, byte[] Body) Signed(string body);

    /// <summary>The gateway will do what the next call asks, and its answer will be lost.</summary>
    protected abstract void LoseNextAnswer();

    protected abstract void MakeUnreachable();

    /// <summary>Somebody sends money of the payment back at the gateway itself, past us.</summary>
    protected abstract Task SendBackThere(string gatewayReference, Money amount);

    /// <summary>Wall time passes.</summary>
    protected abstract void Pass(TimeSpan time);

    /// <summary>What the gateway's own books say: pages made, money taken and money sent back for our payment.</summary>
    protected abstract Task<(int Pages, long Charged, long Refunded)> Books(string paymentId);

    [Fact]
    public void Serves_the_price_in_its_mode() => Assert.True(Gateway.Serves(Price, "DE", Mode.Test));

    [Fact]
    public async Task Opens_a_page_on_an_origin_that_it_declares()
    {
        OpenAnswer.Opened opened = await Open(Request());

        Assert.Contains(opened.RedirectUrl.GetLeftPart(UriPartial.Authority), Gateway.RedirectOrigins);
        Assert.NotEmpty(opened.GatewayReference);
    }

    [Fact]
    public async Task Opening_again_under_the_same_key_gives_the_same_page()
    {
        OpenRequest request = Request();
        OpenAnswer.Opened first = await Open(request);

        OpenAnswer.Opened second = await Open(request with { OrderTime = request.OrderTime.AddSeconds(7) });

        Assert.Equal(first, second);
        Assert.Equal((1, 0, 0), await Books(request.PaymentId));
    }

    [Fact]
    public async Task An_opening_whose_answer_was_lost_is_found_under_the_same_key()
    {
        OpenRequest request = Request();
        LoseNextAnswer();
        Assert.IsType<OpenAnswer.NoAnswer>(await Gateway.Open(request, default));

        await Open(request);

        Assert.Equal((1, 0, 0), await Books(request.PaymentId));
    }

    [Fact]
    public async Task An_unreachable_gateway_is_no_answer_and_never_a_guess()
    {
        OpenRequest request = Request();
        MakeUnreachable();

        Assert.IsType<OpenAnswer.NoAnswer>(await Gateway.Open(request, default));
        await Assert.ThrowsAsync<GatewayUnreachable>(() => Gateway.Ask(request.PaymentId, null, default));
        await Assert.ThrowsAsync<GatewayUnreachable>(() => Gateway.Ask(request.PaymentId, "some_reference", default));
        await Assert.ThrowsAsync<GatewayUnreachable>(() => Gateway.Close(request.PaymentId, "some_reference", default));
        await Assert.ThrowsAsync<GatewayUnreachable>(() => Gateway.Refund(Refund(request, "some_reference", Price), default));
        await Assert.ThrowsAsync<GatewayUnreachable>(() => Gateway.AskRefund("ref_1", default));
    }

    [Fact]
    public async Task Who_calls_may_give_up()
    {
        OpenRequest request = Request();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Gateway.Open(request, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task What_the_gateway_does_not_know_is_null()
    {
        Assert.Null(await Gateway.Ask("pay_nobody", null, default));
        Assert.Null(await Gateway.Ask("pay_nobody", "nothing_there", default));
        Assert.Null(await Gateway.Close("pay_nobody", null, default));
        Assert.Null(await Gateway.AskRefund("ref_nobody", default));
    }

    [Fact]
    public async Task An_open_page_is_reported_with_all_that_makes_a_report_believable()
    {
        OpenRequest request = Request();
        OpenAnswer.Opened opened = await Open(request);

        PaymentReport? report = await Gateway.Ask(request.PaymentId, opened.GatewayReference, default);

        Assert.Equal(
            new PaymentReport(opened.GatewayReference, request.PaymentId, ReportedState.Open, Price, Gateway.Account, Mode.Test, request.OrderTime),
            report);
        Assert.Equal(report, await Gateway.Ask(request.PaymentId, null, default));
    }

    [Fact]
    public async Task A_paid_page_is_reported_as_succeeded_by_either_id()
    {
        (OpenRequest request, string reference) = await APaidPayment();

        PaymentReport? byTheirs = await Gateway.Ask(request.PaymentId, reference, default);

        Assert.Equal(ReportedState.Succeeded, byTheirs!.State);
        Assert.Equal(byTheirs, await Gateway.Ask(request.PaymentId, null, default));
        Assert.Equal((1, Price.Minor, 0), await Books(request.PaymentId));
    }

    [Fact]
    public async Task A_declined_card_is_reported_with_its_reason()
    {
        OpenRequest request = Request();
        OpenAnswer.Opened opened = await Open(request);
        await CustomerIsDeclined(opened.RedirectUrl);

        PaymentReport? report = await Gateway.Ask(request.PaymentId, opened.GatewayReference, default);

        Assert.Equal((ReportedState.Failed, FailureCode.InsufficientFunds), (report!.State, report.Failure));
        Assert.Equal(0, (await Books(request.PaymentId)).Charged);
    }

    [Fact]
    public async Task A_closed_page_cannot_be_paid()
    {
        OpenRequest request = Request();
        OpenAnswer.Opened opened = await Open(request);

        PaymentReport? closed = await Gateway.Close(request.PaymentId, opened.GatewayReference, default);
        PaymentReport? again = await Gateway.Close(request.PaymentId, null, default);
        await Assert.ThrowsAnyAsync<Exception>(() => CustomerPays(opened.RedirectUrl));

        Assert.Equal((ReportedState.Closed, ReportedState.Closed), (closed!.State, again!.State));
        Assert.Equal(0, (await Books(request.PaymentId)).Charged);
    }

    [Fact]
    public async Task Closing_too_late_says_how_it_stands()
    {
        (OpenRequest request, string reference) = await APaidPayment();

        Assert.Equal(ReportedState.Succeeded, (await Gateway.Close(request.PaymentId, reference, default))!.State);
    }

    [Fact]
    public async Task A_refund_repeated_moves_money_once()
    {
        (OpenRequest request, string reference) = await APaidPayment();
        RefundRequest refund = Refund(request, reference, new Money(700, Price.Currency));

        RefundReport first = await Gateway.Refund(refund, default);
        RefundReport second = await Gateway.Refund(refund, default);

        Assert.Equal((refund.RefundId, refund.Amount), (first.RefundId, first.Amount));
        Assert.Equal(first, second);
        Assert.Equal(first, await Gateway.AskRefund(refund.RefundId, default));
        Assert.Equal((1, Price.Minor, 700), await Books(request.PaymentId));
    }

    [Fact]
    public async Task A_refund_whose_answer_was_lost_is_found_by_asking()
    {
        (OpenRequest request, string reference) = await APaidPayment();
        RefundRequest refund = Refund(request, reference, Price);
        LoseNextAnswer();
        await Assert.ThrowsAsync<GatewayUnreachable>(() => Gateway.Refund(refund, default));

        Assert.Equal(refund.Amount, (await Gateway.AskRefund(refund.RefundId, default))!.Amount);
        Assert.Equal((1, Price.Minor, Price.Minor), await Books(request.PaymentId));
    }

    [Fact]
    public async Task More_than_was_paid_does_not_go_back()
    {
        (OpenRequest request, string reference) = await APaidPayment();
        await Gateway.Refund(Refund(request, reference, new Money(1_000, Price.Currency)), default);

        RefundReport tooMuch = await Gateway.Refund(Refund(request, reference, new Money(901, Price.Currency)), default);

        Assert.Equal(ReportedRefundState.Failed, tooMuch.State);
        Assert.NotNull(tooMuch.FailureReason);
        Assert.Equal(1_000, (await Books(request.PaymentId)).Refunded);
    }

    [Fact]
    public async Task What_was_sent_back_at_the_gateway_itself_is_told_with_the_payment_beside_what_we_sent()
    {
        (OpenRequest request, string reference) = await APaidPayment();
        RefundReport ours = await Gateway.Refund(Refund(request, reference, new Money(500, Price.Currency)), default);
        await SendBackThere(reference, new Money(700, Price.Currency));

        PaymentReport? report = await Gateway.Ask(request.PaymentId, reference, default);

        Assert.Equal((ReportedState.Succeeded, Price, 2), (report!.State, report.Amount, report.Refunds!.Count));
        Assert.Equal(ours, report.Refunds[0]);
        Assert.Equal((null, ReportedRefundState.Succeeded, new Money(700, Price.Currency)), (report.Refunds[1].RefundId, report.Refunds[1].State, report.Refunds[1].Amount));
        Assert.NotEqual(ours.GatewayReference, report.Refunds[1].GatewayReference);
        Assert.Equal(2, (await Gateway.Ask(request.PaymentId, null, default))!.Refunds!.Count);
        Assert.Equal((1, Price.Minor, 1_200), await Books(request.PaymentId));
    }

    [Fact]
    public async Task The_operators_pages_of_a_payment_are_absolute_addresses_of_their_own()
    {
        (_, string one) = await APaidPayment();
        (_, string other) = await APaidPayment();

        Assert.NotEqual(Gateway.DashboardOf(one), Gateway.DashboardOf(other));
        Assert.True(Gateway.DashboardOf(one)?.IsAbsoluteUri ?? true);
    }

    protected OpenRequest Request(Money? amount = null)
    {
        string id = $"pay_{++made}";
        return new OpenRequest(id, "key_" + id, amount ?? Price, "T0000000123", Mode.Test, "de", ReturnUrl, NoticeUrl, OrderTime);
    }

    protected async Task<OpenAnswer.Opened> Open(OpenRequest request) => Assert.IsType<OpenAnswer.Opened>(await Gateway.Open(request, default));

    protected async Task<(OpenRequest Request, string Reference)> APaidPayment()
    {
        OpenRequest request = Request();
        OpenAnswer.Opened opened = await Open(request);
        await CustomerPays(opened.RedirectUrl);
        return (request, opened.GatewayReference);
    }

    private RefundRequest Refund(OpenRequest of, string reference, Money amount) => new($"ref_{++made}", of.PaymentId, reference, amount, of.Mode);
}
