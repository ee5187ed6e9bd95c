using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;
using Keytill.Server.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Api;

/// <summary><c>/v1/webhook-endpoints</c>.</summary>
internal static class WebhookEndpointsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/webhook-endpoints", Register).Needs(ApiScope.EndpointsWrite);
        api.MapGet("/webhook-endpoints", List).Needs(ApiScope.EndpointsWrite);
    }

    private static async Task<IResult> Register(HttpContext http, RegisterEndpoint register, TimeProvider clock)
    {
        var scope = ApiCaller.Of(http).Scope;
        var request = await ApiBody.Read<EndpointRequest>(http);
        if (string.IsNullOrEmpty(request.Url))
            return Problem.Invalid(http, "url", "required", "url is the address that is to be told.");
        WebhookEndpoint endpoint;
        try
        {
            endpoint = await register.Run(scope.VendorId!, scope.Mode, request.Url, request.Events?.Select(e => e ?? ""), http.RequestAborted);
        }
        catch (RuleBroken broken) when (FieldOf(broken) is { } field)
        {
            return Problem.Invalid(http, field, broken.Code, broken.Message);
        }

        return Results.Json(EndpointView.Of(endpoint, endpoint.LiveSecrets(clock.GetUtcNow())[0].Reveal()), OrderJson.Options, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> List(HttpContext http, Store store)
    {
        var scope = ApiCaller.Of(http).Scope;
        var endpoints = await store.Read(scope, db => db.Set<WebhookEndpoint>().OrderBy(e => e.Id).ToListAsync(http.RequestAborted), http.RequestAborted);
        return new Page<EndpointView>([.. endpoints.Select(e => EndpointView.Of(e, null))], false, null).Json();
    }

    /// <summary>The member that a broken rule is about; null where it is about none.</summary>
    private static string? FieldOf(RuleBroken broken) =>
        broken.Code.StartsWith("url_", StringComparison.Ordinal) ? "url" : broken.Code == "event_unknown" ? "events" : null;
}

internal sealed record EndpointRequest(string? Url, IReadOnlyList<string?>? Events);

/// <param name="Events">Types of events, or <c>*</c> alone: all, those too that are still to come.</param>
/// <param name="Secret">Shown once, when it is made.</param>
internal sealed record EndpointView(string Id, string Url, IReadOnlyList<string> Events, bool Enabled, string? Secret, DateTimeOffset CreatedAt)
{
    public static EndpointView Of(WebhookEndpoint endpoint, string? secret) =>
        new(endpoint.Id, endpoint.Url, endpoint.Events.Types.IsEmpty ? [ChosenEvents.Every] : endpoint.Events.Types, endpoint.IsEnabled, secret, endpoint.CreatedAt);
}
