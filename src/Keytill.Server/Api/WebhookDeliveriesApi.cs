using System.Text.Json;
using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Api.Description;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;
using Keytill.Server.Webhooks;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Api;

/// <summary>The log of what endpoints were sent, newest first, and sending it again.</summary>
internal static class WebhookDeliveriesApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/webhook-endpoints/{id}/deliveries", List).Needs(ApiScope.EndpointsRead)
            .Says("Lists what an endpoint was sent.", typeof(Page<DeliveryView>));
        api.MapPost("/webhook-endpoints/{id}/resend", ResendMany).Needs(ApiScope.EndpointsWrite)
            .Says("Sends one event again, or all of a range of time.", typeof(ResentView), takes: typeof(ResendRequest));
        api.MapGet("/webhook-deliveries/{id}", Get).Needs(ApiScope.EndpointsRead)
            .Says("Shows a delivery with the body that is sent.", typeof(DeliveryView));
        api.MapPost("/webhook-deliveries/{id}/resend", Resend).Needs(ApiScope.EndpointsWrite)
            .Says("Sends a webhook again, with the same id and the same bytes.", typeof(DeliveryView));
    }

    private static async Task<IResult> List(
        string id, HttpContext http, Store store, VendorEndpoints endpoints, string? status, string? type, string? limit, string? after)
    {
        var scope = ApiCaller.Of(http).Scope;
        if (Paging.Limit(limit) is not { } size)
            return Paging.BadLimit(http);
        if (!string.IsNullOrEmpty(after) && !Ids.IsWellFormed(after, WebhookDelivery.IdPrefix))
            return Problem.Invalid(http, "after", "not_a_cursor", "after is the next_cursor of a page of this list.");
        var wanted = PublicName.Find<DeliveryStatus>(status);
        if (!string.IsNullOrEmpty(status) && wanted is null)
            return Problem.Invalid(http, "status", "unknown", "status is one of pending, delivered, failing, given_up.");
        if (await endpoints.Find(scope, id, http.RequestAborted) is null)
            return Problem.NotFound(http);

        var found = await store.Read(scope, db => Logged(db, scope)
            .Where(l => l.Delivery.EndpointId == id && (wanted == null || l.Delivery.Status == wanted)
                && (string.IsNullOrEmpty(type) || l.Event.Type == type) && (string.IsNullOrEmpty(after) || l.Delivery.Id.CompareTo(after) < 0))
            .OrderByDescending(l => l.Delivery.Id).Take(size + 1).ToListAsync(http.RequestAborted), http.RequestAborted);
        DeliveryView[] data = [.. found.Take(size).Select(l => DeliveryView.Of(l, withBody: false))];
        return new Page<DeliveryView>(data, found.Count > size, found.Count > size ? data[^1].Id : null).Json();
    }

    private static async Task<IResult> Get(string id, HttpContext http, Store store) =>
        await Find(http, store, id) is { } logged ? JsonAnswer.Of(DeliveryView.Of(logged, withBody: true)) : Problem.NotFound(http);

    private static async Task<IResult> Resend(string id, HttpContext http, ResendWebhook resend) => await http.Act<WebhookDelivery?>(
        alongside => resend.Run(ApiCaller.Of(http).Scope, id, http.RequestAborted, alongside),
        async (write, delivery) => delivery is null
            ? Problem.NotFound(http)
            : JsonAnswer.Of(DeliveryView.Of(new Logged { Delivery = delivery, Event = await write.Db.Set<EventRow>().AsNoTracking().SingleAsync(e => e.Id == delivery.EventId) }, withBody: true)));

    private static async Task<IResult> ResendMany(string id, HttpContext http, ResendRange resend, VendorEndpoints endpoints)
    {
        var scope = ApiCaller.Of(http).Scope;
        var request = await ApiBody.Read<ResendRequest>(http);
        if (request.Event is { } one)
            return await ResendOne(http, resend, endpoints, scope, id, one, isAlone: request is { Since: null, Until: null, Types: null, After: null });
        // A test order's own time may be ahead of ours.
        var until = request.Until ?? DateTimeOffset.MaxValue;
        if (request.Since is not { } since || since >= until)
            return Problem.Invalid(http, "since", "range_invalid", "since is where the range begins, before its end.");
        if (request.After is { } after && !Ids.IsWellFormed(after, "evt"))
            return Problem.Invalid(http, "after", "not_a_cursor", "after is the next_cursor of the call before.");
        if (await Unable(http, endpoints, scope, id) is { } unable)
            return unable;
        try
        {
            var types = ChosenEvents.Of(request.Types?.Select(t => t ?? ""));
            return await http.Act<Resent?>(
                alongside => resend.Run(scope, id, since, until, types, request.After, http.RequestAborted, alongside), resent => Said(http, resent));
        }
        catch (RuleBroken broken) when (broken.Code == "event_unknown")
        {
            return Problem.Invalid(http, "types", broken.Code, broken.Message);
        }
    }

    private static async Task<IResult> ResendOne(HttpContext http, ResendRange resend, VendorEndpoints endpoints, Scope scope, string endpointId, string eventId, bool isAlone)
    {
        if (!isAlone)
            return Problem.Invalid(http, "event", "not_alone", "Either one event is sent again, or a range of time.");
        if (!Ids.IsWellFormed(eventId, "evt"))
            return NoEvent(http);
        if (await Unable(http, endpoints, scope, endpointId) is { } unable)
            return unable;
        return await http.Act<Resent?>(
            alongside => resend.One(scope, endpointId, eventId, http.RequestAborted, alongside),
            resent => resent is { Sent: 0 } ? NoEvent(http) : Said(http, resent));
    }

    private static JsonAnswer NoEvent(HttpContext http) => Problem.Invalid(http, "event", "unknown", "event is the id of an event of this mode.");

    /// <summary>Why nothing can be sent to an endpoint; null when it can.</summary>
    private static async Task<IResult?> Unable(HttpContext http, VendorEndpoints endpoints, Scope scope, string id) => await endpoints.Find(scope, id, http.RequestAborted) switch
    {
        null => Problem.NotFound(http),
        { IsEnabled: false } => Problem.Of(http, StatusCodes.Status409Conflict, "endpoint_disabled", "The endpoint is disabled: enable it first."),
        _ => null,
    };

    private static JsonAnswer Said(HttpContext http, Resent? resent) =>
        resent is null ? Problem.NotFound(http) : JsonAnswer.Of(new ResentView(resent.Sent, resent.Next is not null, resent.Next));

    private static Task<Logged?> Find(HttpContext http, Store store, string id)
    {
        var scope = ApiCaller.Of(http).Scope;
        return store.Read(scope, db => Logged(db, scope).FirstOrDefaultAsync(l => l.Delivery.Id == id, http.RequestAborted), http.RequestAborted);
    }

    private static IQueryable<Logged> Logged(KeytillDb db, Scope scope) =>
        from delivery in db.Set<WebhookDelivery>()
        where delivery.VendorId == scope.VendorId && delivery.Mode == scope.Mode
        join happened in db.Set<EventRow>() on delivery.EventId equals happened.Id
        select new Logged { Delivery = delivery, Event = happened };
}

