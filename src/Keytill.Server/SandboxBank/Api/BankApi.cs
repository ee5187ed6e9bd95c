using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Keytill.Server.SandboxBank.Api;

/// <param name="Body">Written as JSON.</param>
internal sealed record BankAnswer(int Status, object Body, bool Replayed = false);

/// <summary>
/// The merchant's side: <c>Authorization: Bearer</c>, <c>Idempotency-Key</c> on what makes something. Only refunds move money.
/// </summary>
internal sealed class BankApi(Bank bank)
{
    private const int BodyBytesMax = 64 * 1024;
    private const int KeyCharsMax = 255;
    private const int ReferencesMax = 500;
    private readonly byte[] secret = Encoding.UTF8.GetBytes(bank.Options.Secret);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/payments", Guarded(CreatePayment));
        routes.MapGet("/v1/payments", Guarded(FindPayments));
        routes.MapGet("/v1/payments/{id}", Guarded(GetPayment));
        routes.MapPost("/v1/payments/{id}/close", Guarded(ClosePayment));
        routes.MapPost("/v1/refunds", Guarded(CreateRefund));
        routes.MapGet("/v1/refunds", Guarded(FindRefunds));
        routes.MapPost("/v1/payments/{id}/staff-refunds", Guarded(RefundByStaff));
        routes.MapPut("/v1/clock", Guarded(MoveClock));
        routes.MapGet("/v1/charges", Guarded(ListCharges));
    }

    private async Task<BankAnswer> CreatePayment(HttpContext http)
    {
        CreatePaymentRequest asked = await Body<CreatePaymentRequest>(http);
        // A repetition comes later: the order's clock is no part of what is asked.
        string print = Fingerprint(asked with { OrderTime = null });
        (BankPayment payment, bool replayed) = await bank.Payments.Create(Key(http), print, asked.Checked());
        return new BankAnswer(replayed ? 200 : 201, View(http, payment), replayed);
    }

    private async Task<BankAnswer> FindPayments(HttpContext http)
    {
        List<BankPayment> found = await bank.Payments.FindByReference(Query(http, "reference"));
        return new BankAnswer(200, new { Data = found.ConvertAll(payment => View(http, payment)) });
    }

    private async Task<BankAnswer> GetPayment(HttpContext http) => OfPayment(http, await bank.Payments.Find(Id(http)));

    private async Task<BankAnswer> ClosePayment(HttpContext http) => OfPayment(http, await bank.Payments.Close(Id(http)));

    private async Task<BankAnswer> CreateRefund(HttpContext http)
    {
        CreateRefundRequest asked = await Body<CreateRefundRequest>(http);
        (BankRefund refund, BankPayment payment, bool replayed) =
            await bank.Refunds.Create(Key(http), Fingerprint(asked), asked.Checked());
        return new BankAnswer(replayed ? 200 : 201, bank.Mischief.Report(RefundView.Of(refund, payment)), replayed);
    }

    /// <summary>What the merchant's people do on <see cref="Pages.MerchantPages"/>, for programs that play them.</summary>
    private async Task<BankAnswer> RefundByStaff(HttpContext http)
    {
        StaffRefundRequest asked = await Body<StaffRefundRequest>(http);
        (BankRefund refund, BankPayment payment, bool replayed) =
            await bank.Refunds.Create(Key(http), Fingerprint(asked) + Id(http), asked.Checked(Id(http)));
        return new BankAnswer(replayed ? 200 : 201, RefundView.Of(refund, payment), replayed);
    }

    private async Task<BankAnswer> FindRefunds(HttpContext http)
    {
        await bank.Payments.SettleDue();
        List<(BankRefund Refund, BankPayment Payment)> found = bank.Refunds.FindByReference(Query(http, "reference"));
        return new BankAnswer(200, new { Data = found.ConvertAll(it => bank.Mischief.Report(RefundView.Of(it.Refund, it.Payment))) });
    }

    private async Task<BankAnswer> MoveClock(HttpContext http)
    {
        MoveClockRequest asked = await Body<MoveClockRequest>(http);
        if (asked.References is not { Count: > 0 and <= ReferencesMax } references || asked.OrderTime is not { } orderTime)
            throw new BankRefusal(400, "invalid_request", $"references (1 to {ReferencesMax}) and order_time are required.");

        (List<BankPayment> payments, DateTimeOffset? next) = await bank.Clocks.Move(references, orderTime);
        return new BankAnswer(200, new { NextDueAt = next, Payments = payments.ConvertAll(payment => View(http, payment)) });
    }

    private Task<BankAnswer> ListCharges(HttpContext http)
    {
        int limit = int.TryParse(http.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out int asked)
            ? Math.Clamp(asked, 1, BankBooks.PageMax)
            : BankBooks.PageMax;
        IReadOnlyList<Charge> charges = bank.Books.Charges(http.Request.Query["after"], limit);
        return Task.FromResult(new BankAnswer(200, new { Data = charges, HasMore = charges.Count == limit }));
    }

    private RequestDelegate Guarded(Func<HttpContext, Task<BankAnswer>> act) => async http =>
    {
        if (bank.Mischief.Unreachable)
        {
            http.Abort();
            return;
        }

        BankAnswer answer;
        try
        {
            CheckSecret(http.Request);
            answer = await act(http);
        }
        catch (BankRefusal refusal)
        {
            answer = new BankAnswer(refusal.Status, new { Error = new { refusal.Code, refusal.Message } });
        }

        if (bank.Mischief.TakeLostAnswer())
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = answer.Status;
        http.Response.Headers.CacheControl = "no-store";
        if (answer.Replayed)
            http.Response.Headers["Idempotent-Replayed"] = "true";

        await http.Response.WriteAsJsonAsync(answer.Body, BankJson.Options, http.RequestAborted);
    };

    private void CheckSecret(HttpRequest request)
    {
        const string scheme = "Bearer ";
        string shown = request.Headers.Authorization.ToString();
        if (!shown.StartsWith(scheme, StringComparison.Ordinal)
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown[scheme.Length..]), secret))
            throw new BankRefusal(401, "unauthorized", "The secret is not this account's.");
    }

    private BankAnswer OfPayment(HttpContext http, BankPayment? payment) => payment is null
        ? throw new BankRefusal(404, "unknown_payment", "There is no such payment.")
        : new BankAnswer(200, View(http, payment));

    /// <summary>The page is on the address by which the merchant reached the bank; the merchant has shown its secret by then.</summary>
    private PaymentView View(HttpContext http, BankPayment payment) => bank.Mischief.Report(PaymentView.Of(
        payment, $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/pay/{payment.Token}",
        payment.Status is BankPaymentStatus.Succeeded ? bank.Refunds.Of(payment) : null));

    private static string Id(HttpContext http) => (string)http.Request.RouteValues["id"]!;

    private static string Query(HttpContext http, string name) => http.Request.Query[name].ToString() is { Length: > 0 } value
        ? value
        : throw new BankRefusal(400, "invalid_request", $"{name} is required.");

    private static string Key(HttpContext http) => http.Request.Headers["Idempotency-Key"].ToString() is { Length: > 0 and <= KeyCharsMax } key
        ? key
        : throw new BankRefusal(400, "idempotency_key_required", $"Idempotency-Key is required, at most {KeyCharsMax} characters.");

    private static async Task<T> Body<T>(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = BodyBytesMax;

        try
        {
            return await JsonSerializer.DeserializeAsync<T>(http.Request.Body, BankJson.Options, http.RequestAborted)
                ?? throw new BankRefusal(400, "invalid_request", "The body is empty.");
        }
        catch (JsonException)
        {
            throw new BankRefusal(400, "invalid_request", "The body is not the JSON that this call takes.");
        }
        catch (BadHttpRequestException)
        {
            throw new BankRefusal(413, "too_large", $"A request has at most {BodyBytesMax} bytes.");
        }
    }

    /// <summary>By which a repetition is known from another request under the same key.</summary>
    private static string Fingerprint<T>(T asked) =>
        typeof(T).Name + " " + Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(asked, BankJson.Options)));
}
