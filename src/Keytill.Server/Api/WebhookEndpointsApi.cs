using System.ComponentModel.DataAnnotations;
using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Api.Description;
using Keytill.Server.Webhooks;

namespace Keytill.Server.Api;

/// <summary><c>/v1/webhook-endpoints</c>.</summary>
internal static class WebhookEndpointsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/webhook-endpoints", Register).Needs(ApiScope.EndpointsWrite)
            .Says("Names an address that is to be told; its secret is in the answer, this once.", typeof(EndpointView), takes: typeof(EndpointRequest), status: StatusCodes.Status201Created);
        api.MapGet("/webhook-endpoints", List).Needs(ApiScope.EndpointsRead)
            .Says("Lists webhook endpoints.", typeof(Page<EndpointView>));
        api.MapGet("/webhook-endpoints/{id}", Get).Needs(ApiScope.EndpointsRead)
            .Says("Shows a webhook endpoint.", typeof(EndpointView));
        api.MapPatch("/webhook-endpoints/{id}", Change).Needs(ApiScope.EndpointsWrite)
            .Says("Changes a webhook endpoint: what is sent takes the place of what was there.", typeof(EndpointView), takes: typeof(EndpointChange));
        api.MapDelete("/webhook-endpoints/{id}", Delete).Needs(ApiScope.EndpointsWrite)
            .Says("Deletes a webhook endpoint: it is told nothing more.", gives: null, status: StatusCodes.Status204NoContent);
        api.MapPost("/webhook-endpoints/{id}/rotate-secret", Rotate).Needs(ApiScope.EndpointsWrite)
            .Says("Makes a new secret, shown this once; the old one signs beside it for 24 hours.", typeof(EndpointView));
    }

    private static Task<IResult> Register(HttpContext http, RegisterEndpoint register) => Answered(http, async () =>
    {
        var scope = ApiCaller.Of(http).Scope;
        var request = await ApiBody.Read<EndpointRequest>(http);
        if (string.IsNullOrEmpty(request.Url))
            return Problem.Invalid(http, "url", "required", "url is the address that is to be told.");
        return await http.Act<WebhookEndpoint>(
            alongside => register.Run(scope.VendorId!, scope.Mode, request.Url, request.Events?.Select(e => e ?? ""), http.RequestAborted, alongside),
            endpoint => Json(endpoint, endpoint.Secrets.All[0].Value, StatusCodes.Status201Created));
    });

    private static async Task<IResult> List(HttpContext http, VendorEndpoints endpoints)
    {
        var found = await endpoints.List(ApiCaller.Of(http).Scope, http.RequestAborted);
        return new Page<EndpointView>([.. found.Select(e => EndpointView.Of(e, null))], false, null).Json();
    }

    private static async Task<IResult> Get(string id, HttpContext http, VendorEndpoints endpoints) =>
        await endpoints.Find(ApiCaller.Of(http).Scope, id, http.RequestAborted) is { } endpoint ? Json(endpoint) : Problem.NotFound(http);

    private static Task<IResult> Change(string id, HttpContext http, VendorEndpoints endpoints) => Answered(http, async () =>
    {
        var scope = ApiCaller.Of(http).Scope;
        if (await endpoints.Find(scope, id, http.RequestAborted) is not { } known)
            return Problem.NotFound(http);
        var wanted = await ApiBody.Merge(http, EndpointChange.Of(known));
        return await endpoints.Change(scope, id, wanted.Url, wanted.Events?.Select(e => e ?? ""), wanted.Enabled ?? true, http.RequestAborted) is { } changed
            ? Json(changed)
            : Problem.NotFound(http);
    });

    private static async Task<IResult> Delete(string id, HttpContext http, VendorEndpoints endpoints) =>
        await endpoints.Delete(ApiCaller.Of(http).Scope, id, http.RequestAborted) ? Results.NoContent() : Problem.NotFound(http);

    private static async Task<IResult> Rotate(string id, HttpContext http, VendorEndpoints endpoints) => await http.Act<WebhookEndpoint?>(
        alongside => endpoints.Rotate(ApiCaller.Of(http).Scope, id, cancel: http.RequestAborted, alongside: alongside),
        endpoint => endpoint is null ? Problem.NotFound(http) : Json(endpoint, endpoint.Secrets.All[0].Value));

    /// <summary>A broken rule about a member is told beside it.</summary>
    private static async Task<IResult> Answered(HttpContext http, Func<Task<IResult>> act)
    {
        try
        {
            return await act();
        }
        catch (RuleBroken broken) when (FieldOf(broken) is { } field)
        {
            return Problem.Invalid(http, field, broken.Code, broken.Message);
        }
    }

    private static JsonAnswer Json(WebhookEndpoint endpoint, WebhookSecret? secret = null, int status = StatusCodes.Status200OK) =>
        JsonAnswer.Of(EndpointView.Of(endpoint, secret?.Reveal()), status);

    /// <summary>The member that a broken rule is about; null where it is about none.</summary>
    private static string? FieldOf(RuleBroken broken) =>
        broken.Code.StartsWith("url_", StringComparison.Ordinal) ? "url" : broken.Code == "event_unknown" ? "events" : null;
}

internal sealed record EndpointRequest([property: Required] string? Url, IReadOnlyList<string?>? Events);

/// <param name="Enabled">False: it is told nothing until it is enabled again.</param>
internal sealed record EndpointChange(string? Url, IReadOnlyList<string?>? Events, bool? Enabled)
{
    public static EndpointChange Of(WebhookEndpoint endpoint) => new(endpoint.Url, endpoint.Events.Types, endpoint.IsEnabled);
}

/// <param name="Events">Types of events, or <c>*</c> alone: all, those too that are still to come.</param>
/// <param name="DisabledReason">Why it is told nothing: <c>by_vendor</c>, <c>gone</c>, <c>failing</c>; null while enabled.</param>
/// <param name="FailingSince">Since when nothing has got through; null while it is well.</param>
/// <param name="Secret">Shown once, when it is made.</param>
internal sealed record EndpointView(
    string Id, string Url, IReadOnlyList<string> Events, bool Enabled, DisabledReason? DisabledReason, DateTimeOffset? FailingSince, string? Secret, DateTimeOffset CreatedAt)
{
    public static EndpointView Of(WebhookEndpoint endpoint, string? secret) => new(
        endpoint.Id, endpoint.Url, endpoint.Events.Types.IsEmpty ? [ChosenEvents.Every] : endpoint.Events.Types, endpoint.IsEnabled,
        endpoint.DisabledReason, endpoint.FailingSince, secret, endpoint.CreatedAt);
}
