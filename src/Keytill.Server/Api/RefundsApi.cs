using System.ComponentModel.DataAnnotations;
using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Refunds;
using Keytill.Core.Vendors;
using Keytill.Server.Api.Description;
using Keytill.Server.Orders;
using Keytill.Server.Refunds;

namespace Keytill.Server.Api;

/// <summary><c>/v1/refunds</c>: a vendor asks, support decides. An order's refunds are listed with the order.</summary>
internal static class RefundsApi
{
    private const string IdPrefix = "ref";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/refunds", Ask).Needs(ApiScope.RefundsWrite)
            .Says("Asks for money back; support decides.", typeof(RefundView), takes: typeof(RefundRequestBody), status: StatusCodes.Status201Created);
        api.MapGet("/refunds/{id}", Get).Needs(ApiScope.OrdersRead)
            .Says("Shows a refund.", typeof(RefundView));
    }

    private static async Task<IResult> Ask(HttpContext http, OrderQueries orders, AskRefund ask, TimeProvider clock)
    {
        var scope = ApiCaller.Of(http).Scope;
        var request = await ApiBody.Read<RefundRequestBody>(http);
        if (string.IsNullOrEmpty(request.Order))
            return Problem.Invalid(http, "order", "required", "order is the id or number of the order whose money is to go back.");
        string reason = PlainText.Clean(request.Reason);
        switch (FreeText.Check(reason, RefundPolicy.ReasonCharsMax))
        {
            case FreeTextProblem.Missing or FreeTextProblem.TooLong:
                return Problem.Invalid(http, "reason", "required", $"reason says why, in 1 to {RefundPolicy.ReasonCharsMax} characters: whoever decides reads it.");
            case FreeTextProblem.CardNumber:
                return Problem.Invalid(http, "reason", "card_number", "reason holds a card number: it is not kept.");
        }

        if (request.Amount is <= 0)
            return Problem.Invalid(http, "amount", "out_of_range", "amount is a positive whole number of minor units; left out, it is all that is left.");
        if (await OrdersApi.Find(orders, scope, request.Order, http.RequestAborted) is not { } order)
            return Problem.NotFound(http);
        string[]? lines = request.Lines is null ? null : [.. request.Lines.Select(l => l ?? "").Distinct()];
        if (lines is not null && (lines.Length == 0 || lines.Any(id => order.Lines.All(l => l.Id != id))))
            return Problem.Invalid(http, "lines", "unknown", "lines are ids of the order's lines; left out, it is about all of them.");

        var wish = new RefundAsk(
            Ids.New(IdPrefix, clock.GetUtcNow()), reason, RefundOrigin.Vendor, request.Amount is { } minor ? new Money(minor, order.Currency) : null, lines);
        return await http.Act<IReadOnlyList<Refund>>(
            alongside => ask.Run(scope, order.Id, wish, http.RequestAborted, alongside),
            asked => JsonAnswer.Of(RefundView.Of(order, asked[0]), StatusCodes.Status201Created));
    }

    private static async Task<IResult> Get(string id, HttpContext http, OrderQueries orders) =>
        Ids.IsWellFormed(id, IdPrefix) && await orders.ByRefund(ApiCaller.Of(http).Scope, id, http.RequestAborted) is { } order
            && order.Refunds.FirstOrDefault(r => r.Id == id && r.Purpose == RefundPurpose.Refund) is { } refund
            ? JsonAnswer.Of(RefundView.Of(order, refund))
            : Problem.NotFound(http);
}

/// <param name="Order">Id or number.</param>
/// <param name="Lines">Ids of the lines that it is about; left out: all.</param>
/// <param name="Amount">Minor units of the order's currency; left out: all that is left.</param>
internal sealed record RefundRequestBody([property: Required] string? Order, IReadOnlyList<string?>? Lines, long? Amount, [property: Required] string? Reason);
