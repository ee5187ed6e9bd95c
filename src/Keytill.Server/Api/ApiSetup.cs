using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Server.Hosting.Access;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;

namespace Keytill.Server.Api;

/// <summary>The vendors' API under <c>/v1</c>: every route asks for a key and for one of its scopes, and answers errors as problems.</summary>
public static partial class ApiSetup
{
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/v1").AddEndpointFilter(AsProblems).WithMetadata(new OpenToOtherSitesAttribute());
        OrdersApi.Map(api);
        EventsApi.Map(api);
        WebhookEndpointsApi.Map(api);
        TestApi.Map(api);
        api.MapFallback((HttpContext http) => Problem.NotFound(http));
    }

    /// <summary>Lets a route be called with a live key that has this scope; anybody else learns only that.</summary>
    internal static RouteHandlerBuilder Needs(this RouteHandlerBuilder route, ApiScope scope) => route.AddEndpointFilter(async (call, next) =>
    {
        var http = call.HttpContext;
        if (await ApiCaller.Find(http, http.RequestServices.GetRequiredService<Store>()) is not { } caller)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return Problem.Of(http, StatusCodes.Status401Unauthorized, "unauthorized", "Show a valid API key: Authorization: Bearer sk_…");
        }

        if (!caller.Key.Allows(scope))
            return Problem.Of(http, StatusCodes.Status403Forbidden, "scope_missing", $"This key lacks the scope {System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(scope.ToString())}.");
        return await next(call);
    });

    private static async ValueTask<object?> AsProblems(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var http = call.HttpContext;
        try
        {
            return await next(call);
        }
        catch (RuleBroken broken)
        {
            return Problem.Of(http, StatusCodes.Status409Conflict, broken.Code, broken.Message);
        }
        catch (OrderNotFound)
        {
            return Problem.NotFound(http);
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested)
        {
            LogFailed(http.RequestServices.GetRequiredService<ILogger<Problem>>(), e, http.TraceIdentifier);
            return Problem.Of(http, StatusCodes.Status500InternalServerError, "internal_error", "Something went wrong here. Tell support the request's number.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "API request {RequestId} failed")]
    private static partial void LogFailed(ILogger log, Exception e, string requestId);
}
