using System.Text.Json;
using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Server.Api.Description;
using Keytill.Server.Hosting.Access;
using Keytill.Server.Persistence;

namespace Keytill.Server.Api;

/// <summary>The vendors' API under <c>/v1</c>: every route asks for a key and for one of its scopes, and answers errors as problems.</summary>
public static class ApiSetup
{
    internal const string Root = "/v1";

    public static IServiceCollection AddApi(this IServiceCollection services) => services
        .AddSingleton(provider => ApiOptions.From(provider.GetRequiredService<IConfiguration>()))
        .AddSingleton<RateLimit>()
        .AddSingleton<Idempotency>()
        .AddSingleton<ApiDocument>();

    public static void MapApi(this WebApplication app)
    {
        // A middleware and not a filter of the routes: it also explains what no route has taken.
        app.UseWhen(http => http.Request.Path.StartsWithSegments(Root), branch => branch.UseMiddleware<ApiProblems>());
        var api = app.MapGroup(Root).WithMetadata(new OpenToOtherSitesAttribute(), new VendorsRoute());
        OrdersApi.Map(api);
        RefundsApi.Map(api);
        EventsApi.Map(api);
        WebhookEndpointsApi.Map(api);
        WebhookDeliveriesApi.Map(api);
        CouponsApi.Map(api);
        ProductsApi.Map(api);
        ProductKeysApi.Map(api);
        CheckoutLinksApi.Map(api);
        EmailTemplatesApi.Map(api);
        TestApi.Map(api);
        api.MapGet("/openapi.json", Describe).Says("This document.", gives: null);
    }

    /// <summary>Lets a route be called with a key that is not revoked and has this scope; anybody else learns only that.</summary>
    internal static RouteHandlerBuilder Needs(this RouteHandlerBuilder route, ApiScope scope) => route
        .WithMetadata(new NeededScope(scope))
        .AddEndpointFilter(AskFor(scope))
        .AddEndpointFilter(Idempotency.Filter);

    private static Func<EndpointFilterInvocationContext, EndpointFilterDelegate, ValueTask<object?>> AskFor(ApiScope scope) => async (call, next) =>
    {
        var http = call.HttpContext;
        if (await ApiCaller.Find(http, http.RequestServices.GetRequiredService<Store>()) is not { } caller)
        {
            http.Response.Headers.WWWAuthenticate = http.Request.Headers.Authorization.Count == 0 ? "Bearer" : "Bearer error=\"invalid_token\"";
            return Problem.Of(http, StatusCodes.Status401Unauthorized, "unauthorized", "Show a valid API key: Authorization: Bearer sk_…");
        }

        if (http.RequestServices.GetRequiredService<RateLimit>().Take(caller.Key.Id) is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Problem.Of(http, StatusCodes.Status429TooManyRequests, "rate_limited", "This key calls more often than it may. Go on after Retry-After seconds.");
        }

        if (caller.Key.Allows(scope))
            return await next(call);
        string name = PublicName.Of(scope);
        http.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{name}\"";
        return Problem.Of(http, StatusCodes.Status403Forbidden, "insufficient_scope", $"This key lacks the scope {name}.");
    };

    /// <summary>To a live key the route is not there. Comes after <see cref="Needs"/>.</summary>
    internal static RouteHandlerBuilder InTestMode(this RouteHandlerBuilder route) => route.AddEndpointFilter(async (call, next) =>
        ApiCaller.Of(call.HttpContext).Scope.Mode == Mode.Test ? await next(call) : Problem.NotFound(call.HttpContext));

    private static JsonAnswer Describe(ApiDocument document) => document.Answer;
}

/// <summary>What a route's caller must be allowed: metadata of the route.</summary>
internal sealed record NeededScope(ApiScope Scope);

/// <summary>A route of the vendors' API. Others may begin with <c>/v1</c> as well: the mounted sandbox bank's do, under its own prefix.</summary>
internal sealed record VendorsRoute;
