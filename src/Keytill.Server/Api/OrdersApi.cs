using Keytill.Core;
using Keytill.Core.Checkouts;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Api.Description;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;
using Keytill.Server.Persistence.Mapping;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Api;

/// <summary><c>/v1/orders</c>: newest first.</summary>
internal static class OrdersApi
{
    private const string IdPrefix = "ord";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/orders", List).Needs(ApiScope.OrdersRead)
            .Says("Lists orders.", typeof(Page<OrderView>));
        api.MapGet("/orders/{idOrNumber}", Get).Needs(ApiScope.OrdersRead)
            .Says("Shows an order whole.", typeof(OrderView));
    }

    /// <summary>By id, or by number with or without letter and leading zeros.</summary>
    public static Task<Order?> Find(OrderQueries orders, Scope scope, string idOrNumber, CancellationToken cancel)
    {
        if (Ids.IsWellFormed(idOrNumber, IdPrefix))
            return orders.ById(scope, idOrNumber, cancel);
        return OrderNumbers.Parse(scope.Mode, idOrNumber) is { } number ? orders.ByNumber(scope, number, cancel) : Task.FromResult<Order?>(null);
    }

    private static async Task<IResult> Get(string idOrNumber, HttpContext http, OrderQueries orders, OrderLinks links) =>
        await Find(orders, ApiCaller.Of(http).Scope, idOrNumber, http.RequestAborted) is { } order
            ? JsonAnswer.Of(OrderView.Of(order, links))
            : Problem.NotFound(http);

    private static async Task<IResult> List(
        HttpContext http, Store store, OrderLinks links, string? email, string? number, string? status, string? limit, string? after)
    {
        var scope = ApiCaller.Of(http).Scope;
        if (Paging.Limit(limit) is not { } size)
            return Paging.BadLimit(http);
        if (!string.IsNullOrEmpty(after) && !Ids.IsWellFormed(after, IdPrefix))
            return Problem.Invalid(http, "after", "not_a_cursor", "after is the next_cursor of a page of this list.");
        OrderStatus? wanted = null;
        if (!string.IsNullOrEmpty(status))
        {
            if (PublicName.Find<OrderStatus>(status) is not { } known)
                return Problem.Invalid(http, "status", "unknown", "status is one of not_paid, paid, refunded, cancelled, deleted.");
            wanted = known;
        }

        var found = await store.Read(scope, db => Matching(db, scope, email, number, wanted, after).Take(size + 1).WithParts().ToListAsync(http.RequestAborted), http.RequestAborted);
        OrderView[] data = [.. found.Take(size).Select(o => OrderView.Of(o, links))];
        return new Page<OrderView>(data, found.Count > size, found.Count > size ? data[^1].Id : null).Json();
    }

    /// <summary>Newest first by id: within one millisecond in any order, but the same in every page.</summary>
    private static IQueryable<Order> Matching(KeytillDb db, Scope scope, string? email, string? number, OrderStatus? status, string? after)
    {
        IQueryable<Order> orders = db.Set<Order>();
        if (!string.IsNullOrEmpty(email))
        {
            // What is no address is nobody's.
            string normalized = EmailAddress.Normalize(email.Trim()) ?? "";
            orders = orders.Where(o => o.EmailNormalized == normalized);
        }

        if (!string.IsNullOrEmpty(number))
        {
            string stored = OrderNumbers.Parse(scope.Mode, number) ?? "";
            orders = orders.Where(o => o.Number == stored);
        }

        if (status is { } wanted)
            orders = orders.Where(o => o.Status == wanted);
        if (!string.IsNullOrEmpty(after))
            orders = orders.Where(o => o.Id.CompareTo(after) < 0);
        return orders.OrderByDescending(o => o.Id);
    }
}
