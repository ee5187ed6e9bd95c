using System.Text.Json;
using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Server.Hosting.Access;
using Keytill.Server.Persistence;

namespace Keytill.Server.Api;

/// <summary>The vendors' API under <c>/v1</c>: every route asks for a key and for one of its scopes, and answers errors as problems.</summary>
public static class ApiSetup
{
    private const string Root = "/v1";

    public static void MapApi(this WebApplication app)
    {
        // A middleware and not a filter of the routes: it also explains what no route has taken.
        app.UseWhen(http => http.Request.Path.StartsWithSegments(Root), branch => branch.UseMiddleware<ApiProblems>());
        var api = app.MapGroup(Root).WithMetadata(new OpenToOtherSitesAttribute());
        OrdersApi.Map(api);
        RefundsApi.Map(api);
        EventsApi.Map(api);
        WebhookEndpointsApi.Map(api);
        WebhookDeliveriesApi.Map(api);
        CouponsApi.Map(api);
        EmailTemplatesApi.Map(api);
        TestApi.Map(api);
    }

    /// <summary>Lets a route be called with a key that is not revoked and has this scope; anybody else learns only that.</summary>
    internal static RouteHandlerBuilder Needs(this RouteHandlerBuilder route, ApiScope scope) => route.AddEndpointFilter(async (call, next) =>
    {
        var http = call.HttpContext;
        if (await ApiCaller.Find(http, http.RequestServices.GetRequiredService<Store>()) is not { } caller)
        {
            http.Response.Headers.WWWAuthenticate = http.Request.Headers.Authorization.Count == 0 ? "Bearer" : "Bearer error=\"invalid_token\"";
            return Problem.Of(http, StatusCodes.Status401Unauthorized, "unauthorized", "Show a valid API key: Authorization: Bearer sk_…");
        }

        if (caller.Key.Allows(scope))
            return await next(call);
        string name = PublicName.Of(scope);
        http.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{name}\"";
        return Problem.Of(http, StatusCodes.Status403Forbidden, "scope_missing", $"This key lacks the scope {name}.");
    });

    /// <summary>To a live key the route is not there. Comes after <see cref="Needs"/>.</summary>
    internal static RouteHandlerBuilder InTestMode(this RouteHandlerBuilder route) => route.AddEndpointFilter(async (call, next) =>
        ApiCaller.Of(call.HttpContext).Scope.Mode == Mode.Test ? await next(call) : Problem.NotFound(call.HttpContext));
}
