using Keytill.Core;
using Keytill.Core.Checkouts;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Api.Description;
using Keytill.Server.Checkouts;
using Keytill.Server.Hosting;
using Keytill.Server.Pages.Checkout;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Api;

/// <summary><c>/v1/checkout-links</c>: links of which one order comes at most, newest first.</summary>
internal static class CheckoutLinksApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/checkout-links", Create).Needs(ApiScope.LinksWrite)
            .Says("Makes a link of which one order comes at most.", typeof(CheckoutLinkView), takes: typeof(CheckoutLinkRequest), status: StatusCodes.Status201Created);
        api.MapGet("/checkout-links", List).Needs(ApiScope.LinksRead)
            .Says("Lists one-time links.", typeof(Page<CheckoutLinkView>));
        api.MapGet("/checkout-links/{id}", Get).Needs(ApiScope.LinksRead)
            .Says("Shows a one-time link, and what has come of it.", typeof(CheckoutLinkView));
        api.MapPost("/checkout-links/{id}/end", End).Needs(ApiScope.LinksWrite)
            .Says("Ends a link before its time; an order that has come of it stays.", typeof(CheckoutLinkView));
    }

    private static async Task<IResult> Create(HttpContext http, MakeLink make, PublicUrl publicUrl, TimeProvider clock)
    {
        var request = await ApiBody.Read<CheckoutLinkRequest>(http);
        var wish = request.ToWish();
        try
        {
            return await http.Act<OneTimeLink>(
                alongside => make.Run(ApiCaller.Of(http).Scope, wish, http.RequestAborted, alongside),
                link => JsonAnswer.Of(CheckoutLinkView.Of(link, null, publicUrl, clock.GetUtcNow()), StatusCodes.Status201Created));
        }
        catch (LinkRefused refused)
        {
            return Problem.Invalid(http, request.FieldOf(refused.Index, refused.Member), refused.Code, refused.Message);
        }
        catch (RuleBroken broken) when (broken.Code is "expires_at" or "return_url")
        {
            return Problem.Invalid(http, broken.Code, "out_of_range", broken.Message);
        }
    }

    private static async Task<IResult> Get(string id, HttpContext http, Store store, PublicUrl publicUrl, TimeProvider clock) =>
        await Load(http, store, links => links.Where(l => l.Id == id)) is [var found]
            ? JsonAnswer.Of(CheckoutLinkView.Of(found.Link, found.Order, publicUrl, clock.GetUtcNow()))
            : Problem.NotFound(http);

    private static async Task<IResult> List(HttpContext http, Store store, PublicUrl publicUrl, TimeProvider clock, string? limit, string? after)
    {
        if (Paging.Limit(limit) is not { } size)
            return Paging.BadLimit(http);
        if (!string.IsNullOrEmpty(after) && !Ids.IsWellFormed(after, OneTimeLink.IdPrefix))
            return Problem.Invalid(http, "after", "not_a_cursor", "after is the next_cursor of a page of this list.");
        var found = await Load(http, store, links => links.Where(l => string.IsNullOrEmpty(after) || l.Id.CompareTo(after) < 0).OrderByDescending(l => l.Id).Take(size + 1));
        CheckoutLinkView[] data = [.. found.Take(size).Select(f => CheckoutLinkView.Of(f.Link, f.Order, publicUrl, clock.GetUtcNow()))];
        return new Page<CheckoutLinkView>(data, found.Count > size, found.Count > size ? data[^1].Id : null).Json();
    }

    private static async Task<IResult> End(string id, HttpContext http, EndLink end, PublicUrl publicUrl, TimeProvider clock) => await http.Act<OneTimeLink?>(
        alongside => end.Run(ApiCaller.Of(http).Scope, id, http.RequestAborted, alongside),
        async (write, link) => link is null
            ? Problem.NotFound(http)
            : JsonAnswer.Of(CheckoutLinkView.Of(link, await write.Db.Set<Order>().Where(o => o.OneTimeLinkId == id).Select(o => new OrderOfLink(id, o.Id, o.Status)).FirstOrDefaultAsync(), publicUrl, clock.GetUtcNow())));

    private static Task<List<(OneTimeLink Link, OrderOfLink? Order)>> Load(HttpContext http, Store store, Func<IQueryable<OneTimeLink>, IQueryable<OneTimeLink>> which) =>
        store.Read(ApiCaller.Of(http).Scope, async db =>
        {
            var links = await which(db.Set<OneTimeLink>()).ToListAsync(http.RequestAborted);
            string[] ids = [.. links.Select(l => l.Id)];
            var orders = await db.Set<Order>().Where(o => o.OneTimeLinkId != null && ids.Contains(o.OneTimeLinkId))
                .Select(o => new OrderOfLink(o.OneTimeLinkId!, o.Id, o.Status)).ToDictionaryAsync(o => o.LinkId, http.RequestAborted);
            return links.ConvertAll(l => (l, orders.GetValueOrDefault(l.Id)));
        }, http.RequestAborted);
}

internal sealed record OrderOfLink(string LinkId, string Id, OrderStatus Status);

/// <param name="Url">Whoever has it may order, and sees the order until it is paid.</param>
/// <param name="Status"><c>open</c>, <c>ordered</c>, <c>used</c> (its order is paid) or <c>expired</c>.</param>
/// <param name="Order">The id of the order that has come of it; null for none.</param>
internal sealed record CheckoutLinkView(string Id, string Url, LinkStatus Status, string? Order, DateTimeOffset ExpiresAt, DateTimeOffset CreatedAt)
{
    public static CheckoutLinkView Of(OneTimeLink link, OrderOfLink? order, PublicUrl publicUrl, DateTimeOffset now) => new(
        link.Id, publicUrl.For(OneTimeLinkRoute.Path(link.Token)).AbsoluteUri,
        order is { Status: OrderStatus.Paid or OrderStatus.Refunded } ? LinkStatus.Used : order is not null ? LinkStatus.Ordered : link.HasExpired(now) ? LinkStatus.Expired : LinkStatus.Open,
        order?.Id, link.ExpiresAt, link.CreatedAt);
}

internal enum LinkStatus
{
    Open,
    Ordered,
    Used,
    Expired,
}
