using System.Net;
using System.Text.Json;
using Keytill.Core;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Outgoing;
using Keytill.Server.SandboxBank;

namespace Keytill.Server.Payments;

/// <summary>Test payments by card at the Sandbox Bank, over HTTP alone. Card data never passes here: they are typed on the bank's pages.</summary>
/// <param name="bankUrl">Asked at each call, because our own address is known only once the server listens.</param>
public sealed class SandboxGateway(SandboxOptions options, Func<Uri> bankUrl, IHttpClientFactory clients, TimeProvider clock) : IPaymentGateway
{
    /// <summary>The bank takes this at most, in minor units of any currency.</summary>
    private const long AmountMax = 999_999_999;

    public string Method => PaymentMethods.Sandbox;

    public string Account => options.Account;

    public IReadOnlyList<string> RedirectOrigins => [bankUrl().GetLeftPart(UriPartial.Authority)];

    /// <summary>The bank remembers for 24 hours by its own clock; the hour is for a difference between the clocks.</summary>
    public TimeSpan IdempotencyMemory => TimeSpan.FromHours(23);

    public bool Serves(Money amount, string country, Mode mode) =>
        options.Enabled && mode is Mode.Test && amount.Minor is > 0 and <= AmountMax;

    public Uri? DashboardOf(string gatewayReference) =>
        AtTheBank($"merchant/{SandboxBankOptions.MerchantKey(options.Secret, options.Account)}/{Uri.EscapeDataString(gatewayReference)}");

    public async Task<OpenAnswer> Open(OpenRequest request, CancellationToken cancel)
    {
        try
        {
            var asked = new SandboxNewPayment(
                request.PaymentId, request.Amount.Minor, request.Amount.Currency.Code, SandboxJson.Text(request.Mode), request.OrderNumber,
                request.ReturnUrl.AbsoluteUri, request.NoticeUrl.AbsoluteUri, request.Locale, request.OrderTime);
            SandboxAnswer answer = await Call(HttpMethod.Post, "v1/payments", "sandbox/open", cancel, asked, request.IdempotencyKey);
            if (!answer.IsSuccess)
                return new OpenAnswer.Refused(answer.ErrorCode is "amount_not_supported" ? FailureCode.AmountNotSupported : FailureCode.MethodUnavailable);

            SandboxPayment payment = answer.Read<SandboxPayment>();
            return Uri.TryCreate(payment.Url, UriKind.Absolute, out Uri? page)
                ? new OpenAnswer.Opened(payment.Id, page)
                : new OpenAnswer.NoAnswer("The bank named no page.");
        }
        catch (GatewayUnreachable silence)
        {
            return new OpenAnswer.NoAnswer(silence.Message);
        }
    }

    public async Task<PaymentReport?> Ask(string paymentId, string? gatewayReference, CancellationToken cancel)
    {
        if (gatewayReference is null)
            return (await Find(paymentId, cancel))?.Report();

        SandboxAnswer answer = await Call(HttpMethod.Get, "v1/payments/" + Uri.EscapeDataString(gatewayReference), "sandbox/ask", cancel);
        return answer.OrNull<SandboxPayment>()?.Report();
    }

    public async Task<PaymentReport?> Close(string paymentId, string? gatewayReference, CancellationToken cancel)
    {
        if ((gatewayReference ?? (await Find(paymentId, cancel))?.Id) is not { } reference)
            return null;

        SandboxAnswer answer = await Call(
            HttpMethod.Post, $"v1/payments/{Uri.EscapeDataString(reference)}/close", "sandbox/close", cancel);
        return answer.OrNull<SandboxPayment>()?.Report();
    }

    public async Task<RefundReport> Refund(RefundRequest request, CancellationToken cancel)
    {
        var asked = new SandboxNewRefund(request.GatewayReference, request.RefundId, request.Amount.Minor, request.Amount.Currency.Code);
        SandboxAnswer answer = await Call(HttpMethod.Post, "v1/refunds", "sandbox/refund", cancel, asked, request.RefundId);
        // Only what the bank has understood and will not do has failed; a wrong secret is put right, and the refund asked for again.
        return answer.Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.NotFound
            ? new RefundReport("", request.RefundId, ReportedRefundState.Failed, request.Amount, clock.GetUtcNow(), answer.ErrorCode)
            : answer.Read<SandboxRefund>().Report();
    }