internal sealed class Logged
{
    public required WebhookDelivery Delivery { get; init; }

    public required EventRow Event { get; init; }
}

/// <param name="Event">One event's id; then nothing else is given.</param>
/// <param name="Since">By the events' own time; needed where no single event is asked for.</param>
/// <param name="Until">Not included; everything, where it is left out.</param>
/// <param name="Types">Types of events; none for all.</param>
/// <param name="After">Goes on where the call before ended.</param>
internal sealed record ResendRequest(string? Event, DateTimeOffset? Since, DateTimeOffset? Until, IReadOnlyList<string?>? Types, string? After);

/// <param name="Resent">How many are on their way now.</param>
internal sealed record ResentView(int Resent, bool HasMore, string? NextCursor);

/// <param name="Event">The event's id: the webhook-id of every attempt.</param>
/// <param name="Attempts">Over all resends.</param>
/// <param name="Response">What the endpoint answered last; null where no answer came.</param>
/// <param name="Request">The very body that is sent; left out of lists.</param>
internal sealed record DeliveryView(
    string Id, string Event, string Type, string Order, DeliveryStatus Status, int Attempts, string? Error, DeliveryResponse? Response,
    DateTimeOffset? LastAttemptAt, DateTimeOffset? DeliveredAt, DateTimeOffset CreatedAt,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] JsonElement? Request)
{
    public static DeliveryView Of(Logged logged, bool withBody)
    {
        var delivery = logged.Delivery;
        return new(
            delivery.Id, delivery.EventId, logged.Event.Type, delivery.OrderId, delivery.Status, delivery.Attempts, delivery.LastError,
            delivery.LastStatus is { } status ? new DeliveryResponse(status, delivery.LastResponse, delivery.LastDurationMs) : null,
            delivery.LastAttemptAt, delivery.DeliveredAt, delivery.CreatedAt, withBody ? JsonDocument.Parse(logged.Event.Body).RootElement : null);
    }
}

/// <param name="Body">Its first 4 KiB.</param>
internal sealed record DeliveryResponse(int Status, string? Body, int? DurationMs);
