using System.Xml;
using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Server.Emails;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Api;

/// <summary><c>/v1/test</c>: what only test mode has. A live key finds nothing here.</summary>
internal static class TestApi
{
    private static readonly TimeSpan AdvanceMax = TimeSpan.FromDays(400);

    public static void Map(IEndpointRouteBuilder api)
    {
        var test = api.MapGroup("/test").AddEndpointFilter(OnlyTestMode);
        test.MapPost("/orders/{idOrNumber}/clock", Advance).Needs(ApiScope.TestWrite);
        test.MapPost("/orders/{idOrNumber}/money", Receive).Needs(ApiScope.TestWrite);
        test.MapGet("/emails", Emails).Needs(ApiScope.TestWrite);
    }

    private static async ValueTask<object?> OnlyTestMode(EndpointFilterInvocationContext call, EndpointFilterDelegate next) =>
        call.HttpContext.Request.Headers.Authorization.ToString().Contains("sk_live_", StringComparison.Ordinal)
            ? Problem.NotFound(call.HttpContext)
            : await next(call);

    /// <summary>Moves the order's own clock on, step by step through what falls due, and answers when all of it is done.</summary>
    private static async Task<IResult> Advance(string idOrNumber, ClockRequest request, HttpContext http, OrderQueries orders, AdvanceOrderClock clock, OrderLinks links)
    {
        var scope = ApiCaller.Of(http).Scope;
        if (ParseDuration(request.Advance) is not { } by || by <= TimeSpan.Zero || by > AdvanceMax)
            return Problem.Invalid(http, "advance", "not_a_duration", "advance is a positive ISO 8601 duration of at most 400 days, such as PT1H or P91D.");
        if (await OrdersApi.Find(orders, scope, idOrNumber, http.RequestAborted) is not { } order)
            return Problem.NotFound(http);
        await clock.Run(scope, order.Id, by, http.RequestAborted);
        return await Answer(orders, links, scope, order.Id, http);
    }

    /// <summary>Money arrives as from a bank, under the order's reference.</summary>
    private static async Task<IResult> Receive(string idOrNumber, MoneyRequest request, HttpContext http, OrderQueries orders, OrderActs acts, OrderLinks links, TimeProvider clock)
    {
        var scope = ApiCaller.Of(http).Scope;
        if (request.Amount is not > 0)
            return Problem.Invalid(http, "amount", "not_positive", "amount is a positive whole number of minor units.");
        if (Currency.Find(request.Currency) is not { } currency)
            return Problem.Invalid(http, "currency", "unknown", "currency is a code of ISO 4217.");
        if (request.Reference is { Length: > 140 })
            return Problem.Invalid(http, "reference", "too_long", "reference has at most 140 characters.");
        if (await OrdersApi.Find(orders, scope, idOrNumber, http.RequestAborted) is not { } order)
            return Problem.NotFound(http);
        string reference = string.IsNullOrEmpty(request.Reference) ? Ids.New("bank", clock.GetUtcNow()) : request.Reference;
        await acts.ReceiveBankMoney(scope, order.Id, new Money(request.Amount.Value, currency), reference, request.ValueDate, http.RequestAborted);
        return await Answer(orders, links, scope, order.Id, http);
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

    private static async Task<IResult> Answer(OrderQueries orders, OrderLinks links, Scope scope, string orderId, HttpContext http) =>
        Results.Json(OrderView.Of((await orders.ById(scope, orderId, http.RequestAborted))!, links), OrderJson.Options);

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
}

/// <param name="Advance">ISO 8601, such as <c>P91D</c>.</param>
internal sealed record ClockRequest(string? Advance);

/// <param name="Amount">Minor units.</param>
/// <param name="Reference">The bank's own id of the booking: the same one again changes nothing.</param>
internal sealed record MoneyRequest(long? Amount, string? Currency, string? Reference, DateTimeOffset? ValueDate);

internal sealed record EmailView(string Id, Core.Emails.EmailKind Kind, string? To, string? Subject, string? Html, string? Text, DateTimeOffset? SentAt);