    public async Task<RefundReport?> AskRefund(string refundId, CancellationToken cancel)
    {
        SandboxAnswer answer = await Call(
            HttpMethod.Get, "v1/refunds?reference=" + Uri.EscapeDataString(refundId), "sandbox/ask refund", cancel);
        return answer.OrNull<SandboxList<SandboxRefund>>()?.Data.FirstOrDefault()?.Report();
    }

    /// <summary>
    /// Brings the bank's clock of one order's payments to the order's own, for test clocks: what falls due there on the way happens,
    /// each at its own instant. The same instant again only asks. May lead to money moving, as time does.
    /// </summary>
    /// <param name="paymentIds">Our ids, 1 to 500, all of one order.</param>
    /// <exception cref="GatewayUnreachable">No answer, or none that can be read; the clock may have moved.</exception>
    public async Task<SandboxClock> MoveClock(IReadOnlyList<string> paymentIds, DateTimeOffset orderTime, CancellationToken cancel)
    {
        SandboxAnswer answer = await Call(
            HttpMethod.Put, "v1/clock", "sandbox/clock", cancel, new SandboxClockMove(paymentIds, orderTime));
        SandboxClockState state = answer.Read<SandboxClockState>();
        return new SandboxClock(state.NextDueAt, [.. state.Payments.Select(payment => payment.Report())]);
    }

    public NoticeReading Read(IHeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        string id = headers[WebhookSignature.IdHeader].ToString();
        WebhookVerdict verdict = WebhookSignature.Verify(
            [options.NoticeSecret], id, headers[WebhookSignature.TimestampHeader], headers[WebhookSignature.SignatureHeader], body.Span,
            clock.GetUtcNow());
        if (verdict is not WebhookVerdict.Genuine)
            return new NoticeReading.Forged(verdict.ToString());

        try
        {
            SandboxNotice? notice = JsonSerializer.Deserialize<SandboxNotice>(body.Span, SandboxJson.Options);
            return notice?.Refund is { } refund
                ? new NoticeReading.Genuine(id, refund.PaymentReference, refund.Reference, IsForeignRefund: refund is { Reference: null, PaymentReference: not null })
                : new NoticeReading.Genuine(id, notice?.Payment?.Reference, null);
        }
        catch (JsonException)
        {
            // Well signed and unreadable: the bank's, and about nothing that we know.
            return new NoticeReading.Genuine(id, null, null);
        }
    }

    /// <summary>The bank's payment of our id. Of several, the one that is furthest: money that came counts before a page that waits.</summary>
    private async Task<SandboxPayment?> Find(string paymentId, CancellationToken cancel)
    {
        SandboxAnswer answer = await Call(
            HttpMethod.Get, "v1/payments?reference=" + Uri.EscapeDataString(paymentId), "sandbox/find", cancel);
        return answer.OrNull<SandboxList<SandboxPayment>>()?.Data.MinBy(payment => payment.Status switch
        {
            ReportedState.Succeeded => 0,
            ReportedState.Processing => 1,
            ReportedState.Open => 2,
            _ => 3,
        });
    }

    private Uri AtTheBank(string path) => new($"{bankUrl().AbsoluteUri.TrimEnd('/')}/{path}");

    /// <returns>A success, or a refusal that the bank has explained.</returns>
    /// <exception cref="GatewayUnreachable">Anything else.</exception>
    private async Task<SandboxAnswer> Call(
        HttpMethod method, string path, string name, CancellationToken cancel, object? body = null, string? idempotencyKey = null)
    {
        using HttpRequestMessage request = new HttpRequestMessage(method, AtTheBank(path)).Named(name);
        request.Headers.Authorization = new("Bearer", options.Secret);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType(), options: SandboxJson.Options);

        try
        {
            using HttpResponseMessage answer = await clients.CreateClient(OutgoingSetup.Gateway).SendAsync(request, cancel);
            byte[] bytes = await answer.Content.ReadAsByteArrayAsync(cancel);
            return answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
                || (int)answer.StatusCode is >= 300 and < 400
                ? throw new GatewayUnreachable($"The bank answered {(int)answer.StatusCode}.")
                : new SandboxAnswer(answer.StatusCode, bytes);
        }
        catch (Exception silence) when (
            silence is HttpRequestException or IOException || (silence is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new GatewayUnreachable("The bank gave no answer.", silence);
        }
    }
}

/// <param name="NextDueAt">When the next thing of these payments falls due at the bank, in order time; null when nothing is to come.</param>
/// <param name="Payments">How they stand by then.</param>
public sealed record SandboxClock(DateTimeOffset? NextDueAt, IReadOnlyList<PaymentReport> Payments);
