using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Xml;
using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Api.Description;
using Keytill.Server.Emails;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Api;

/// <summary><c>/v1/test</c>: what only test mode has. A live key finds nothing here.</summary>
internal static class TestApi
{
    /// <summary>Far above any order, and far below what sums of them could overflow.</summary>
    private const long AmountMax = 1_000_000_000_000;

    private const int ReferenceCharsMax = 140;

    /// <summary>Clocks count milliseconds.</summary>
    private static readonly TimeSpan AdvanceMin = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan AdvanceMax = TimeSpan.FromDays(400);

    public static void Map(IEndpointRouteBuilder api)
    {
        var test = api.MapGroup("/test");
        test.MapPost("/orders/{idOrNumber}/clock", Advance).Needs(ApiScope.TestWrite).InTestMode()
            .Says("Moves a test order's own clock, and does all that falls due on the way.", typeof(OrderView), takes: typeof(ClockRequest));
        test.MapPost("/orders/{idOrNumber}/money", Receive).Needs(ApiScope.TestWrite).InTestMode()
            .Says("Lets money arrive as from a bank.", typeof(OrderView), takes: typeof(MoneyRequest));
        test.MapGet("/emails", Emails).Needs(ApiScope.TestWrite).InTestMode()
            .Says("Lists the mails of an order, oldest first.", typeof(Page<EmailView>));
    }

    /// <summary>Moves the order's own clock on, step by step through what falls due, and answers when all of it is done.</summary>
    private static async Task<IResult> Advance(string idOrNumber, HttpContext http, Store store, OrderQueries orders, AdvanceOrderClock clock, OrderLinks links)
    {
        var scope = ApiCaller.Of(http).Scope;
        var request = await ApiBody.Read<ClockRequest>(http);
        if (ParseDuration(request.Advance) is not { } by || by < AdvanceMin || by > AdvanceMax)
            return Problem.Invalid(http, "advance", "not_a_duration", "advance is a positive ISO 8601 duration of at most 400 days, such as PT1H or P91D.");
        if (await OrdersApi.Find(orders, scope, idOrNumber, http.RequestAborted) is not { } order)
            return Problem.NotFound(http);
        var target = order.ClockOffset + by;
        if (IdempotentCall.Of(http) is { } call)
            target = XmlConvert.ToTimeSpan(await call.Fix(store, XmlConvert.ToString(target)));
        await clock.RunTo(scope, order.Id, target, http.RequestAborted);
        return JsonAnswer.Of(OrderView.Of((await orders.ById(scope, order.Id, http.RequestAborted))!, links));
    }

    /// <summary>Money arrives as from a bank, under the order's reference.</summary>
    private static async Task<IResult> Receive(string idOrNumber, HttpContext http, OrderQueries orders, OrderActs acts, OrderLinks links, TimeProvider clock)
    {
        var scope = ApiCaller.Of(http).Scope;
        var request = await ApiBody.Read<MoneyRequest>(http);
        if (request.Amount is not (> 0 and <= AmountMax))
            return Problem.Invalid(http, "amount", "out_of_range", $"amount is a whole number of minor units, from 1 to {AmountMax}.");
        if (Currency.Find(request.Currency) is not { } currency)
            return Problem.Invalid(http, "currency", "unknown", "currency is a code of ISO 4217.");
        string reference = PlainText.Clean(request.Reference);
        if (reference.Length > ReferenceCharsMax)
            return Problem.Invalid(http, "reference", "too_long", $"reference has at most {ReferenceCharsMax} characters.");
        if (!TryReadValueDate(request.ValueDate, out var valueAt))
            return Problem.Invalid(http, "value_date", "not_a_date", "value_date is a day such as 2026-03-02, or an instant of RFC 3339, of this century.");
        if (await OrdersApi.Find(orders, scope, idOrNumber, http.RequestAborted) is not { } order)
            return Problem.NotFound(http);
        if (reference.Length == 0)
            reference = Ids.New("bank", clock.GetUtcNow());
        var money = new Money(request.Amount.Value, currency);
        return await http.Act<Order>(
            alongside => acts.ReceiveBankMoney(scope, order.Id, money, reference, valueAt, http.RequestAborted, alongside),
            paid => JsonAnswer.Of(OrderView.Of(paid, links)));
    }

    /// <summary>The mails of an order, oldest first, as they were handed over.</summary>
    private static async Task<IResult> Emails(string? order, HttpContext http, OrderQueries orders, Store store)
    {
        var scope = ApiCaller.Of(http).Scope;
        if (string.IsNullOrEmpty(order))
            return Problem.Invalid(http, "order", "required", "order is an order's id or number.");
        if (await OrdersApi.Find(orders, scope, order, http.RequestAborted) is not { } found)
            return Problem.NotFound(http);
        var mails = await store.Read(scope, db => db.Set<MailRow>()
            .Where(m => m.OrderId == found.Id && m.SentAt != null)
            .OrderBy(m => m.SentAt).ThenBy(m => m.Id)
            .Select(m => new EmailView(m.Id, m.Kind, m.ToAddress, m.SubjectLine, m.HtmlBody, m.TextBody, m.SentAt))
            .ToListAsync(http.RequestAborted), http.RequestAborted);
        return new Page<EmailView>(mails, false, null).Json();
    }

    private static TimeSpan? ParseDuration(string? text)
    {
        try
        {
            return text is null ? null : XmlConvert.ToTimeSpan(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>A bank's value date is a day; it counts from its first instant in UTC. Not given: the order's now.</summary>
    private static bool TryReadValueDate(string? text, out DateTimeOffset? valueAt)
    {
        valueAt = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!DateTimeOffset.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var read)
            || read.Year is < 2000 or > 2099)
            return false;
        valueAt = read;
        return true;
    }

    private static readonly string[] DateForms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
}

/// <param name="Advance">ISO 8601, such as <c>P91D</c>.</param>
internal sealed record ClockRequest([property: Required] string? Advance);

/// <param name="Amount">Minor units.</param>
/// <param name="Reference">The bank's own id of the booking: the same one again changes nothing.</param>
/// <param name="ValueDate">A day, or an instant: money that comes late may still be in time by it.</param>
internal sealed record MoneyRequest([property: Required] long? Amount, [property: Required] string? Currency, string? Reference, string? ValueDate);

internal sealed record EmailView(string Id, Core.Emails.EmailKind Kind, string? To, string? Subject, string? Html, string? Text, DateTimeOffset? SentAt);
