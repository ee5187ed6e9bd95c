using System.Globalization;
using System.Security.Cryptography;

namespace Keytill.Server.Hosting.Errors;

/// <summary>
/// Turns what nobody else has answered into a page: exceptions become a 500 with a reference number and no detail,
/// bare status codes become sentences. Scripts' addresses get their own problem documents and are left alone.
/// </summary>
internal sealed partial class ErrorPages(RequestDelegate next, ILogger<ErrorPages> log)
{
    private const int ReferenceBytes = 5;

    // Read by programs, which see a status and nothing else.
    private static readonly PathString[] ForPrograms = ["/v1", "/notices", "/healthz", "/readyz", "/metrics", "/assets"];

    public async Task InvokeAsync(HttpContext context)
    {
        (int status, string? reference) = (0, null as string);
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            // Cannot be read at all: the sender's fault.
            status = bad.StatusCode;
        }
        catch (Exception bug) when (!context.Response.HasStarted)
        {
            reference = NewReference();
            LogFailed(bug, reference, context.Request.Method, Route(context));
            status = StatusCodes.Status500InternalServerError;
        }

        if (status != 0)
            context.Response.Clear();
        else if (!IsBare(context.Response))
            return;
        else
            status = context.Response.StatusCode;

        if (ForPrograms.Any(start => context.Request.Path.StartsWithSegments(start)))
            context.Response.StatusCode = status;
        else
            await ErrorPage.Write(context, status, reference);
    }

    private static bool IsBare(HttpResponse response) =>
        response.StatusCode >= StatusCodes.Status400BadRequest
        && !response.HasStarted
        && response.ContentLength is null or 0
        && string.IsNullOrEmpty(response.ContentType);

    private static string NewReference()
    {
        string digits = Convert.ToHexString(RandomNumberGenerator.GetBytes(ReferenceBytes));
        return string.Create(CultureInfo.InvariantCulture, $"{digits.AsSpan(0, 5)}-{digits.AsSpan(5)}");
    }

    // The template, never the path: paths hold tokens.
    private static string Route(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";

    [LoggerMessage(Level = LogLevel.Error, Message = "Request failed, reference {Reference}: {Method} {Route}")]
    private partial void LogFailed(Exception exception, string reference, string method, string route);
}
