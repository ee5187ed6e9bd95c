using System.Text;
using Keytill.Core.Vendors;
using Keytill.Server.Api.Description;
using Keytill.Server.Orders;
using Keytill.Server.Work;

namespace Keytill.Server.Api;

/// <summary><c>/v1/events</c>: the whole feed in the order of commit, or one order's; the same bytes as in the webhooks.</summary>
internal static class EventsApi
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/events", List).Needs(ApiScope.EventsRead)
            .Says("Lists events in the order of their commits, or one order's in its own order: the same bytes as in the webhooks.", typeof(Page<EventEnvelope.Envelope>));

    private static async Task<IResult> List(HttpContext http, EventFeed feed, OrderQueries orders, string? order, string? after, string? limit, string? newest)
    {
        var scope = ApiCaller.Of(http).Scope;
        if (Paging.Limit(limit) is not { } size)
            return Paging.BadLimit(http);
        if (!string.IsNullOrEmpty(newest))
            return await Newest(http, feed, newest, isAlone: string.IsNullOrEmpty(order) && string.IsNullOrEmpty(after));
        IReadOnlyList<EventRow>? events;
        if (string.IsNullOrEmpty(after))
            after = null;
        else if (!Core.Ids.IsWellFormed(after, "evt"))
            return BadCursor(http);
        if (string.IsNullOrEmpty(order))
            events = await feed.Page(scope, after, size + 1, http.RequestAborted);
        else if (await OrdersApi.Find(orders, scope, order, http.RequestAborted) is { } found)
            events = await feed.OfOrder(scope, found.Id, after, size + 1, http.RequestAborted);
        else
            return Problem.NotFound(http);
        if (events is null)
            return BadCursor(http);
        bool hasMore = events.Count > size;
        return Listed([.. events.Take(size)], hasMore);
    }

    private static async Task<IResult> Newest(HttpContext http, EventFeed feed, string newest, bool isAlone)
    {
        if (newest != "true" || !isAlone)
            return Problem.Invalid(http, "newest", "not_alone", "newest is true, and then neither order nor after is given.");
        var found = await feed.Newest(ApiCaller.Of(http).Scope, http.RequestAborted);
        return Listed(found is null ? [] : [found], hasMore: false);
    }

    private static IResult Listed(IReadOnlyList<EventRow> events, bool hasMore) => Results.Text(Body(events, hasMore), "application/json", Encoding.UTF8);

    private static IResult BadCursor(HttpContext http) => Problem.Invalid(http, "after", "not_a_cursor", "after is the id of an event of this list.");

    /// <summary>The stored bodies are put in as they are: nothing is parsed or rendered anew.</summary>
    private static string Body(IReadOnlyList<EventRow> events, bool hasMore)
    {
        var text = new StringBuilder("{\"data\":[").AppendJoin(',', events.Select(e => e.Body));
        return text.Append("],\"has_more\":").Append(hasMore ? "true" : "false")
            .Append(",\"next_cursor\":").Append(hasMore ? "\"" + events[^1].Id + "\"" : "null").Append('}').ToString();
    }
}
