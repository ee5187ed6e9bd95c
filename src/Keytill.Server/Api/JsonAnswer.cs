using System.Text.Json;
using Keytill.Server.Orders;

namespace Keytill.Server.Api;

/// <summary>An answer of the API, complete: what is sent now is what can be kept for a repetition of the call.</summary>
internal sealed record JsonAnswer(int Status, string ContentType, ReadOnlyMemory<byte> Body) : IResult
{
    private const string Json = "application/json; charset=utf-8";
    private const string ProblemJson = "application/problem+json";

    public static JsonAnswer Of<T>(T view, int status = StatusCodes.Status200OK) =>
        new(status, Json, JsonSerializer.SerializeToUtf8Bytes(view, OrderJson.Options));

    public static JsonAnswer Of(Problem problem) =>
        new(problem.Status, ProblemJson, JsonSerializer.SerializeToUtf8Bytes(problem, OrderJson.Options));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        (response.StatusCode, response.ContentType, response.ContentLength) = (Status, ContentType, Body.Length);
        await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}
