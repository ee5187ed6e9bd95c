using Keytill.Core;
using Keytill.Server.Orders;
using Keytill.Server.Payments;
using Keytill.Server.Persistence;

namespace Keytill.Server.Api;

/// <summary>
/// Whatever goes wrong under <c>/v1</c> is answered by a problem: what a route throws, what could not be read, and what no route
/// has taken. Every answer carries the request's number, and every error is logged under it, by its route and never its address.
/// </summary>
internal sealed partial class ApiProblems(RequestDelegate next, ILogger<ApiProblems> log)
{
    public const string RequestIdHeader = "X-Request-Id";

    /// <summary>For a side that does not answer just now, in seconds.</summary>
    private const string RetryAfterSeconds = "5";

    public async Task InvokeAsync(HttpContext http)
    {
        http.Response.Headers[RequestIdHeader] = http.TraceIdentifier;
        try
        {
            await next(http);
        }
        catch (Exception e) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            var problem = Of(http, e);
            http.Response.Clear();
            http.Response.Headers[RequestIdHeader] = http.TraceIdentifier;
            if (e is Conflict or GatewayUnreachable)
                http.Response.Headers.RetryAfter = RetryAfterSeconds;
            await problem.ExecuteAsync(http);
        }

        if (IsBare(http.Response))
            await OfStatus(http, http.Response.StatusCode).ExecuteAsync(http);
        if (http.Response.StatusCode >= StatusCodes.Status400BadRequest)
            LogRefused(http.TraceIdentifier, http.Response.StatusCode, http.Request.Method, Route(http));
    }

    /// <summary>What a call is answered that is refused for good; null for what goes wrong otherwise.</summary>
    public static JsonAnswer? RefusalOf(HttpContext http, Exception e) => e switch
    {
        ApiRefusal refused => Problem.Of(http, refused.Status, refused.Code, refused.Message, [.. refused.Fields]),
        RuleBroken broken => Problem.Of(http, StatusCodes.Status409Conflict, broken.Code, broken.Message),
        OrderNotFound => Problem.NotFound(http),
        _ => null,
    };

    private JsonAnswer Of(HttpContext http, Exception e)
    {
        if (RefusalOf(http, e) is { } refusal)
            return refusal;
        switch (e)
        {
            case Conflict:
                return Problem.Of(http, StatusCodes.Status409Conflict, "conflict", "Others were changing the same thing just now. Try again.");
            case GatewayUnreachable:
                return Problem.Of(http, StatusCodes.Status503ServiceUnavailable, "gateway_unreachable", "The payment gateway does not answer just now. Try again.");
            case BadHttpRequestException bad:
                return OfStatus(http, bad.StatusCode);
            default:
                LogFailed(e, http.TraceIdentifier);
                return Problem.Of(http, StatusCodes.Status500InternalServerError, "internal_error", "Something went wrong here. Tell support the request's number.");
        }
    }

    private static JsonAnswer OfStatus(HttpContext http, int status) => status switch
    {
        StatusCodes.Status404NotFound => Problem.NotFound(http),
        StatusCodes.Status405MethodNotAllowed => Problem.Of(http, status, "method_not_allowed", $"Here one can only {http.Response.Headers.Allow}."),
        StatusCodes.Status413PayloadTooLarge => Problem.Of(http, status, "body_too_large", $"A body has at most {ApiBody.BytesMax} bytes."),
        _ => Problem.Of(http, status, "invalid_request", "This request cannot be read."),
    };

    private static bool IsBare(HttpResponse response) =>
        response.StatusCode >= StatusCodes.Status400BadRequest && !response.HasStarted && response.ContentLength is null or 0 && string.IsNullOrEmpty(response.ContentType);

    private static string Route(HttpContext http) => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";

    [LoggerMessage(Level = LogLevel.Information, Message = "API request {RequestId} was answered with {Status}: {Method} {Route}")]
    private partial void LogRefused(string requestId, int status, string method, string route);

    [LoggerMessage(Level = LogLevel.Error, Message = "API request {RequestId} failed")]
    private partial void LogFailed(Exception e, string requestId);
}

/// <summary>A request that is not as its call takes it, said at its fields where there are some. Becomes a problem of this status.</summary>
internal sealed class ApiRefusal(int status, string code, string detail, params IReadOnlyList<ProblemField> fields) : Exception(detail)
{
    public int Status => status;

    public string Code => code;

    public IReadOnlyList<ProblemField> Fields => fields;

    /// <summary>A call with wrong members: all of them at once.</summary>
    public static ApiRefusal Of(IReadOnlyList<ProblemField> wrong) => new(StatusCodes.Status400BadRequest, "invalid_request", wrong[0].Detail, wrong);
}
